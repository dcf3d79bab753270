// masthead doctor as a whole: the real program against a DNS server, a mail server with TLS, an IMAP server and the
// newsletter's own web server, all on free ports.
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { expect, test, type TestContext, vi } from 'vitest';
import { z } from 'zod';
import { DOCTOR_CODES } from '../../src/core/doctor/doctor-checks.ts';
import { certificate, type Certificate } from '../support/certificate.ts';
import { dnsServer, type DnsTable } from '../support/dns-server.ts';
import { anIssue, ended, newsletterFolder, SETTINGS, type NewsletterFolder } from '../support/newsletter-folder.ts';
import { scriptedImap } from '../support/scripted-imap.ts';
import { submissionServer } from '../support/submission-server.ts';

const KEY = 'a-secret-of-twenty-characters';
const report = z.object({ findings: z.array(z.object({ code: z.string(), state: z.string(), sentence: z.string() })) });

/** Code -> state; of several findings the states in their order. */
function statesIn(stdout: string): Readonly<Record<string, string>> {
  const { findings } = report.parse(JSON.parse(stdout));
  const byCode = Map.groupBy(findings, ({ code }) => code);
  return Object.fromEntries([...byCode].map(([code, all]) => [code, all.map(({ state }) => state).join()]));
}

function certificateOr(context: TestContext): Certificate {
  return certificate() ?? context.skip('openssl is not installed');
}

/** Starts the web server of the newsletter and gives its address. */
async function served(folder: NewsletterFolder): Promise<string> {
  const child = folder.start(['start', '--only=web'], { SECRET_KEY: KEY });
  const end = ended(child);
  const url = await new Promise<string>((resolve, reject) => {
    if (child.stderr) {
      createInterface(child.stderr).on('line', (line) => {
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
        if (found !== undefined) resolve(found);
      });
    }
    void end.then(({ stderr }) => reject(new Error(stderr)));
  });
  return url;
}

test(
  'of a newsletter that is fit to be mailed nothing fails, and nothing is sent',
  { timeout: 60_000 },
  async (context) => {
    const tls = certificateOr(context);
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const published = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    const dns = await dnsServer({
      'TXT s1._domainkey.news.example': [`v=DKIM1; k=rsa; p=${published}`],
      'TXT bounces.news.example': ['v=spf1 include:_spf.mail.example -all'],
      'TXT _spf.mail.example': ['v=spf1 ip4:203.0.113.0/24 -all'],
      'TXT _dmarc.news.example': ['v=DMARC1; p=reject; rua=mailto:reports@news.example'],
      'MX bounces.news.example': ['10 mx.news.example'],
      'A mx.news.example': ['203.0.113.9'],
    });
    const smtp = await submissionServer(tls);
    const imap = await scriptedImap();
    imap.deliver('Subject: bounced\n\nIt came back.');
    const folder = newsletterFolder({
      'issues/2026-01-05.md': anIssue('第一期', '2026-01-05'),
      'dkim.pem': privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    });
    chmodSync(join(folder.root, 'dkim.pem'), 0o600);
    const site = await served(folder);
    const env = {
      SECRET_KEY: KEY,
      BASE_URL: site,
      SMTP_URL: `smtp://letters:secret@localhost:${smtp.port}?tls=required`,
      DKIM_DOMAIN: 'news.example',
      DKIM_SELECTOR: 's1',
      DKIM_PRIVATE_KEY_FILE: 'dkim.pem',
      BOUNCE_ADDRESS: 'b@bounces.news.example',
      BOUNCE_MAILBOX: imap.url,
      NODE_EXTRA_CA_CERTS: tls.certFile,
    };
    await folder.run(['build', '--no-images'], env);
    // The server looks at out/ once a second.
    await vi.waitFor(async () => expect((await fetch(`${site}/feed.atom`)).status).toBe(200), { timeout: 10_000 });
    const { stdout, status } = await folder.run(['doctor', '--json', '--dns', dns.address], env);
    expect(status).toBe(0);
    const { git, 'share-images': _, 'base-url': baseUrl, ...states } = statesIn(stdout);
    expect(states).toEqual({
      settings: 'ok',
      // An invented name, and an address of this machine alone.
      sender: 'warning',
      'secret-key': 'ok',
      'file-modes': 'ok',
      'editor-files': 'not checked',
      clock: 'not checked',
      disk: 'ok,ok',
      store: 'ok',
      migrations: 'ok',
      'smtp-connect': 'ok',
      'smtp-tls': 'ok',
      'smtp-auth': 'ok',
      'smtp-size': 'ok',
      'smtp-extensions': 'warning',
      'dkim-key': 'ok',
      'dkim-record': 'ok',
      spf: 'ok',
      'spf-server': 'not checked',
      dmarc: 'ok',
      alignment: 'ok',
      'reverse-dns': 'not checked',
      'bounce-mx': 'ok',
      'bounce-mailbox': 'ok',
      site: 'ok',
      'one-click': 'not checked',
      feeds: 'ok,ok,ok,ok',
    });
    expect([git, baseUrl]).toEqual(['warning', 'warning']);
    expect(smtp.seen).toEqual({ connectionCount: 1, senderCount: 0 });
    expect(imap.flags()).toEqual({ 1: [] });
    expect(imap.commands.filter((command) => /SELECT|STORE/.test(command))).toEqual([]);
    expect(stdout).not.toContain('secret@');
  },
);

