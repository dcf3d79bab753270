import {
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { build, type BuildDone } from '../../src/publish/build.ts';
import { filesBelow } from '../../src/publish/sources.ts';
import { writeTree } from '../../src/publish/write-tree.ts';
import { aNewsletter } from '../support/newsletter.ts';
import { anIssue, newsletterFolder, type NewsletterFolder } from '../support/newsletter-folder.ts';

const NOW = new Date('2026-02-01T00:00:00Z');

async function built(folder: NewsletterFolder, now = NOW): Promise<BuildDone> {
  const { done, library } = await build({ root: folder.root, newsletter: aNewsletter(), now, images: false });
  if (!done) throw new Error(JSON.stringify(library.problems));
  return done;
}

function threeIssues(): NewsletterFolder {
  return newsletterFolder({
    'issues/2026-01-05.md': anIssue('甲', '2026-01-05'),
    'issues/2026-01-06.md': anIssue('乙', '2026-01-06'),
    'issues/2026-01-07.md': anIssue('丙', '2026-01-07'),
  });
}

/** Path -> what a file system knows about a file: a rewritten file has another time or another number. */
function stamps(folder: NewsletterFolder): Readonly<Record<string, string>> {
  const paths = filesBelow(join(folder.root, 'out'));
  return Object.fromEntries(
    paths.map((path) => {
      const { ino, mtimeMs } = statSync(join(folder.root, 'out', path));
      return [path, `${ino} ${mtimeMs}`];
    }),
  );
}

test('a build writes page, letter and Markdown of each issue', async () => {
  const folder = threeIssues();
  const done = await built(folder);
  const paths = Object.keys(folder.out());
  expect(done).toMatchObject({ issueCount: 3, fileCount: paths.length, removed: [] });
  for (const name of ['index.html', 'email.html', 'email.txt', 'issue.md']) {
    expect(paths).toContain(`2026-01-06/${name}`);
  }
});

test('a second build touches no file', async () => {
  const folder = threeIssues();
  await built(folder);
  const before = stamps(folder);
  const done = await built(folder);
  expect([done.changed, done.removed]).toEqual([[], []]);
  expect(stamps(folder)).toEqual(before);
});

test('an edited body rewrites what depends on it and nothing else', async () => {
  const folder = threeIssues();
  await built(folder);
  const before = stamps(folder);
  folder.write('issues/2026-01-05.md', anIssue('甲', '2026-01-05', '- **又一点**：另一个细节。\n'));
  const done = await built(folder);
  const after = stamps(folder);
  const rewritten = Object.keys(after).filter((path) => after[path] !== before[path]);
  expect(rewritten).toEqual(done.changed);
  const others = rewritten.filter((path) => !path.startsWith('2026-01-05/'));
  // Feeds and lists hold the issue; the pages and letters of other issues do not.
  expect(others.filter((path) => path.startsWith('2026-'))).toEqual([]);
  expect(rewritten.filter((path) => path.startsWith('2026-01-05/')).toSorted()).toEqual(
    ['email.html', 'email.txt', 'index.html', 'issue.md'].map((name) => `2026-01-05/${name}`),
  );
  expect(others.every((path) => /\.(atom|rss|json)$/.test(path) || path === 'llms.txt')).toBe(true);
});

test('the cache never changes the result', async () => {
  const folder = threeIssues();
  await built(folder);
  folder.write('issues/2026-01-06.md', anIssue('改过的乙', '2026-01-06'));
  await built(folder);
  const withCache = folder.out();
  rmSync(join(folder.root, 'data'), { recursive: true });
  rmSync(join(folder.root, 'out'), { recursive: true });
  await built(folder);
  expect(folder.out()).toEqual(withCache);
});

test('a cache whose files were damaged is ignored', async () => {
  const folder = threeIssues();
  await built(folder);
  const whole = folder.out();
  const cache = join(folder.root, 'data/cache');
  for (const path of filesBelow(cache)) {
    const bytes = readFileSync(join(cache, path));
    // One character of a text in the middle of it, so that it could still be read.
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 40) ^ 1, bytes.length - 40);
    writeFileSync(join(cache, path), bytes);
  }
  rmSync(join(folder.root, 'out'), { recursive: true });
  await built(folder);
  expect(folder.out()).toEqual(whole);
});

test('without its cache a build keeps the files whose bytes are right', async () => {
  const folder = threeIssues();
  await built(folder);
  const before = stamps(folder);
  rmSync(join(folder.root, 'data'), { recursive: true });
  const done = await built(folder);
  expect(done.changed).toEqual([]);
  expect(stamps(folder)).toEqual(before);
});

