import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseTree, textOf } from '../../../../src/core/issue/tree.ts';
import { neutralLetter } from '../../../../src/core/render/letter/neutral-letter.ts';
import { aDigest, emailTemplates, issueOf, letterOf, textsIn, wordsOf } from '../../../support/whole-letter.ts';
import { corpusFiles, corpusMissing } from '../../../support/corpus.ts';
import { elementsOf, emailFindings } from '../../../support/email-lint.ts';
import { aNewsletter } from '../../../support/newsletter.ts';

const features = readFileSync(join(import.meta.dirname, 'fixtures', 'features.md'), 'utf8');
const newsletter = aNewsletter();

describe('the HTML of a letter', () => {
  test.each([
    ['every construct of Markdown', features],
    ['a digest', aDigest({ articles: 12, detailBytes: 2000 })],
    ['an issue of one sentence', '# 短\n\n一句话。\n'],
  ])('holds nothing that mail clients drop or distrust: %s', async (_, text) => {
    const { html } = neutralLetter(await letterOf(text), newsletter);
    expect(emailFindings(html, { imageHosts: ['news.example'] })).toEqual([]);
  });

  test('says its language and direction on html and on the letter itself', async () => {
    const { html } = await letterOf('---\nlanguage: he\n---\n\n# כותרת\n\nמילים.\n');
    expect(html).toMatch(/<html lang="he" dir="rtl"/);
    expect(html).toMatch(/<div class="letter" lang="he" dir="rtl" style="[^"]*text-align:right/);
  });

  test('keeps the words for Outlook in conditional comments and no other comment', async () => {
    const { html } = await letterOf(features);
    const comments = html.match(/<!--[\s\S]*?-->/g) ?? [];
    expect(comments.some((comment) => comment.includes('mso-line-height-rule'))).toBe(true);
    expect(comments.filter((comment) => !/^<!--(\[if|<!\[endif\]|>)/.test(comment))).toEqual([]);
  });

  test('shows the preheader first and fills the rest of its line', async () => {
    const { html } = await letterOf(features);
    const body = html.slice(html.indexOf('<body'));
    const opening = textOf(parseTree(body)).trimStart();
    expect(opening.startsWith('What a letter can hold\u034F\u200C\u00A0')).toBe(true);
    expect(opening.indexOf('示例周报')).toBeGreaterThan(300);
  });

  test('opens with the contents, which lead to the page on the web', async () => {
    const { html } = await letterOf(aDigest({ articles: 3, detailBytes: 200 }));
    const links = elementsOf(parseTree(html)).flatMap(({ attributes }) => attributes['href'] ?? []);
    const toArticles = links.filter((href) => href.startsWith('https://news.example/2026-02-03/#'));
    // The section, and each article twice: in the contents and at its headline.
    expect(toArticles).toHaveLength(1 + 2 * 3);
    expect(html.indexOf('目录')).toBeLessThan(html.indexOf('<h3'));
  });

  test('names the sections in one line where the highlights lead to every article', async () => {
    const titles = ['小模型学会长考', '编辑器换了内核', '机器人下厨'];
    const list = titles.map((title) => `- **[一]** **${title}**：一句。`).join('\n');
    const sections = titles
      .map((title, i) => `## 第${i}节\n\n### ${title}\n\n[原文](https://a.example/${i}) \`[2026-01-04]\`\n\n> 概要\n`)
      .join('\n');
    const { html, text } = await letterOf(`# 日报\n\n${list}\n\n${sections}`);
    expect(html.match(/<p class="toc"/g)).toHaveLength(1);
    for (const title of titles) {
      // At its highlight and at its headline, and nowhere else.
      expect(html.split(`>${title}</a>`)).toHaveLength(1 + 2);
      expect(text.split(title)).toHaveLength(1 + 2);
    }
  });

  test('says the number of the issue beside the date, in the HTML and in the text', async () => {
    const { html, text } = await letterOf('# 短\n\n一句话。\n');
    expect(html).toMatch(/>第 12 期 &nbsp; 2026年2月3日星期二</);
    expect(text.split('\n')[2]).toBe('第 12 期');
  });

  test('ends with who, why, where, the web page and the way out', async () => {
    const { html, text } = await letterOf(features, { newsletter: aNewsletter({ texts: { why: 'Because & why.' } }) });
    const end = html.slice(-3500);
    for (const words of ['示例周报', '示例编辑部', 'Because &amp; why.', '示例路 1 号', 'Unsubscribe', 'not tracked']) {
      expect(end).toContain(words);
    }
    for (const words of ['示例周报', '示例编辑部', 'Because & why.', '示例路 1 号', 'Unsubscribe', 'not tracked']) {
      expect(text.slice(-700)).toContain(words);
    }
  });

  test('sets task lists as boxes, details open, and leaps as links to the web page', async () => {
    const { html } = await letterOf(features);
    expect(html).toContain('>☑ done<');
    expect(html).toContain('<p><strong>More</strong></p>');
    expect(html).toMatch(/<sup><a href="https:\/\/news\.example\/2026-02-03\/#[^"]+">1<\/a><\/sup>/);
    expect(html).not.toContain('↩');
  });
});