test('what is wrong is found, and ends with status 1', { timeout: 60_000 }, async (context) => {
  const tls = certificateOr(context);
  const table: DnsTable = {
    'TXT s1._domainkey.news.example': ['v=DKIM1; p='],
    'TXT bounces.other.example': ['v=spf1 include:gone.example -all'],
    'TXT _dmarc.news.example': 'refused',
    'TXT _dmarc.other.example': ['v=DMARC1; p=none'],
  };
  const dns = await dnsServer(table);
  const smtp = await submissionServer(tls);
  const imap = await scriptedImap();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const folder = newsletterFolder({ 'dkim.pem': privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() });
  chmodSync(join(folder.root, 'dkim.pem'), 0o644);
  const env = {
    SECRET_KEY: KEY,
    BASE_URL: 'http://127.0.0.1:1',
    // One route with a wrong password, one with a certificate that nobody trusts.
    SMTP_URL: [
      `smtp://letters:wrong@127.0.0.1:${smtp.port}?name=plain`,
      `smtp://letters:secret@localhost:${smtp.port}?tls=required&name=secured`,
    ].join(' '),
    DKIM_DOMAIN: 'news.example',
    DKIM_SELECTOR: 's1',
    DKIM_PRIVATE_KEY_FILE: 'dkim.pem',
    BOUNCE_ADDRESS: 'b@bounces.other.example',
    BOUNCE_MAILBOX: imap.url.replace('secret', 'wrong'),
  };
  const { stdout, status } = await folder.run(['doctor', '--json', '--dns', dns.address], env);
  expect(status).toBe(1);
  expect(statesIn(stdout)).toMatchObject({
    'file-modes': 'failed',
    'smtp-connect': 'ok,ok',
    'smtp-tls': 'not checked,failed',
    'smtp-auth': 'failed,not checked',
    'dkim-key': 'warning',
    'dkim-record': 'failed',
    spf: 'failed',
    dmarc: 'not checked',
    alignment: 'not checked',
    'bounce-mx': 'failed',
    'bounce-mailbox': 'failed',
    site: 'failed',
    'one-click': 'failed',
    feeds: 'not checked',
  });
  expect(existsSync(join(folder.root, 'data'))).toBe(false);
});

test('offline nobody is asked, nothing is "ok" that was not looked at, and no file is made', async () => {
  const dns = await dnsServer({});
  const folder = newsletterFolder();
  const before = readdirSync(folder.root);
  const env = { SMTP_URL: 'smtp://127.0.0.1:1', BOUNCE_MAILBOX: 'imap://bounces:secret@127.0.0.1:1' };
  const { stdout, status } = await folder.run(['doctor', '--offline', '--json', '--dns', dns.address], env);
  const states = statesIn(stdout);
  expect(status).toBe(0);
  expect(Object.keys(states)).toEqual(DOCTOR_CODES);
  expect(Object.keys(states).filter((code) => states[code]?.includes('ok'))).toEqual(
    expect.not.arrayContaining(['smtp-connect', 'spf', 'dmarc', 'site', 'bounce-mailbox', 'clock']),
  );
  expect(dns.asked).toEqual([]);
  expect(readdirSync(folder.root)).toEqual(before);
});

test('settings that cannot be read fail, and nothing else is looked at', async () => {
  const folder = newsletterFolder({ 'masthead.yaml': SETTINGS.replace('language: zh-CN', 'language: 12') });
  const { stdout, status } = await folder.run(['doctor', '--json', '--offline']);
  const { settings, ...others } = statesIn(stdout);
  expect([status, settings, new Set(Object.values(others))]).toEqual([1, 'failed', new Set(['not checked'])]);
});

test('--only looks at what it names, and takes no name that is none', async () => {
  const folder = newsletterFolder();
  const { stdout } = await folder.run(['doctor', '--json', '--only', 'disk,store']);
  expect(Object.keys(statesIn(stdout))).toEqual(['disk', 'store', 'migrations']);
  const { status, stderr } = await folder.run(['doctor', '--only', 'stroe']);
  expect([status, stderr]).toEqual([2, expect.stringContaining('is "store" meant?')]);
  expect((await folder.run(['doctor', '--only', 'spf', '--dns', 'nowhere'])).status).toBe(2);
});

test('people read it by subject, with what to do below what is not well', async () => {
  const folder = newsletterFolder();
  const { stdout, stderr } = await folder.run(['doctor', '--offline', '--only', 'settings,git']);
  expect(stdout.split('\n').filter((line) => /^\S/.test(line))).toEqual(['Settings', 'Machine']);
  expect(stdout).toMatch(/^ {2}warning {6}git {14}The newsletter is not in git/m);
  expect(stdout).toMatch(/^ {32}Run: git init, and commit\.$/m);
  expect(stderr).toMatch(/docs\/doctor\.md#base-url\n$/);
});
