import { expect, test } from 'vitest';
import { ghostPosts } from '../../../src/core/importing/ghost-posts.ts';
import { importedText, plannedIssues, postImages } from '../../../src/core/importing/imported-issue.ts';
import { parseIssue } from '../../../src/core/issue/parse-issue.ts';
import { textOf as wordsIn } from '../../../src/core/issue/tree.ts';
import { GHOST_EXPORT, WORDS_OF_EVERYTHING } from '../../support/ghost-export.ts';
import { treeOf } from '../issue/markdown/tree-of.ts';
import { aNewsletter } from '../../support/newsletter.ts';

const NEWSLETTER = aNewsletter();
const read = ghostPosts(JSON.parse(GHOST_EXPORT), 'https://old.example/');
const { planned } = plannedIssues(read?.posts ?? [], () => false);
const textOf = (slug: string): string => {
  const plan = planned.find((one) => one.slug === slug);
  if (plan === undefined) throw new Error(`no ${slug}`);
  return importedText(plan, { newsletter: NEWSLETTER, status: 'published', imageOf: (url) => url }).text;
};

test('posts are read, pages are left out, and only what everybody could read counts as published', () => {
  expect(read?.posts.map(({ title, status }) => `${title} ${status}`)).toEqual([
    '第一篇: "引号" & more published',
    'Post 2 published',
    'Post 3 published',
    'Post 4 draft',
    'Post 5 restricted',
    'Post 6 restricted',
    'Same name as a file of ours published',
  ]);
  expect(read?.skipped).toEqual(['"About us" is a page and no post.']);
});

test('a name that the site needs for itself is changed, and its old address is told', () => {
  expect(planned.map(({ slug }) => slug)).toContain('feed-issue');
  expect(planned.filter(({ oldPath }) => oldPath !== undefined).map(({ oldPath, slug }) => [oldPath, slug])).toEqual([
    ['/feed/', 'feed-issue'],
  ]);
});

test('the front matter says what the export says, and that it was mailed', () => {
  const [, front = ''] = textOf('first').split('---\n');
  expect(front.trim().split('\n')).toEqual([
    'title: "第一篇: \\"引号\\" & more"',
    'slug: "first"',
    'date: 2023-01-01T12:05:06+08:00',
    'summary: "一句话。"',
    'topics: ["research"]',
    'keywords: ["Gardening"]',
    'mailed: elsewhere',
    'source: "https://old.example/first/"',
  ]);
});

test('every word of a post with everything in it is in the issue, and in its order', () => {
  const { issue, problems } = parseIssue({ path: 'issues/first.md', text: textOf('first') }, NEWSLETTER);
  expect(problems.filter(({ code }) => /markdown|html|front|metadata/.test(code))).toEqual([]);
  expect(issue).toMatchObject({ slug: 'first', isMailedElsewhere: true, title: '第一篇: "引号" & more' });
  const body = textOf('first').replace(/^---\n[^]*?\n---\n/, '');
  expect(body).toContain('**“你好，世界。”**的*话*，很**重要**。');
  expect(body).toContain('```python\nprint(1)\nprint(2)\n```');
  expect(body).toContain('b\\|c');
  expect(body).toContain('[^1]: First *note*');
  expect(body).not.toMatch(/alert|onclick|<script/);
  expect(wordsOf(wordsIn(treeOf(body)))).toEqual(wordsOf(`Taken there ${WORDS_OF_EVERYTHING}`));
});

test.each([
  ['post-2', '## 词\n\n**Bold** [linked](https://l.example/)\n\n```ts\nlet a = 1 < 2;\n```\n\n> ! Called\n'],
  ['post-3', '**Strong** and [linked](https://m.example/)\n\n---\n\n- item\n'],
])('the text of %s, which has no HTML, is taken from its own format', (slug, text) => {
  expect(textOf(slug).split('---\n\n').slice(1).join('---\n\n')).toBe(text);
});

test('pictures are told with their addresses, the one above the post first', () => {
  expect(postImages(planned[0]?.post ?? { id: '', title: '', html: '', tags: [], status: 'draft' })).toEqual([
    'https://old.example/content/images/cover.jpg',
    'https://old.example/content/images/a.png',
  ]);
});

test.each([[{}], [{ db: [] }], [[]], [null], ['text'], [{ db: [{ data: { posts: 'none' } }] }]])(
  '%j is no export of Ghost',
  (json) => {
    expect(ghostPosts(json, undefined)).toBeUndefined();
  },
);

/** Letters, digits and signs, without spaces: those differ between blocks. */
function wordsOf(text: string): string {
  return text.replaceAll(/\s+|↩\uFE0E?/gu, '');
}