test('a file of out/ that somebody changed is made again', async () => {
  const folder = threeIssues();
  await built(folder);
  const whole = folder.out();
  folder.write('out/index.html', 'somebody else');
  const done = await built(folder);
  expect(done.changed).toEqual(['index.html']);
  expect(folder.out()).toEqual(whole);
});

test('what nobody asks for any more is removed, .gitkeep stays', async () => {
  const folder = threeIssues();
  folder.write('out/.gitkeep', '');
  folder.write('out/stray/file.txt', 'x');
  await built(folder);
  rmSync(join(folder.root, 'issues/2026-01-06.md'));
  const done = await built(folder);
  expect(done.removed).toContain('2026-01-06/index.html');
  expect(readdirSync(join(folder.root, 'out'))).toEqual(expect.arrayContaining(['.gitkeep', '2026-01-05']));
  expect(readdirSync(join(folder.root, 'out'))).not.toContain('2026-01-06');
  expect(readdirSync(join(folder.root, 'out'))).not.toContain('stray');
});

test('files of static/ are copied, hidden ones that mean something included', async () => {
  const folder = threeIssues();
  folder.write('static/CNAME', 'news.example');
  folder.write('static/.well-known/security.txt', 'Contact: mailto:editor@news.example');
  folder.write('static/.DS_Store', 'x');
  await built(folder);
  expect(folder.read('out/CNAME')).toBe('news.example');
  expect(folder.read('out/.well-known/security.txt')).toContain('editor@news.example');
  expect(readdirSync(join(folder.root, 'out'))).not.toContain('.DS_Store');
  expect((await built(folder)).changed).toEqual([]);
});

test('nothing of out/ may hide the pages of readers, where they are served', async () => {
  const folder = threeIssues();
  folder.write('static/unsubscribe/index.html', 'mine');
  await expect(built(folder)).rejects.toMatchObject({ code: 'OUTPUT_CONFLICT' });
  const plain = aNewsletter();
  const newsletter = { ...plain, readers: { ...plain.readers, form: false } };
  await build({ root: folder.root, newsletter, now: NOW, images: false });
  expect(folder.read('out/index.html')).not.toContain('<form');
});

test('a static file that stands where a page belongs stops the build', async () => {
  const folder = threeIssues();
  folder.write('static/index.html', 'mine');
  await expect(built(folder)).rejects.toMatchObject({ code: 'OUTPUT_CONFLICT' });
});

test('a broken issue stops the build with all errors, and the old out/ stays', async () => {
  const folder = threeIssues();
  await built(folder);
  const before = stamps(folder);
  folder.write('issues/undated.md', '# 没有日期\n');
  folder.write('issues/also-undated.md', '# 也没有日期\n');
  folder.write('issues/2026-01-05.md', anIssue('改过', '2026-01-05'));
  const { done, library } = await build({ root: folder.root, newsletter: aNewsletter(), now: NOW, images: false });
  expect(done).toBeUndefined();
  expect(library.problems.map(({ path, code }) => [path, code])).toEqual([
    ['issues/also-undated.md', 'date-missing'],
    ['issues/undated.md', 'date-missing'],
  ]);
  expect(stamps(folder)).toEqual(before);
});

test('a file that is not UTF-8 is an error that names it and its line', async () => {
  const folder = threeIssues();
  writeFileSync(join(folder.root, 'issues/2026-01-08.md'), Buffer.from([0x23, 0x0a, 0xd6, 0xd0, 0xce, 0xc4]));
  const { library } = await build({ root: folder.root, newsletter: aNewsletter(), now: NOW, images: false });
  expect(library.problems).toMatchObject([{ path: 'issues/2026-01-08.md', line: 2, code: 'encoding-invalid' }]);
});

test('an issue dated in the future and a draft appear nowhere until their time', async () => {
  const folder = threeIssues();
  folder.write('issues/2026-01-07.md', anIssue('未来的一期', '2026-01-07'));
  folder.write(
    'issues/2026-01-04.md',
    anIssue('草稿的一期', '2026-01-04').replace('---\n\n', 'status: draft\n---\n\n'),
  );
  const early = await built(folder, new Date('2026-01-06T12:00:00Z'));
  const all = Object.entries(folder.out()).flat().join('\n');
  expect(early.issueCount).toBe(2);
  expect(all).not.toMatch(/未来的一期|草稿的一期/);
  expect((await built(folder)).issueCount).toBe(3);
  expect(folder.read('out/feed.atom')).toContain('未来的一期');
});

