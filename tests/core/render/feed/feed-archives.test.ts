// RFC 5005: what stands in the subscription document, what in the archives, and what a new or corrected issue changes.
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { expect, test } from 'vitest';
import type { Issue } from '../../../../src/core/issue/issue.ts';
import { anIssue, type IssueWords } from '../../../support/an-issue.ts';
import { feedPlan } from '../../../../src/core/render/feed/feed-plan.ts';
import { feedFile, feedFiles, renderedIssue } from '../../../support/feed-files.ts';
import { aNewsletter } from '../../../support/newsletter.ts';

const newsletter = aNewsletter({ hub: 'https://hub.example/' });

/** Issues of days that follow one another, newest first; the oldest has the number 1. */
function issues(count: number, words: (number: number) => IssueWords = () => ({})): readonly Issue[] {
  return Array.from({ length: count }, (_, i) => {
    const number = count - i;
    const day = new Date(Date.UTC(2026, 0, number)).toISOString().slice(0, 10);
    return anIssue({ slug: `n${number}`, title: `第 ${number} 期`, day, ...words(number) });
  });
}

interface Page {
  readonly ids: readonly string[];
  readonly previous: string | undefined;
}

type Reader = (text: string) => Page;

const readAtom: Reader = (text) => {
  const feed = parseAtomFeed(text);
  return {
    ids: feed.entries?.map((entry) => entry.id ?? '') ?? [],
    previous: feed.links?.find(({ rel }) => rel === 'prev-archive')?.href,
  };
};

const readRss: Reader = (text) => {
  const feed = parseRssFeed(text);
  return {
    ids: feed.items?.map((item) => item.guid?.value ?? '') ?? [],
    previous: feed.atom?.links?.find(({ rel }) => rel === 'prev-archive')?.href,
  };
};

const readJson: Reader = (text) => {
  const feed = parseJsonFeed(text);
  return { ids: feed.items?.map((item) => item.id ?? '') ?? [], previous: feed.next_url };
};

/** As a client does that has never seen the feed: the subscription document, then each archive before it. */
function walk(files: ReadonlyMap<string, string>, ending: string, read: Reader): readonly Page[] {
  const pages: Page[] = [];
  let path: string | undefined = `feed.${ending}`;
  while (path !== undefined && pages.length <= files.size) {
    const page: Page = read(feedFile(files, path));
    pages.push(page);
    path = page.previous?.replace('https://news.example/', '');
  }
  return pages;
}

const FORMATS = [
  ['atom', readAtom],
  ['rss', readRss],
  ['json', readJson],
] as const;

test.each(FORMATS)('a walk from feed.%s meets every issue exactly once, the newest first', (ending, read) => {
  for (const count of [1, 5, 20, 21, 24, 25, 26, 47]) {
    const pages = walk(feedFiles(issues(count), newsletter), ending, read);
    const ids = pages.flatMap((page) => page.ids);
    expect(ids).toEqual(issues(count).map((issue) => issue.id));
    expect(pages.slice(1).every((page) => page.ids.length === 5)).toBe(true);
  }
});

test.each(FORMATS)(
  'a withdrawn issue leaves feed.%s, and no other moves from one archive to another',
  (ending, read) => {
    const all = issues(26);
    const withdrawal = { day: '2026-02-01' };
    for (const gone of [['n3'], ['n26'], ['n1', 'n2', 'n3', 'n4', 'n5'], ['n20', 'n12']]) {
      const before = walk(feedFiles(all, newsletter), ending, read);
      const some = all.map((one) =>
        gone.includes(one.slug) ? { ...one, status: 'withdrawn' as const, withdrawal } : one,
      );
      const after = walk(feedFiles(some, newsletter), ending, read);
      const isGone = (id: string): boolean => gone.some((slug) => id.endsWith(`issue/${slug}`));
      expect(after.map(({ ids }) => ids)).toEqual(before.map(({ ids }) => ids.filter((id) => !isGone(id))));
      expect(after.map(({ previous }) => previous)).toEqual(before.map(({ previous }) => previous));
    }
  },
);

test('without archives there is no link to one', () => {
  const files = feedFiles(issues(20), newsletter);
  expect([...files.keys()].filter((path) => path.startsWith('archive/'))).toEqual([]);
  for (const [ending, read] of FORMATS) expect(read(feedFile(files, `feed.${ending}`)).previous).toBeUndefined();
});

test('one more issue changes no archive, save for the last that gains next-archive', () => {
  for (let count = 21; count < 48; count += 1) {
    const [before, after] = [feedFiles(issues(count), newsletter), feedFiles(issues(count + 1), newsletter)];
    const changed = [...before].filter(([path, text]) => path.startsWith('archive/') && after.get(path) !== text);
    const last = lastArchive(before);
    expect(changed.map(([path]) => path.slice(0, -5))).toEqual(
      changed.length === 0 ? [] : [`archive/${last}`, `archive/${last}`.slice(0, -1)],
    );
    for (const [path, text] of changed) {
      expect(feedFile(after, path).replace(/\n *<[a-z:]*link rel="next-archive"[^>]*>/, '')).toBe(text);
    }
  }
});

