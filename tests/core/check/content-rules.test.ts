import { expect, test } from 'vitest';
import { parseIssue } from '../../../src/core/issue/parse-issue.ts';
import type { ProblemCode } from '../../../src/core/issue/problem.ts';
import { aNewsletter } from '../../support/newsletter.ts';

/** So much text that no slip is all that an issue says. */
const LEAD = '第一句话有足够多的字，收件箱可以在主题旁边整行显示它。'.repeat(12);
const ENGLISH_LEAD = 'A first sentence that is long enough for the line beside a subject. '.repeat(5);

/** `code:line` of each finding; the text begins on line 7 of the file. */
function found(text: string, language = 'zh-CN', front = 'language'): readonly string[] {
  const lead = language === 'zh-CN' ? LEAD : ENGLISH_LEAD;
  const first = front === 'language' ? `language: ${language}` : front;
  const file = { path: 'issues/2026-01-06.md', text: `---\n${first}\n---\n# 一期\n\n${lead}\n${text}\n` };
  return parseIssue(file, aNewsletter({ language })).problems.map(({ code, line }) => `${code}:${line ?? ''}`);
}

type Case = readonly [what: string, text: string, code: ProblemCode | '', language?: string];

const CASES: readonly Case[] = [
  // Descriptions of images.
  ['an image called 图片', '![图片](https://a.example/x.png)', 'image-alt-default'],
  ['an image called image', '![Image](https://a.example/x.png)', 'image-alt-default', 'en'],
  ['an image with a number', '![图片 2](https://a.example/x.png)', 'image-alt-default'],
  ['a screenshot', '![screenshot](https://a.example/x.png)', 'image-alt-default', 'en'],
  ['a screenshot named by the system', '![截屏2026-01-05 10.02.11](https://a.example/x.png)', 'image-alt-default'],
  ['a template of a description', '![alt text](https://a.example/x.png)', 'image-alt-default', 'en'],
  ['a file name', '![plot-final.PNG](https://a.example/x.png)', 'image-alt-default', 'en'],
  ['the name of its file', '![2026-01-plot](https://a.example/2026-01-plot.png?w=9)', 'image-alt-default', 'en'],
  ['what a camera writes', '![IMG_2041](https://a.example/x.jpg)', 'image-alt-default', 'en'],
  ['a description with such a word', '![截图：设置页里的三个开关](https://a.example/x.png)', ''],
  ['a logo', '![Rust](https://a.example/rust.png)', '', 'en'],
  ['a figure with words', '![Figure 2: cost by month](https://a.example/x.png)', '', 'en'],
  ['a description in code', '`![image](x.png)`', '', 'en'],
  // Marks of unfinished work.
  ['TK', 'The price is TK dollars.', 'text-unfinished', 'en'],
  ['TK in a Chinese sentence', '增长了 TK 倍。', 'text-unfinished'],
  ['TODO with a colon', 'TODO: 补一个例子', 'text-unfinished'],
  ['FIXME', 'See below (FIXME).', 'text-unfinished', 'en'],
  ['XXX', '参数为 XXX 亿。', 'text-unfinished'],
  ['待补', '数据（待补）', 'text-unfinished'],
  ['待补充', '此处待补充', 'text-unfinished'],
  ['to-do lists', 'Ten TODO apps and a TODO list.', '', 'en'],
  ['待办清单', '一个 TODO 应用。', ''],
  ['subsidies to come', '仍在等待补贴，机制有待完善。', ''],
  ['Tk and a domain', 'Tcl/Tk, ATK, shop.TK, TK-421 and #TODO.', '', 'en'],
  ['sellers', 'TK 电商的新规。', ''],
  ['TODO in code', '`TODO` 和\n\n```\nTODO: x\n```', ''],
  // Left-overs of templates and programs.
  ['an open brace', '你好 {{ name', 'left-over'],
  ['a tag of ERB', 'Hello <%= name %>', 'left-over', 'en'],
  ['a merge tag', 'Hello *|FNAME|*', 'left-over', 'en'],
  ['a whole instruction', '你好 {{ name }}', 'left-over'],
  ['braces in code', '用 `{{ name }}`、`{% if %}` 和 `<% %>`。\n\n```\n{{ x\n```', ''],
  ['a failure', '> 摘要生成失败，请稍后重试。', 'text-placeholder'],
  ['a failure as an item', '- 生成失败', 'text-placeholder'],
  ['a failure in English', 'Summary generation failed: timeout.', 'text-placeholder', 'en'],
  ['how a program begins', '以下是为您生成的摘要：', 'text-placeholder'],
  ['what it says of itself', '作为一个AI语言模型，我无法访问网页。', 'text-placeholder'],
  ['the same in English', 'As an AI language model, I cannot browse.', 'text-placeholder', 'en'],
  ['a polite beginning', 'Certainly! Here is your newsletter.', 'text-placeholder', 'en'],
  ['lorem ipsum', 'Lorem ipsum dolor sit amet.', 'text-placeholder', 'en'],
  ['a template in Chinese', '在此输入正文', 'text-placeholder'],
  ['a place for a name', 'Regards, [Your Name]', 'text-placeholder', 'en'],
  [
    'an article about failures',
    '图片生成失败率从三成降到一成，论文解释了其中的原因和办法，也给出了代码，还附上了一份可以复现的数据和完整的记录。',
    '',
  ],
  ['a company of the field', 'As an AI company, they publish weights.', '', 'en'],
  ['a quotation', '有人把“作为一个AI语言模型”写进了论文。', ''],
  ['a sentence about input', '用户在此过程中输入文字。', ''],
  ['such words in code', '`Lorem ipsum`', ''],
  // Links.
  ['点击这里', '详情[点击这里](https://a.example/x)。', 'link-generic'],
  ['这里', '见[这里](https://a.example/x)。', 'link-generic'],
  ['here', 'Read it [here](https://a.example/x).', 'link-generic', 'en'],
  ['click here with a mark', '[Click here!](https://a.example/x)', 'link-generic', 'en'],
  ['阅读原文 in running text', '更多请[阅读原文](https://a.example/x)，另见下文。', 'link-generic'],
  [
    'words that say something',
    'See [the notes of 3.2](https://a.example/x), [Here be dragons](https://a.example/y).',
    '',
    'en',
  ],
  ['a place in the issue', '[这里](#一)', 'link-dead'],
  [
    'the source of an article',
    '## 甲\n\n### 一则新闻\n\n[阅读原文](https://a.example/x) `[2026-01-05]`\n\n> 概要。',
    '',
  ],
  ['a shortener', '[报告](https://bit.ly/3abc)', 'link-shortened'],
  ['a Chinese shortener', '[报告](http://t.cn/A6abc)', 'link-shortened'],
  ['a host that only ends so', '[报告](https://reddit.co/x) [y](https://notbit.ly/x)', ''],
  ['plain http', '[报告](http://a.example/x)', 'link-insecure'],
  ['plain http at home', '[报告](http://localhost:8080/x) [b](http://127.0.0.1/)', ''],
  // Markdown that is read as it was meant.
  ['bold before a colon', '**标题：**内容', 'emphasis-mended'],
  ['bold of a quotation', '中文**“引文”**中文', 'emphasis-mended'],
  ['bold between plain characters', '中文**粗体**，又**一处**。“**引文**”', ''],
  ['bold with spaces', '中文 **标题：** 内容', ''],
  ['bold in code', '`**标题：**内容`', ''],
  ['bold of English words', 'A **note:**text.', '', 'en'],
  ['items by two spaces', '- 甲\n  - 乙\n    - 丙', ''],
  ['items that are too little deep', '1. 甲\n  - 乙\n  - 丙', 'list-mended'],
  ['a heading below HTML', '<details><summary>甲</summary>乙</details>\n## 丙\n\n丁', 'block-joined'],
  ['a second title', '# 二\n\n文。', 'heading-several'],
  // Advertising.
  ['a heading of advertising', '## 广告\n\n买它。', 'advertising-unmarked'],
  ['a bold lead', '**【赞助】** 本节由某公司提供。', 'advertising-unmarked'],
  ['an item', '- **本期赞助商**：某公司', 'advertising-unmarked'],
  ['an English label in a Chinese issue', '## Sponsored by Example\n\nBuy.', 'advertising-unmarked'],
  ['an article about advertising', '## 广告行业的一年\n\n文。\n\n**广告收入** 增长三成。', ''],
  ['a sponsor of an English issue', '## Sponsors\n\nThank you.', '', 'en'],
];