test('an issue of a day without a time is there from midnight on', async () => {
  const folder = newsletterFolder({ 'issues/2026-01-05.md': anIssue('甲', '2026-01-05') });
  // Midnight in Shanghai; the instant that tells issues of one day apart lies within the ten minutes after it.
  expect((await built(folder, new Date('2026-01-04T15:59:59Z'))).issueCount).toBe(0);
  expect((await built(folder, new Date('2026-01-04T16:00:00Z'))).issueCount).toBe(1);
});

test('a build that fails half-way leaves no half-built tree beside out/', async () => {
  const folder = threeIssues();
  await built(folder);
  const page = folder.read('out/index.html');
  const files = [
    { path: 'a.html', fingerprint: 'a', content: async () => 'a' },
    { path: 'b.html', fingerprint: 'b', content: () => Promise.reject(new Error('a feed that is not well-formed')) },
  ];
  await expect(writeTree(join(folder.root, 'out'), files, {})).rejects.toThrow('not well-formed');
  expect(readdirSync(folder.root)).not.toContain('out.next');
  expect(folder.read('out/index.html')).toBe(page);
});

test('Markdown by another name is not read, and that is said', async () => {
  const folder = newsletterFolder({
    'issues/a.md': anIssue('甲', '2026-01-05'),
    'issues/b.mdx': anIssue('乙', '2026-01-06'),
    'issues/c.markdown': anIssue('丙', '2026-01-07'),
    'issues/notes.txt': 'nobody expects this to be an issue',
  });
  const { library } = await build({ root: folder.root, newsletter: aNewsletter(), now: NOW, images: false });
  const ignored = library.problems.filter(({ code }) => code === 'file-ignored').map(({ path }) => path);
  expect(ignored).toEqual(['issues/b.mdx', 'issues/c.markdown']);
  expect(library.issues).toHaveLength(1);
});

test('hidden files are no issues, links to files are, names are NFC', async () => {
  const folder = threeIssues();
  folder.write('issues/.2026-01-09.md', 'x');
  folder.write('elsewhere/linked.md', anIssue('链接', '2026-01-08'));
  symlinkSync('../elsewhere/linked.md', join(folder.root, 'issues/2026-01-08.md'));
  symlinkSync('.', join(folder.root, 'issues/loop'));
  folder.write(`issues/${'caf\u00e9'.normalize('NFD')}-2026-01-10.md`, anIssue('咖啡', '2026-01-10'));
  const done = await built(folder);
  expect(done.issueCount).toBe(5);
  expect(Object.keys(folder.out())).toContain('2026-01-08/index.html');
  expect(Object.keys(folder.out())).toContain(`${'caf\u00e9'.normalize('NFC')}-2026-01-10/index.html`);
});

test('neither time zone nor locale nor the order of files on disk changes a byte', async () => {
  const names = ['2026-01-05', '2026-01-06', '2026-01-07'];
  const trees = [];
  for (const [order, env] of [
    [names, { TZ: 'UTC', LC_ALL: 'C' }],
    [names.toReversed(), { TZ: 'Asia/Shanghai', LC_ALL: 'zh_CN.UTF-8', LANG: 'zh_CN.UTF-8' }],
  ] as const) {
    const folder = newsletterFolder();
    mkdirSync(join(folder.root, 'issues'));
    for (const name of order) folder.write(`issues/${name}.md`, anIssue(`第 ${name} 期`, name));
    for (const name of order)
      utimesSync(join(folder.root, `issues/${name}.md`), new Date(0), new Date(Math.random() * 1e12));
    const { status, stderr } = await folder.run(['build', '--no-images'], env);
    expect(status, stderr).toBe(0);
    trees.push(folder.out());
  }
  expect(trees[0]).toEqual(trees[1]);
});

test('workers and the main thread make the same files', async () => {
  const long = '- **细节**：'.concat('很长的一段文字。'.repeat(4000), '\n');
  const texts = Object.fromEntries(
    Array.from({ length: 24 }, (_, i) => {
      const day = `2026-01-${String(i + 1).padStart(2, '0')}`;
      return [`issues/${day}.md`, anIssue(`第 ${i} 期`, day, long)];
    }),
  );
  // All at once is enough work for the workers; one by one is not.
  const atOnce = newsletterFolder(texts);
  await built(atOnce);
  const oneByOne = newsletterFolder();
  for (const [path, text] of Object.entries(texts)) {
    oneByOne.write(path, text);
    await built(oneByOne);
  }
  expect(oneByOne.out()).toEqual(atOnce.out());
});
