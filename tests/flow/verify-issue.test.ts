import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openApp, type App } from '../../src/app.ts';
import { markedChange } from '../../src/core/revision/marked-change.ts';
import { publishIssues } from '../../src/flow/publish-issues.ts';
import { correctIssue, revisedIssue } from '../../src/flow/correct-issue.ts';
import { verifyIssue } from '../../src/flow/verify-issue.ts';
import { aReader } from '../support/a-letter.ts';
import { anIssue, newsletterFolder, SETTINGS } from '../support/newsletter-folder.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const SLUG = '2026-01-06';
const PATH = `issues/${SLUG}.md`;
const YAML = SETTINGS.replace('topics:\n', 'topics:\n  - { slug: tools, label: 工具 }\n').concat(
  "digests: { daily: '09:30' }\n",
);
const SHALLOW = { verdict: 'same', from: 'ledger', missing: 'shallow' };
const UNKNOWN = { verdict: 'unknown', differences: [] };
const SLOW = { timeout: 60_000 };

interface Repository {
  /** The newsletter's folder, below the top of the repository. */
  readonly root: string;
  readonly write: (path: string, text: string) => void;
  readonly commit: () => void;
  readonly app: (now?: string, variables?: Readonly<Record<string, string>>) => App;
}

/** A repository with a newsletter in one of its folders, one issue committed, and readers of all kinds. */
async function repository(): Promise<Repository> {
  const top = newsletterFolder({
    'letters/masthead.yaml': YAML,
    'letters/issues/2026-01-05.md': anIssue('甲', '2026-01-05'),
    [`letters/${PATH}`]: `${anIssue('乙', SLUG)}\n## 工具\n\n### 别的\n\n[阅读原文](https://source.example/b)\n\n> 五次。\n`,
    'letters/.gitignore': 'data/\nout/\n',
  });
  const root = join(top.root, 'letters');
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=Editor', '-c', 'user.email=editor@news.example', ...args], { cwd: root });
  };
  git('-C', top.root, 'init', '-q');
  const commit = (): void => {
    git('add', '.');
    git('commit', '-qm', 'change');
  };
  commit();
  const app: Repository['app'] = (now = '2026-01-06T00:00:00Z', variables = {}) =>
    openApp(root, { clock: { now: () => new Date(now) }, variables });
  await using first = app('2026-01-04T00:00:00Z');
  const readers = [
    aReader('all@readers.example'),
    { ...aReader('some@readers.example'), topics: ['research'] },
    { ...aReader('daily@readers.example'), frequency: 'daily' as const },
  ];
  await (await first.store()).addSubscribers(readers, '2026-01-01T00:00:00.000Z');
  await publish(first);
  return { root, write: (path, text) => top.write(`letters/${path}`, text), commit, app };
}

/** Whatever is due. */
function none(): undefined {}

async function publish(app: App): Promise<void> {
  await publishIssues(app, { named: none, backIssues: 'due', extent: 'deliver', images: false });
}

async function verdicts(app: App) {
  return (await verifyIssue(app, SLUG)).map(({ name, verdict, from, letterCount }) => [
    name,
    verdict,
    from,
    letterCount,
  ]);
}

test(
  'an issue, the slices of it, and the digest with it are built again from their commit, whatever came since',
  SLOW,
  async () => {
    const place = await repository();
    {
      await using app = place.app('2026-01-06T00:00:00Z', { BASE_URL: 'https://other.example/letters/' });
      await publish(app);
    }
    {
      await using app = place.app('2026-01-06T01:30:00Z', { BASE_URL: 'https://other.example/letters/' });
      await publish(app);
    }
    // An older issue comes in between, so that numbers move; the settings change, and the issue does too.
    place.write('issues/2026-01-03.md', anIssue('早', '2026-01-03'));
    place.write('masthead.yaml', SETTINGS.replace('title: 示例周报', 'title: 别的周报'));
    place.write(PATH, anIssue('别的', SLUG));
    place.commit();
    await using app = place.app('2026-01-07T00:00:00Z');
    const before = readdirSync(place.root);
    expect(await verdicts(app)).toEqual([
      [SLUG, 'same', 'commit', 2],
      ['daily digest of 2026-01-05', 'same', 'commit', 1],
    ]);
    const [own] = await verifyIssue(app, SLUG);
    expect(own).toMatchObject({
      uncommitted: [],
      otherFiles: [],
      program: { isSame: true },
      commit: expect.any(String),
    });
    expect(readdirSync(place.root)).toEqual(before);
  },
);

test('what was not committed is held against the copy of the ledger, a correction too', SLOW, async () => {
  const place = await repository();
  place.write(PATH, anIssue('没有提交', SLUG));
  {
    await using app = place.app();
    await publish(app);
    place.write(PATH, anIssue('改过', SLUG));
  }
  await using app = place.app('2026-01-07T00:00:00Z');
  await correctIssue(app, await revisedIssue(app, SLUG), { note: '改了。', way: 'mail', images: false });
  place.write(PATH, anIssue('再改', SLUG));
  expect(await verdicts(app)).toEqual([
    [SLUG, 'same', 'ledger', 1],
    ['daily digest of 2026-01-05', 'same', 'ledger', 1],
    [`${SLUG} (correction of 2026-01-07)`, 'same', 'ledger', 2],
  ]);
  expect((await verifyIssue(app, SLUG))[0]).toMatchObject({ uncommitted: [PATH], program: { isSame: true } });
});

test('a clone without the commit says so, and the copy of the ledger is what is left', SLOW, async () => {
  const place = await repository();
  {
    await using app = place.app();
    await publish(app);
  }
  place.write('more.txt', 'more');
  place.commit();
  const clone = scratchFolder();
  execFileSync('git', ['clone', '-q', '--depth=1', `file://${join(place.root, '..')}`, clone]);
  const root = join(clone, 'letters');
  mkdirSync(join(root, 'data'), { recursive: true });
  cpSync(join(place.root, 'data'), join(root, 'data'), { recursive: true });
  await using app = openApp(root, { variables: {} });
  expect(await verifyIssue(app, SLUG)).toMatchObject([SHALLOW, SHALLOW]);
});

test('a letter that somebody has changed in the store is found, with the words', SLOW, async () => {
  const place = await repository();
  {
    await using app = place.app();
    await publish(app);
  }
  const database = new DatabaseSync(join(place.root, 'data/masthead.sqlite'));
  database.exec(`update mailings set letter = replace(letter, '五次', '六次') where slug = '${SLUG}'`);
  database.close();
  await using app = place.app();
  const [own] = await verifyIssue(app, SLUG);
  expect(own).toMatchObject({ verdict: 'differs', differences: [{ letterNo: 0, parts: ['ledger'] }] });
  expect(own?.differences[0]?.changes.map((line) => markedChange(line))).toEqual(['[-六次-]{+五次+}。']);
});

test('mailings from before there were proofs are unknown, and what was never mailed has none', SLOW, async () => {
  const place = await repository();
  {
    await using app = place.app();
    await publish(app);
  }
  const database = new DatabaseSync(join(place.root, 'data/masthead.sqlite'));
  database.exec('delete from mailing_origins; delete from letter_proofs');
  database.close();
  await using app = place.app();
  expect(await verifyIssue(app, SLUG)).toMatchObject([UNKNOWN, UNKNOWN]);
  await expect(verifyIssue(app, 'never')).rejects.toMatchObject({ code: 'ISSUE_UNKNOWN' });
});
