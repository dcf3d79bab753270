import { expect, test } from 'vitest';
import { parseTree, textOf } from '../../../../src/core/issue/tree.ts';
import { fittedBody, type Piece } from '../../../../src/core/render/letter/letter-budget.ts';
import { LETTER_MAX_BYTES } from '../../../../src/core/render/letter/letter.ts';
import { filledLetter } from '../../../../src/core/render/letter/neutral-letter.ts';
import { aDigest, letterOf } from '../../../support/whole-letter.ts';
import { emailFindings } from '../../../support/email-lint.ts';

const longest = {
  address: `${'a'.repeat(64)}@${'b'.repeat(180)}.example`,
  preferences_url: `https://news.example/p/${'y'.repeat(480)}`,
  unsubscribe_url: `https://news.example/u/${'x'.repeat(480)}`,
};

const sentence = 'A sentence that fills a paragraph and is read by nobody. ';
const prose = Array.from({ length: 100 }, (_, i) => `Paragraph ${i}. ${sentence.repeat(53)}END${i}`).join('\n\n');
const bullets = Array.from({ length: 4000 }, (_, i) => `- item ${i} of a list that is far too long END${i}`).join('\n');
const article = aDigest({ articles: 1, detailBytes: 200_000 });

test.each([
  ['20 articles of 12 KB', aDigest({ articles: 20, detailBytes: 12_000 })],
  ['one article of 200 KB', article],
  ['one prose of 300 KB', `# Prose\n\n${prose}\n`],
  ['one list of 200 KB', `# List\n\n${bullets}\n`],
  ['one paragraph of 300 KB', `# Paragraph\n\n${sentence.repeat(5300)}\n`],
  ['600 articles', aDigest({ articles: 600, detailBytes: 100 })],
  [
    'prose of 300 KB before ten articles',
    `# Mixed\n\n${prose}\n\n${aDigest({ articles: 10, detailBytes: 100 }).slice(8)}`,
  ],
])('the HTML stays within its budget and keeps its footer: %s', async (_, text) => {
  const letter = await letterOf(text);
  const { html } = filledLetter(letter, longest);
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(LETTER_MAX_BYTES);
  expect(letter.shortened.length).toBeGreaterThan(0);
  expect(html).toContain('示例路 1 号');
  expect(html).toContain(longest.unsubscribe_url);
  expect(html).toContain('在网页上读完整的一期');
  expect(emailFindings(html, { imageHosts: [] })).toEqual([]);
});

test('details give way from the last article on, and headline, source and abstract stay', async () => {
  const { html, shortened } = await letterOf(aDigest({ articles: 20, detailBytes: 12_000 }));
  const titles = Array.from({ length: 20 }, (_, i) => `第${i + 1}篇的标题`);
  expect(shortened).toEqual(titles.slice(-shortened.length));
  expect(shortened.length).toBeLessThan(20);
  for (let i = 1; i <= 20; i += 1) {
    expect(html).toContain(`https://source.example/${i}"`);
    expect(html).toContain(`第${i}篇的概要。`);
  }
  expect(html.match(/在网页上读全文/g)).toHaveLength(shortened.length);
});

test('what is cut ends where a paragraph of the author ends', async () => {
  const { html } = await letterOf(`# Prose\n\n${prose}\n`);
  // The preheader before the title is a beginning by itself.
  const body = textOf(parseTree(html.slice(html.indexOf('<h1'))));
  const paragraphs = body.match(/Paragraph \d+\.[^]*?END\d+/g) ?? [];
  const begun = body.match(/Paragraph \d+\./g) ?? [];
  expect(paragraphs).toHaveLength(begun.length);
  expect(paragraphs.length).toBeGreaterThan(20);
});

test('an issue that fits is not touched', async () => {
  const { html, shortened } = await letterOf(aDigest({ articles: 12, detailBytes: 3000 }));
  expect(shortened).toEqual([]);
  expect(html).not.toContain('在网页上读');
});

test('the plain text is whole whatever the HTML leaves out', async () => {
  const { text } = await letterOf(`# Prose\n\n${prose}\n`);
  expect(text.match(/END\d+/g)).toHaveLength(100);
});

test('a heading with nothing left below it is cut with what it stood over', () => {
  const pieces: readonly Piece[] = [
    { title: 'one', full: 'a'.repeat(50) },
    { title: 'label', full: '<h2>label</h2>', isLabel: true },
    { title: 'two', full: 'b'.repeat(50) },
  ];
  const { html, shortened, pieces: fitted } = fittedBody(pieces, 80);
  expect({ html, shortened }).toEqual({ html: `${'a'.repeat(50)}\n\n`, shortened: ['label', 'two'] });
  // The desk shows an editor what became of each.
  expect(fitted.map(({ fullBytes, bytes }) => [fullBytes, bytes])).toEqual([
    [50, 50],
    [14, 0],
    [50, 0],
  ]);
});
