import { execFileSync } from 'node:child_process';
import PostalMime, { type Email } from 'postal-mime';
import { expect, test } from 'vitest';
import { openApp, type App } from '../../src/app.ts';
import { correctIssue, revisedIssue, type CorrectionWay } from '../../src/flow/correct-issue.ts';
import { publishIssues } from '../../src/flow/publish-issues.ts';
import { markedChange } from '../../src/core/revision/marked-change.ts';
import { aReader } from '../support/a-letter.ts';
import { newsletterFolder, SETTINGS, type NewsletterFolder } from '../support/newsletter-folder.ts';
import { recordingSmtp, type Taken } from '../support/recording-smtp.ts';

const JOINED = '2026-01-01T00:00:00.000Z';
const YAML = SETTINGS.replace('topics:\n', 'topics:\n  - { slug: tools, label: 工具, labels: [工具] }\n').concat(
  "digests: { daily: '09:30' }\n",
);
const PATH = 'issues/2026-01-06.md';

function issue(percent: string, speed = '很快'): string {
  const research = article('一个模型', `模型的推理成本下降了百分之${percent}。`);
  return `---\ntitle: 三条曲线\n---\n\n## 论文\n\n${research}\n## 工具\n\n${article('一个工具', `它跑得${speed}。`)}`;
}

function article(title: string, text: string): string {
  return `### ${title}\n\n[阅读原文](https://source.example/${encodeURIComponent(title)})\n\n> ${text}\n`;
}

function appAt(folder: NewsletterFolder, now: string, smtp: string): App {
  return openApp(folder.root, {
    clock: { now: () => new Date(now) },
    variables: { SMTP_URL: smtp, SECRET_KEY: 'a-key-for-tests-only-0123456789' },
  });
}

async function publish(folder: NewsletterFolder, now: string, smtp: string): Promise<void> {
  await using app = appAt(folder, now, smtp);
  await publishIssues(app, { named: () => undefined, backIssues: 'due', extent: 'deliver', images: false });
}

interface Mail extends Email {
  readonly recipient: string;
}

async function mails(taken: readonly Taken[], from = 0): Promise<ReadonlyMap<string, Mail>> {
  const all = new Map<string, Mail>();
  for (const { to, bytes } of taken.slice(from)) {
    const [recipient = ''] = to;
    all.set(recipient.split('@')[0] ?? '', { ...(await PostalMime.parse(bytes)), recipient });
  }
  return all;
}

test(
  'a correction by mail answers the message in which each reader got the issue, and shows what has changed in it',
  {
    timeout: 60_000,
  },
  async () => {
    const { url, taken } = await recordingSmtp();
    const folder = newsletterFolder({ [PATH]: issue('五十', '飞快'), 'masthead.yaml': YAML });
    {
      await using app = appAt(folder, '2026-01-05T00:00:00Z', url);
      const readers = [
        aReader('all@readers.example'),
        { ...aReader('tools@readers.example'), topics: ['tools'] },
        { ...aReader('daily@readers.example'), frequency: 'daily' as const },
        { ...aReader('left@readers.example') },
      ];
      await (await app.store()).addSubscribers(readers, JOINED);
      // The first slot ever is nobody's.
      await publishIssues(app, { named: () => undefined, backIssues: 'due', extent: 'start', images: false });
    }
    await publish(folder, '2026-01-06T00:00:00Z', url);
    await publish(folder, '2026-01-06T01:30:00Z', url);
    const first = await mails(taken);
    expect([...first.keys()].toSorted()).toEqual(['all', 'daily', 'left', 'tools']);
    const sent = taken.length;

    folder.write(PATH, issue('三十', '飞快'));
    await using app = appAt(folder, '2026-01-07T02:00:00Z', url);
    const left = [...first.values()].find(({ recipient }) => recipient.startsWith('left'));
    const store = await app.store();
    // Whoever has left meanwhile is not mailed.
    const leaving = await store.subscribers({ limit: 10 });
    const gone = leaving.find(({ address }) => address === left?.recipient);
    if (gone) await store.changeSubscriber(gone.address, 'unsubscribed', 'link', JOINED);
    const revised = await revisedIssue(app, '2026-01-06');
    expect(revised).toMatchObject({ since: { from: 'ledger' }, isMailed: true, letterCount: 4 });
    expect(revised.changes.map((change) => markedChange(change))).toEqual([
      '模型的推理成本下降了百分之[-五十-]{+三十+}。',
    ]);
    expect(revised.proposal).toBe('此前误作“五十”，现更正为“三十”。');
    const report = await correctIssue(app, revised, { note: '降幅有误。', way: 'mail', images: false });
    expect(report).toMatchObject({
      isBuilt: true,
      mailing: { isNew: true, outcome: 'finished', counts: { accepted: 3 } },
    });

    const second = await mails(taken, sent);
    expect([...second.keys()].toSorted()).toEqual(['all', 'daily', 'tools']);
    for (const [name, mail] of second) {
      expect([name, mail.subject]).toEqual([name, '更正：三条曲线']);
      expect([mail.inReplyTo, mail.references]).toEqual([first.get(name)?.messageId, first.get(name)?.messageId]);
      expect(mail.text).toContain('降幅有误。');
    }
    expect(second.get('all')?.text).toMatch(
      /原为：模型的推理成本下降了百分之五十。\s+现为：模型的推理成本下降了百分之三十。/,
    );
    expect(second.get('all')?.html).toContain('<del>五十</del>');
    expect(second.get('daily')?.html).toMatch(/<ins[^>]*>三十<\/ins>/);
    // Nothing of what these chose has changed, so there is nothing but the note.
    expect(second.get('tools')?.text).not.toContain('改动');
    expect(second.get('tools')?.html).not.toContain('<del>');
    const proof = await store.mailingsOf('2026-01-06');
    expect(proof.map(({ mailing }) => mailing.slug)).toEqual(['2026-01-06', 'digest-daily', '2026-01-06']);

    // A second look compares with what the correction told, and its mail is not sent again.
    expect((await revisedIssue(app, '2026-01-06')).changes).toEqual([]);
  },
);