test.each(CASES)('%s: %s', (_, text, code, language) => {
  expect(found(`\n${text}`, language)).toEqual(code === '' ? [] : [expect.stringMatching(`^${code}:\\d+$`)]);
});

test('a finding names the line on which it stands', () => {
  expect(found('\n文。\n\n[这里](https://a.example/x) 与 TK。')).toEqual(['link-generic:10', 'text-unfinished:10']);
});

test.each([
  ['subject: TODO', 'text-unfinished:2'],
  ["subject: '你好 {{ name }}'", 'left-over:2'],
  ['summary: 以下是为您生成的摘要：今天有三条消息，第一条说的是模型，后两条说的是数据和标准。', 'text-placeholder:2'],
])('what the front matter says to readers is looked at too: %s', (front, expected) => {
  expect(found('', 'zh-CN', front)).toContain(expected);
});

test.each([
  ['preheader: 一句话', 'preheader-short:2'],
  ['preheader: A line of exactly forty columns, it fills.', ''],
  [`preheader: ${'很长'.repeat(33)}`, 'preheader-long:2'],
  [`summary: ${'很长'.repeat(100)}`, ''],
  ['summary: 一句话', 'preheader-short:2'],
])('%s: %s', (front, expected) => {
  expect(found('', 'zh-CN', front)).toEqual(expected === '' ? [] : [expected]);
});