function lastArchive(files: ReadonlyMap<string, string>): string {
  const numbers = [...files.keys()].flatMap((path) => /^archive\/(\d+)\.atom$/.exec(path)?.[1] ?? []);
  return numbers.toSorted().at(-1) ?? '';
}

test('an archive says that it is one, where it belongs and what stands beside it', () => {
  const files = feedFiles(issues(36), newsletter);
  const type = 'application/atom+xml';
  expect(feedFile(files, 'archive/0002.atom')).toContain('<fh:archive/>');
  expect(parseAtomFeed(feedFile(files, 'archive/0002.atom'))).toMatchObject({
    id: parseAtomFeed(feedFile(files, 'feed.atom')).id,
    updated: '2026-01-10T08:00:00.000Z',
    links: [
      { rel: 'alternate', href: 'https://news.example/' },
      { rel: 'self', href: 'https://news.example/archive/0002.atom', type },
      { rel: 'current', href: 'https://news.example/feed.atom', type },
      { rel: 'prev-archive', href: 'https://news.example/archive/0001.atom', type },
      { rel: 'next-archive', href: 'https://news.example/archive/0003.atom', type },
    ],
  });
  expect(feedFile(files, 'archive/0002.rss')).toContain('<fh:archive/>');
  expect(parseRssFeed(feedFile(files, 'archive/0002.rss')).atom?.links?.map(({ rel }) => rel)).toEqual([
    'self',
    'current',
    'prev-archive',
    'next-archive',
  ]);
});

test('the subscription document is no archive', () => {
  const files = feedFiles(issues(36), newsletter);
  for (const path of ['feed.atom', 'feed.rss']) expect(feedFile(files, path)).not.toMatch(/fh:|"current"|next-archive/);
});

test.each([
  [1_000, 16, 20],
  [17_000, 9, 13],
  [26_000, 5, 9],
  [60_000, 3, 7],
  [300_000, 3, 7],
])('issues of %d bytes: the subscription document holds %d to %d of them', (entryBytes, least, most) => {
  const { card } = renderedIssue(anIssue(), newsletter);
  const counts = Array.from({ length: 30 }, (_, i) => {
    const cards = Array.from({ length: 21 + i }, () => ({ ...card, entryBytes }));
    return feedPlan(cards).subscription.length;
  });
  expect([Math.min(...counts), Math.max(...counts)]).toEqual([least, most]);
});

test('300 issues of 17 KB give subscription documents of at most 260 KB', () => {
  const html = `<p>${'正文，'.repeat(17_000 / 9)}</p>`;
  const files = feedFiles(
    issues(300, () => ({ html })),
    newsletter,
  );
  for (const [ending] of FORMATS) {
    expect(Buffer.byteLength(feedFile(files, `feed.${ending}`))).toBeLessThan(260_000);
  }
});

test('a corrected issue comes again in the subscription document, stays in its archive and moves no other', () => {
  const before = feedFiles(issues(40), newsletter);
  const corrections = [{ day: '2026-02-09', note: '数字有误' }];
  const after = feedFiles(
    issues(40, (number) => (number === 1 ? { corrections } : {})),
    newsletter,
  );
  const id = 'tag:news.example,2026:issue/n1';
  const found = parseAtomFeed(feedFile(after, 'feed.atom'));
  expect(readAtom(feedFile(before, 'feed.atom')).ids).not.toContain(id);
  expect(found.entries?.find((entry) => entry.id === id)).toMatchObject({
    published: '2026-01-01T08:00:00.000Z',
    updated: '2026-02-09T09:00:00.000Z',
  });
  expect(found.updated).toBe('2026-02-09T09:00:00.000Z');
  for (const [ending, read] of FORMATS) {
    expect(read(feedFile(after, `feed.${ending}`)).ids.filter((each) => each === id)).toEqual([id]);
    expect(read(feedFile(after, `archive/0001.${ending}`)).ids).toContain(id);
  }
  const changed = [...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
  expect(changed.map((path) => path.replace(/\.\w+$/, ''))).toEqual([
    ...Array.from({ length: 3 }, () => 'feed'),
    ...Array.from({ length: 3 }, () => 'archive/0001'),
  ]);
});

test('a correction that is older than all issues of the subscription document is read in the archive alone', () => {
  const corrections = [{ day: '2026-01-03', note: 'x' }];
  const files = feedFiles(
    issues(40, (number) => (number === 1 ? { corrections } : {})),
    newsletter,
  );
  expect(readAtom(feedFile(files, 'feed.atom')).ids).not.toContain('tag:news.example,2026:issue/n1');
});

test('an archive has no hub, because it does not change', () => {
  const files = feedFiles(issues(30), newsletter);
  for (const [ending] of FORMATS) {
    expect(feedFile(files, `feed.${ending}`)).toContain('hub.example');
    expect(feedFile(files, `archive/0001.${ending}`)).not.toContain('hub.example');
  }
});
