// masthead bounces as a program: real mailings, real bounces in a Maildir, what status and show say afterwards.
import type { ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { complaintMail, returnedHeaders, statusReport } from '../support/bounce-mails.ts';
import { anIssue, ended, newsletterFolder } from '../support/newsletter-folder.ts';
import { recordingSmtp } from '../support/recording-smtp.ts';

const HARD = { action: 'failed', status: '5.1.1', diagnostic: 'smtp; 550 5.1.1 no such user here' } as const;

test(
  'bounces of a mailing suppress exactly the right readers, once, and status tells of it',
  { timeout: 120_000 },
  async () => {
    const server = await recordingSmtp();
    const folder = newsletterFolder({ 'issues/2026-01-06.md': anIssue('一', '2026-01-06') });
    folder.write(
      'readers.csv',
      `email\n${['gone', 'angry', 'leaves', 'stays'].map((n) => `${n}@x.example`).join('\n')}\n`,
    );
    const env = { SMTP_URL: server.url, BOUNCE_ADDRESS: 'bounces@news.example', BOUNCE_MAILBOX: 'mail' };
    const run = (...args: readonly string[]) => folder.run(args, env);
    await run('subscribers', 'import', 'readers.csv', '--consent-source', 'form', '--consent-date', '2025-03-01');
    expect((await run('publish', 'issues/2026-01-06.md')).stderr).not.toContain('error');
    expect(server.taken).toHaveLength(4);

    for (const name of ['mail/new', 'mail/cur', 'mail/tmp']) mkdirSync(join(folder.root, name), { recursive: true });
    const takenFor = (name: string) => server.taken.find(({ to }) => to[0] === `${name}@x.example`);
    const bounced = (name: string) => {
      const taken = takenFor(name);
      const headers = taken?.bytes.toString().replaceAll('\r\n', '\n').split('\n\n')[0] ?? '';
      return { returnPath: taken?.from ?? '', recipient: `${name}@x.example`, headers };
    };
    folder.write('mail/new/1', statusReport(bounced('gone'), HARD, 'No.'));
    folder.write('mail/new/2', complaintMail({ ...bounced('angry'), returnPath: '' }));
    const [, token] = /subject=(unsubscribe-[\w-]+)>/.exec(bounced('leaves').headers) ?? [];
    folder.write('mail/new/3', `From: leaves@x.example\nTo: bounces@news.example\nSubject: ${token}\n\n`);
    const forged = { returnPath: 'x@y.example', recipient: 'stays@x.example' };
    const headers = returnedHeaders({ returnPath: 'bounces+made-up@news.example' });
    folder.write('mail/new/4', statusReport({ ...forged, headers }, HARD, 'No.'));

    const read = await run('bounces');
    expect(read).toMatchObject({ status: 0 });
    expect(read.stderr).toContain('4 mails: 2 suppressed, 1 unsubscribed, 1 unknown.');
    expect(read.stdout).toMatch(/hard +suppressed +2026-01-06 +gone@x\.example +5\.1\.1 +does not know this mailbox/);
    expect(readdirSync(join(folder.root, 'mail/cur')).toSorted()).toEqual(['1:2,S', '2:2,S', '3:2,S', '4:2,S']);
    expect((await run('bounces')).stderr).toContain('There was no mail to read.');

    // The same ones once more, from a file, from a folder and from standard input.
    const again = await run('bounces', 'mail/cur/1:2,S', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ total: 1, counts: { repeated: 1 } });
    const piped = folder.start(['bounces', '-'], env);
    piped.stdin?.end(readFileSync(join(folder.root, 'mail/cur/2:2,S')));
    expect((await ended(piped)).stderr).toContain('1 mail: 1 repeated.');

    const states = z
      .object({ subscribers: z.array(z.object({ address: z.string(), state: z.string() })) })
      .parse(JSON.parse((await run('subscribers', 'list', '--json')).stdout));
    expect(Object.fromEntries(states.subscribers.map(({ address, state }) => [address, state]))).toEqual({
      'gone@x.example': 'suppressed',
      'angry@x.example': 'suppressed',
      'leaves@x.example': 'unsubscribed',
      'stays@x.example': 'active',
    });
    expect((await run('status')).stdout).toMatch(/accepted +bounced +complaints\n2026-01-06 .* 4 +1 +1\n/);
    const detailed = (await run('status', '2026-01-06')).stdout;
    expect(detailed).toMatch(/Came back:\n1 +complaint +abuse\n1 +hard +does not know this mailbox +smtp; 550 5\.1\.1/);
    const shown = (await run('subscribers', 'show', 'gone@x.example')).stdout;
    expect(shown).toMatch(/state +suppressed \(bounce\)/);
    expect(shown).toContain('hard bounce, 2026-01-06: smtp; 550 5.1.1 no such user here');
  },
);