test('a preheader that nobody wrote is missed where the first words are too few', () => {
  const [short, enough] = ['你好。', LEAD].map((words) =>
    parseIssue({ path: 'issues/2026-01-06.md', text: `# 一期\n\n${words}\n` }, aNewsletter()),
  );
  expect(short?.problems.map(({ code }) => code)).toEqual(['preheader-missing']);
  expect(enough?.problems).toEqual([]);
});

function article(day: string, url = 'https://a.example/1', title = '一'): string {
  return `\n### ${title}\n\n[阅读原文](${url}) \`[${day}]\`\n\n> 概要。\n`;
}

test.each([
  ['the day of the issue', '2026-01-06', []],
  ['the day after', '2026-01-07', ['article-future:12']],
  ['the next year', '2027-01-05', ['article-future:12']],
  ['two weeks ago', '2025-12-23', []],
  ['sixty days ago', '2025-11-07', []],
  ['longer ago', '2025-11-06', ['article-old:12']],
  ['the year before, by a slip', '2025-01-05', ['article-old:12']],
])('an article dated %s (%s): %j', (_, day, expected) => {
  expect(found(`\n## 甲\n${article(day)}`)).toEqual(expected);
});

test('how old is old follows from masthead.yaml', () => {
  const text = `# 一期\n\n${LEAD}\n\n## 甲\n${article('2025-12-23')}`;
  const newsletter = aNewsletter({ checks: { ...aNewsletter().checks, article_age_days: 7 } });
  const { problems } = parseIssue({ path: 'issues/2026-01-06.md', text }, newsletter);
  expect(problems.map(({ code }) => code)).toEqual(['article-old']);
});

test('an issue of a late hour may have an article of a place where it is tomorrow', () => {
  const front = 'date: 2026-01-06 22:00 +08:00';
  expect(found(`\n## 甲\n${article('2026-01-07')}`, 'zh-CN', front)).toEqual([]);
});
