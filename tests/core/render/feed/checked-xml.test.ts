import { expect, test } from 'vitest';
import { AppError } from '../../../../src/errors.ts';
import { checkedXml } from '../../../../src/core/render/feed/checked-xml.ts';
import { issueEntry, type FeedEntry } from '../../../../src/core/render/feed/entry.ts';
import { anIssue } from '../../../support/an-issue.ts';
import { aNewsletter } from '../../../support/newsletter.ts';

const entries = ['one', 'a < b', 'three'].map((title, i) =>
  issueEntry(anIssue({ slug: `n${i + 1}`, title }), aNewsletter()),
);

/** A writer as it must not be: it trusts what it gets. */
function carelessXml(list: readonly FeedEntry[]): string {
  return `<feed>${list.map(({ title }) => `<title>${title}</title>`).join('')}</feed>`;
}

function failure(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('It did not fail with an AppError.');
}

test('a document that is not well-formed is refused, with the names of the file and of the issue', () => {
  const error = failure(() => checkedXml('feed.atom', entries, carelessXml));
  expect(error.code).toBe('FEED_MALFORMED');
  expect(error.message).toMatch(/feed\.atom.*"n2".*tag:news\.example,2026:issue\/n2/);
});

test('a document that cannot be written at all is refused in the same way', () => {
  const error = failure(() =>
    checkedXml('feed.rss', entries, (list) => {
      if (list.some(({ slug }) => slug === 'n3')) throw new RangeError('no date');
      return '<rss/>';
    }),
  );
  expect([error.code, error.message]).toEqual(['FEED_MALFORMED', expect.stringMatching(/no date.*"n3"/)]);
});

test('a prefix without a namespace is refused, and where no entry is at fault the settings are named', () => {
  const error = failure(() => checkedXml('feed.rss', entries, () => '<rss><dc:creator>x</dc:creator></rss>'));
  expect(error.message).toContain('masthead.yaml');
});

test('a well-formed document is given out as it is', () => {
  expect(checkedXml('feed.atom', entries.slice(0, 1), carelessXml)).toBe('<feed><title>one</title></feed>');
});

test('half of a surrogate pair is refused, which no file in UTF-8 can hold', () => {
  const error = failure(() => checkedXml('feed.atom', [], () => '<feed>\uD800b</feed>'));
  expect(error.code).toBe('FEED_MALFORMED');
});

test.each([
  ['with a section', '<feed><![CDATA[a < b & c]]></feed>', true],
  ['with sections that split the end of one', '<feed><![CDATA[a]]]]><![CDATA[>b]]></feed>', true],
  ['with a section in a comment', '<feed><!-- <![CDATA[ --><a/><!-- ]]> --></feed>', true],
  ['with a comment that hides an open element', '<feed><!-- <![CDATA[ --><a><!-- ]]> --></feed>', false],
  ['with a section that does not end', '<feed><![CDATA[a</feed>', false],
  ['with a section that ends too early', '<feed><![CDATA[a]]>b]]></feed>', false],
  ['with a section in an attribute', '<feed a="<![CDATA[x]]>"/>', false],
  ['with a control character in a section', '<feed><![CDATA[a\u0008]]></feed>', false],
  ['with U+FFFE in a section', '<feed><![CDATA[a\uFFFE]]></feed>', false],
  ['with a section after the end', '<feed/><![CDATA[a]]>', false],
  ['with an error behind a section', '<feed><![CDATA[<a>]]><b></feed>', false],
])('a document %s is judged as a parser judges it', (_, xml, isSound) => {
  const check = (): string => checkedXml('feed.atom', [], () => xml);
  if (isSound) expect(check()).toBe(xml);
  else expect(failure(check).code).toBe('FEED_MALFORMED');
});

test('an error behind a section is named by its place in the document itself', () => {
  const error = failure(() => checkedXml('feed.atom', [], () => '<feed><![CDATA[\n\n]]>\n<b></feed>'));
  expect(error.message).toContain('4:');
});