test('start watches the bounce mailbox and takes signed reports over HTTP', { timeout: 120_000 }, async () => {
  const server = await recordingSmtp();
  const folder = newsletterFolder({ 'issues/2026-01-06.md': anIssue('一', '2026-01-06') });
  folder.write('readers.csv', 'email\ngone@x.example\nangry@x.example\n');
  const secret = 'a secret of this test alone';
  const bounces = { BOUNCE_ADDRESS: 'bounces@news.example', BOUNCE_MAILBOX: 'mail', WEBHOOK_SECRET: secret };
  const env = { SMTP_URL: server.url, PORT: '0', ...bounces };
  const consent = ['--consent-source', 'form', '--consent-date', '2025-03-01'];
  await folder.run(['subscribers', 'import', 'readers.csv', ...consent], env);
  await folder.run(['publish', 'issues/2026-01-06.md'], env);
  const pathOf = (name: string) => server.taken.find(({ to }) => to[0] === `${name}@x.example`)?.from ?? '';
  for (const name of ['mail/new', 'mail/cur', 'mail/tmp']) mkdirSync(join(folder.root, name), { recursive: true });
  const bounced = { returnPath: pathOf('gone'), recipient: 'gone@x.example' };
  const headers = returnedHeaders({ returnPath: pathOf('gone') });
  folder.write('mail/new/1', statusReport({ ...bounced, headers }, HARD, 'No.'));

  const running = folder.start(['start', '--only=web,deliver'], env);
  const line = heard(running);
  const serving = z.object({ url: z.string() }).parse(JSON.parse(await line('"Serving"')));
  expect(JSON.parse(await line('Read a report'))).toMatchObject({ kind: 'hard', outcome: 'suppressed' });
  const body = JSON.stringify({ events: [{ event: 'complaint', id: '1', return_path: pathOf('angry') }] });
  const seconds = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  const report = { method: 'POST', body, headers: { 'Masthead-Signature': `t=${seconds},v1=${signature}` } };
  const hook = (provider: string) => new URL(`/webhooks/${provider}`, serving.url);
  const answer = await fetch(hook('generic'), report);
  const unsigned = await fetch(hook('generic'), { method: 'POST', body });
  expect([answer.status, await answer.text(), unsigned.status]).toEqual([200, '{"recorded":1}\n', 401]);
  expect((await fetch(hook('mailgun'), { method: 'POST', body })).status).toBe(404);
  running.kill('SIGTERM');
  const { status, stderr } = await ended(running);
  expect(status).toBe(0);
  expect(stderr).not.toMatch(/x\.example/);
  expect(JSON.parse((await folder.run(['subscribers', 'list', '--json'], env)).stdout)).toMatchObject({
    counts: { suppressed: 2, active: 0 },
  });
});

/** Waits for the line of its log in which something stands. */
function heard(running: ChildProcess): (text: string) => Promise<string> {
  let all = '';
  const more = new EventTarget();
  running.stderr?.setEncoding('utf8').on('data', (text: string) => {
    all += text;
    more.dispatchEvent(new Event('text'));
  });
  return async (text) => {
    for (;;) {
      const found = all
        .split('\n')
        .slice(0, -1)
        .find((line) => line.includes(text));
      if (found !== undefined) return found;
      await new Promise((resolve) => more.addEventListener('text', resolve, { once: true }));
    }
  };
}

test('what is not there, and nothing at all, is wrong use', { timeout: 120_000 }, async () => {
  const folder = newsletterFolder();
  expect(await folder.run(['bounces', 'nowhere'])).toMatchObject({ status: 2 });
  const nothing = await folder.run(['bounces']);
  expect(nothing.status).toBe(2);
  expect(nothing.stderr).toContain('BOUNCE_MAILBOX');
});