const ENTRY = /^ {2}- \{ date: 2026-01-07T10:00:00\+08:00, note: "降幅有误。" \}$/m;

test.each(['pages', 'next'] as const)(
  'a correction by %s is written into the file and mailed to nobody',
  { timeout: 60_000 },
  async (way) => {
    const { url, taken } = await recordingSmtp();
    const folder = newsletterFolder({ [PATH]: issue('五十'), 'masthead.yaml': YAML });
    {
      await using app = appAt(folder, '2026-01-05T00:00:00Z', url);
      await (await app.store()).addSubscribers([aReader('all@readers.example')], JOINED);
    }
    await publish(folder, '2026-01-06T00:00:00Z', url);
    const before = folder.read('out/feed.atom');
    folder.write(PATH, issue('三十'));
    await corrected(folder, url, way);
    expect(taken).toHaveLength(1);
    expect(folder.read(PATH)).toMatch(ENTRY);
    const after = folder.read('out/feed.atom');
    expect(idsOf(after)).toEqual(idsOf(before));
    const published = /<published>[^<]*<\/published>/g;
    expect(after.match(published)).toEqual(before.match(published));
    expect(after).toContain('<updated>2026-01-07T02:00:00.000Z</updated>');
    expect(before).not.toContain('2026-01-07');
    expect(folder.read('out/2026-01-06/index.html')).toContain('降幅有误。');
  },
);

function idsOf(feed: string): readonly string[] {
  return feed.match(/<id>[^<]*<\/id>/g) ?? [];
}

async function corrected(folder: NewsletterFolder, smtp: string, way: CorrectionWay): Promise<void> {
  await using app = appAt(folder, '2026-01-07T02:00:00Z', smtp);
  await correctIssue(app, await revisedIssue(app, '2026-01-06'), { note: '降幅有误。', way, images: false });
}

test('what was never mailed is compared with git, and cannot be corrected by mail', { timeout: 60_000 }, async () => {
  const { url } = await recordingSmtp();
  const folder = newsletterFolder({ [PATH]: issue('五十') });
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=Editor', '-c', 'user.email=editor@news.example', ...args], {
      cwd: folder.root,
    });
  };
  git('init', '-q');
  git('add', 'issues', 'masthead.yaml');
  git('commit', '-qm', 'one');
  folder.write(PATH, issue('三十'));
  await using app = appAt(folder, '2026-01-07T02:00:00Z', url);
  const revised = await revisedIssue(app, PATH);
  expect(revised).toMatchObject({ since: { from: 'commit' }, isMailed: false, letterCount: 0, changes: [{}] });
  const wanted = { note: '降幅有误。', way: 'mail', images: false } as const;
  await expect(correctIssue(app, revised, wanted)).rejects.toMatchObject({ code: 'ISSUE_UNKNOWN' });
  expect(folder.read(PATH)).toBe(issue('三十'));
});

test.each([
  ['a draft', '---\nstatus: draft\n---\n# A\n', 'is a draft'],
  ['an issue of tomorrow', '---\ndate: 2026-01-08\n---\n# A\n', 'not out yet'],
  ['a withdrawn issue', '---\nstatus: withdrawn\n---\n# A\n', 'withdrawn'],
])('%s needs no correction', async (_, text, words) => {
  const folder = newsletterFolder({ [PATH]: text });
  await using app = appAt(folder, '2026-01-07T02:00:00Z', 'smtp://127.0.0.1:9');
  await expect(revisedIssue(app, PATH)).rejects.toThrow(words);
});
