import spec from 'commonmark-spec';
import { Marked } from 'marked';
import { expect, test } from 'vitest';
import { markdownDialect } from '../../../../src/core/issue/markdown-dialect.ts';
import { repairLists } from '../../../../src/core/issue/repair-lists.ts';
import { withSoftBreaks } from '../../../../src/core/issue/soft-breaks.ts';
import { parseTree, serialise } from '../../../../src/core/issue/tree.ts';

/** Examples of CommonMark 0.31.2 that we read otherwise, with the tolerance that does it. */
const EXCEPTIONS: ReadonlyMap<number, string> = new Map([
  [297, 'an item two columns below a number of two digits belongs to it'],
  [312, 'an item that is indented a little deeper each time is one of the list, not dashes in a paragraph'],
  [488, 'a raw space in an address is repaired'],
  [545, 'of a link to nothing the text remains'],
]);

const EXAMPLES = spec.tests.map((example) => ({
  number: example.number,
  markdown: example.markdown.replaceAll('→', '\t'),
  html: example.html.replaceAll('→', '\t'),
}));

test('every example of CommonMark reads as marked alone reads it, but for those named', () => {
  const different = EXAMPLES.filter(({ markdown }) => dialectHtml(markdown) !== plainHtml(markdown));
  expect(different.map(({ number }) => number)).toEqual([...EXCEPTIONS.keys()]);
});

test('as many examples give the HTML of the specification as with marked alone, less those named', () => {
  const plain = EXAMPLES.filter(({ markdown, html }) => plainHtml(markdown) === settled(html)).length;
  const ours = EXAMPLES.filter(({ markdown, html }) => dialectHtml(markdown) === settled(html)).length;
  expect(EXAMPLES).toHaveLength(652);
  expect(ours).toBeGreaterThanOrEqual(630);
  expect(plain - ours).toBeLessThanOrEqual(EXCEPTIONS.size);
});

// The constructs of the GFM specification: 4.10 tables, 5.3 tasks, 6.5 strikethrough, 6.9 autolinks.
test.each([
  ['| a | b |\n| - | :-: |\n| 1 | 2 |'],
  ['a | b\n-|-\n1 | `x\\|y`\n**3** |'],
  ['| a |\n| - |\n> b'],
  ['| a | b |\n| --- |\n| c |'],
  ['| a | b |\n| --- | --- |'],
  ['- [ ] a\n- [x] b\n  - [X] c'],
  ['- [] a\n- [y] b'],
  ['~~a~~ b ~c~ ~~~d~~~'],
  ['~~a **b** c~~ **d ~~e~~**'],
  ['~~a\n\nb~~'],
  ['www.example.com/help. and (www.example.com/a_(b)) www.example.com/q?a=b&c=d&hl;'],
  ['http://example.com https://example.com/?q=(a+b) ftp://example.com/<b'],
  ['a.b-c_d@a.b a.b-c_d@a.b. mailto:a@b.example/x xmpp:a@b.example'],
  ['https://example.com/a_b_c *https://example.com* **www.example.com**'],
])('GFM: %j reads as marked alone reads it', (markdown) => {
  expect(dialectHtml(markdown)).toBe(plainHtml(markdown));
});

function plainHtml(markdown: string): string {
  return settled(new Marked().parse(markdown) as string);
}

/** The dialect with its repairs, before anything is made safe. */
function dialectHtml(markdown: string): string {
  const dialect = markdownDialect({ idPrefix: '', report: () => {}, html: (raw) => raw });
  return settled(dialect.parse(repairLists(markdown).markdown) as string);
}

function settled(html: string): string {
  return serialise(withSoftBreaks(parseTree(html)));
}