describe('neutral slots', () => {
  test('lead to the page that tells how to leave, in both parts', async () => {
    const { html, text } = neutralLetter(await letterOf(features), newsletter);
    expect(html).toContain('href="https://news.example/about.html#unsubscribe"');
    expect(text).toContain('\nhttps://news.example/about.html#unsubscribe\n');
    expect(`${html}${text}`).not.toMatch(/[\uF8F0-\uF8FF]/);
  });
});

describe('payloads', () => {
  const payload = [
    '# A "title" <b>& more</b> {{ issue.title }} [[ theme.ink ]]',
    '',
    '<mj-include path="/etc/passwd" />',
    '',
    '`<mj-include path="./secret" />`',
    '',
    '![x" onload="alert(1)](https://news.example/a.png"onload="a)',
    '',
    '[link](javascript:alert(1)) <script>alert(1)</script> {% assign x = 1 %}{{ x }}',
  ].join('\n');

  test('of an issue appear as text', async () => {
    const { html } = neutralLetter(await letterOf(payload), newsletter);
    expect(emailFindings(html, { imageHosts: ['news.example'] })).toEqual([]);
    expect(html).toContain('&lt;mj-include path="./secret" /&gt;');
    expect(html).toContain('{{ x }}');
    expect(html).toContain('{{ issue.title }}');
  });

  test('of the settings appear as text', async () => {
    const hostile = aNewsletter({
      title: '"><script>alert(1)</script>{{ issue.date }}{% include %}',
      postal_address: `O'Hara & "Sons" <Street> {{ 1 }}`,
      theme: { headline_font: `Evil";}</style><script>`, text_font: 'x: expression(1)' },
    });
    const { html, text } = neutralLetter(await letterOf('# Title\n\nWords.\n', { newsletter: hostile }), hostile);
    expect(emailFindings(html, { imageHosts: [] })).toEqual([]);
    expect(textOf(parseTree(html))).toContain(hostile.title);
    expect(text).toContain(hostile.title);
  });
});

test('an owner who changes a part gets the change', async () => {
  const templates = {
    ...emailTemplates,
    'letter-section.liquid': '<h2>~ {{ section.title | raw }} ~ [[ newsletter.title ]]</h2>',
  };
  const { html } = await letterOf(aDigest({ articles: 1, detailBytes: 100 }), { templates });
  expect(html).toContain('<h2>~ 新闻 ~ 示例周报</h2>');
});

test.each([
  ['the way out', 'letter-footer.liquid', '{{ newsletter.why }}[[ newsletter.postal_address ]]'],
  ['the postal address', 'letter-footer.liquid', '{{ unsubscribe_url }}'],
])('a template that leaves out %s is refused', async (_, name, part) => {
  const attempt = letterOf('# Title\n\nWords.\n', { templates: { ...emailTemplates, [name]: part } });
  await expect(attempt).rejects.toMatchObject({ code: 'TEMPLATE_INVALID' });
});

test('the same issue gives the same letter', async () => {
  expect(await letterOf(features)).toEqual(await letterOf(features, { templates: { ...emailTemplates } }));
});

test.each([
  ['every construct of Markdown', features],
  ['a digest', aDigest({ articles: 5, detailBytes: 900 })],
])('no word is lost, in HTML nor in plain text: %s', async (_, source) => {
  await expectAllWords(source);
});

test.skipIf(corpusMissing !== undefined)(
  `no word of the sample digest is lost${corpusMissing === undefined ? '' : ` (${corpusMissing})`}`,
  async () => {
    const sample = corpusFiles.find((file) => file.path === '2026-01-06.md');
    await expectAllWords(sample?.text ?? '');
  },
);

async function expectAllWords(source: string): Promise<void> {
  const issue = issueOf(source);
  const { html, text, shortened } = await letterOf(source);
  expect(shortened).toEqual([]);
  const words = wordsOf(textsIn(issue.parts).join('\n'));
  const inHtml = new Set(wordsOf(textsIn(parseTree(html)).join('\n')));
  const inText = new Set(wordsOf(text));
  expect(words.filter((word) => !inHtml.has(word))).toEqual([]);
  expect(words.filter((word) => !inText.has(word))).toEqual([]);
}
