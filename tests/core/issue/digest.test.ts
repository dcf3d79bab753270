import { expect, test } from 'vitest';
import { contents } from '../../../src/core/issue/contents.ts';
import type { Article, Issue, Part } from '../../../src/core/issue/issue.ts';
import { parseIssue } from '../../../src/core/issue/parse-issue.ts';
import { textOf } from '../../../src/core/issue/tree.ts';
import { aNewsletter } from '../../support/newsletter.ts';
import { nodesOf } from '../../support/parts.ts';

const newsletter = aNewsletter();

function parse(markdown: string): Issue {
  const { issue } = parseIssue({ path: 'issues/2026-01-06.md', text: markdown }, newsletter);
  if (!issue) throw new Error('the fixture has an error');
  return issue;
}

/** One line a part: its kind, its heading, what was recognised in it. */
function shape(parts: readonly Part[], indent = ''): readonly string[] {
  return parts.flatMap((part) => {
    switch (part.kind) {
      case 'prose':
        return [`${indent}prose ${part.nodes.map((node) => (node.kind === 'element' ? node.name : 'text')).join(' ')}`];
      case 'highlights':
        return [`${indent}highlights ${part.heading?.text ?? '-'}: ${part.items.length}`];
      case 'section':
        return [`${indent}section ${part.heading.text}`, ...shape(part.parts, `${indent}  `)];
      case 'group':
        return [`${indent}group ${part.heading.text} (${part.topic ?? '-'})`];
      case 'article':
        return [`${indent}article ${part.heading.text}: ${part.blocks.map((block) => block.role).join(' ')}`];
      default:
        return [];
    }
  });
}

function articles(issue: Issue): readonly Article[] {
  return issue.parts
    .flatMap((part) => (part.kind === 'section' ? part.parts : [part]))
    .filter((part) => part.kind === 'article');
}

function item(head: string): string {
  return `### ${head}\n\n[原文](https://a.example/1) \`[2026-01-04]\`\n\n> 概要\n\n`;
}

const DIGEST = `# 每日观察（2026-01-06）

## ⚡ 本期速览

- **[论文]** **小模型学会长考**: 新方法让小模型先想后答。
- **[开发工具]** **编辑器换了内核**：启动时间减半。
- **[花边]** **机器人跳舞**: 掌声不断。

---

## 1. 前沿研究

### **小模型学会先想后答**

[阅读原文](https://a.example/think?utm_source=x)  \`[2026-01-04]\`

> **概要**：一句话说完。

**💡内容详解**

- **要点一**
    - 细节甲
- **要点二**

[相关论文](https://b.example/paper)
### **没有链接的一条**

> **概要**：只有概要。

**💡内容详解**

- **要点**

[相关论文](https://b.example/other)

---

## 2. 其他

### 生成失败的一条

暂无内容。

### [编辑器内核更换](https://c.example/editor)

> 概要在此。

- 细节

---

## 拓展阅读

### [前沿研究]
* [一篇文章](https://d.example/1) - 某站
* [又一篇](https://d.example/2) - 某站

### [不认识的主题]
* [https://e.example/x](https://e.example/x) - 社交
`;

test('a digest is taken apart by its shape', () => {
  expect(shape(parse(DIGEST).parts)).toEqual([
    'highlights ⚡ 本期速览: 3',
    'section 1. 前沿研究',
    '  article 小模型学会先想后答: source abstract label details reference',
    '  article 没有链接的一条: abstract label details reference',
    'section 2. 其他',
    '  article 生成失败的一条: prose',
    '  article 编辑器内核更换: abstract details',
    'section 拓展阅读',
    '  group 前沿研究 (research)',
    '  group 不认识的主题 (-)',
  ]);
});

test('the highlights give label, topic, title and sentence', () => {
  const [first] = parse(DIGEST).parts;
  expect(first?.kind === 'highlights' ? first.items : []).toEqual([
    {
      label: '论文',
      topic: 'research',
      title: '小模型学会长考',
      sentence: '新方法让小模型先想后答。',
      anchor: '小模型学会先想后答',
    },
    {
      label: '开发工具',
      topic: 'tools',
      title: '编辑器换了内核',
      sentence: '启动时间减半。',
      anchor: '编辑器内核更换',
    },
    { label: '花边', title: '机器人跳舞', sentence: '掌声不断。' },
  ]);
});

test('an article has the topics of its section and of the highlight that speaks of it', () => {
  const topics = articles(parse(DIGEST)).map(({ heading, topics: own }) => [heading.text].concat(own));
  expect(topics).toEqual([
    ['小模型学会先想后答', 'research'],
    ['没有链接的一条', 'research'],
    ['生成失败的一条'],
    ['编辑器内核更换', 'tools'],
  ]);
  expect(parse(DIGEST).topics).toEqual(['research', 'tools']);
});

test('the source is the source line, else the link of the title', () => {
  expect(articles(parse(DIGEST)).map((article) => article.source)).toEqual([
    { url: 'https://a.example/think?utm_source=x', label: '阅读原文', day: '2026-01-04' },
    undefined,
    undefined,
    { url: 'https://c.example/editor', label: '编辑器内核更换' },
  ]);
});

test('summary and preheader are the highlights', () => {
  const { summary, preheader, subject } = parse(DIGEST);
  expect(summary).toBe('小模型学会长考；编辑器换了内核；机器人跳舞。');
  expect(preheader).toBe(summary);
  expect(subject).toBe('每日观察（2026-01-06）');
});

test('the contents list sections with articles and groups, without the highlights', () => {
  expect(contents(parse(DIGEST)).map(({ heading, children }) => [heading.text, children.length])).toEqual([
    ['1. 前沿研究', 2],
    ['2. 其他', 2],
    ['拓展阅读', 2],
  ]);
});

const EN = `# Daily 12

- **[Tools]** **Editor 2 is out**: It starts twice as fast.
- **[Research]** **Small models think**: A new method.

## News

### 【Editor 2 is out】

Source: [The Maker](https://a.example/2) (January 4, 2026)

> It starts twice as fast.

#### Details

1. One
2. Two

### [Small models think](https://b.example)

> A new method.

See also: [paper](https://c.example/p) | [code](https://c.example/c)
`;

test('the same shape in English, with brackets, numbers and lists without a heading, is a digest too', () => {
  const issue = parse(EN);
  expect(shape(issue.parts)).toEqual([
    'highlights -: 2',
    'section News',
    '  article Editor 2 is out: source abstract prose details',
    '  article Small models think: abstract reference',
  ]);
  expect(articles(issue)[0]?.source).toEqual({
    url: 'https://a.example/2',
    label: 'The Maker',
    day: 'January 4, 2026',
  });
  expect(issue.summary).toBe('Editor 2 is out; Small models think.');
});

test('a list of links among articles is further reading, and an empty heading is an article', () => {
  const text = `# 日报\n\n## 甲\n\n${item('一')}### 更多\n\n- [二](https://a.example/2)\n- [三](https://a.example/3)\n\n### 四\n`;
  expect(shape(parse(text).parts)).toEqual([
    'section 甲',
    '  article 一: source abstract',
    '  group 更多 (-)',
    '  article 四: ',
  ]);
});

test('H2 are the articles where a digest has no sections', () => {
  const issue = parse(
    `# 日报\n\n## 甲\n\n[原文](https://a.example/1) \`[2026-01-04]\`\n\n> 概要\n\n## 编者按\n\n正文。\n`,
  );
  expect(shape(issue.parts)).toEqual(['article 甲: source abstract', 'section 编者按', '  prose p']);
  expect(contents(issue).map((entry) => entry.heading.text)).toEqual(['甲', '编者按']);
});

test.each([
  ['**[论文]** **标题**: 句子。', { label: '论文', topic: 'research', title: '标题', sentence: '句子。' }],
  ['**[论文] 标题**：句子。', { label: '论文', topic: 'research', title: '标题', sentence: '句子。' }],
  ['[论文] **标题**：句子。', { label: '论文', topic: 'research', title: '标题', sentence: '句子。' }],
  ['【论文】标题：句子。', { label: '论文', topic: 'research', title: '标题', sentence: '句子。' }],
  ['「论文」 **标题** — 句子。', { label: '论文', topic: 'research', title: '标题', sentence: '句子。' }],
  [
    '**【ＴＯＯＬＳ】** [标题](https://a.example)：句子。',
    { label: 'ＴＯＯＬＳ', topic: 'tools', title: '标题', sentence: '句子。' },
  ],
  [
    '**[tools]** **Title: with colon**: Sentence.',
    { label: 'tools', topic: 'tools', title: 'Title: with colon', sentence: 'Sentence.' },
  ],
  ['**标题**：句子。', { title: '标题', sentence: '句子。' }],
  ['「引用」は続く：文。', undefined],
  ['**[论文]** 只有标题', { label: '论文', topic: 'research', title: '只有标题', sentence: '' }],
])('%s is a highlight', (written, highlight) => {
  const [first] = parse(
    DIGEST.replace(/- \*\*\[论文[\s\S]*?---/, `- ${written}\n- **[花边]** **甲**：乙\n\n---`),
  ).parts;
  expect(first?.kind === 'highlights' ? first.items[0] : first?.kind).toEqual(highlight ?? 'section');
});

test.each([
  [
    'a list of bold leads under a heading',
    '## 新闻\n\n- **某事发生：** 一段长文。\n\n  又一段。\n\n- **另一件事：** 一段长文。\n',
  ],
  [
    'links with prose below',
    '## PRs\n\n### [1: Fix](https://a.example/1)\n\nSomebody fixed it.\n\n### [2: Add](https://a.example/2)\n\nSomebody added it.\n',
  ],
  ['a quote of the week', '## Quote of the week\n\n> Words.\n\n– [Somebody](https://a.example)\n\nThanks!\n'],
  ['projects with lists', '### [`x`](https://a.example)\n\nKept by [y](https://b.example).\n\n- one\n- two\n'],
  [
    'lists of links',
    '## Updates\n\n### Official\n\n* [One](https://a.example/1)\n* [Two](https://a.example/2)\n\n### Research\n\n* [Three](https://a.example/3)\n',
  ],
])('%s stays as it is written', (_, markdown) => {
  expect(shape(parse(`# Weekly\n\n${markdown}`).parts).join('\n')).not.toMatch(/article|group|highlights/);
});

test('all words of a digest are in its parts, in order', () => {
  const text = textOf(nodesOf(parse(DIGEST).parts)).replaceAll(/\s+/g, '');
  const words = [
    '本期速览',
    '掌声不断',
    '前沿研究',
    '阅读原文',
    '2026-01-04',
    '要点二',
    '相关论文',
    '暂无内容',
    '拓展阅读',
    '社交',
  ];
  let from = 0;
  for (const word of words) {
    expect(text.slice(from)).toContain(word);
    from = text.indexOf(word, from);
  }
});

test('ids of articles follow from the source, whatever trackers, order and titles do', () => {
  const [first] = articles(parse(DIGEST));
  const [moved] = articles(
    parse(DIGEST.replace('utm_source=x', 'utm_source=y').replace('**小模型学会先想后答**', '改了标题')),
  );
  expect(first?.id).toMatch(/^tag:news\.example,2026:issue\/2026-01-06\/[a-z0-9]+$/);
  expect(moved?.id).toBe(first?.id);
});

test('ids of articles are the given anchors, and doubles are numbered', () => {
  const ids = articles(parse(`# 日报\n\n## 甲\n\n${item('一 {#one}')}${item('二')}${item('三')}`)).map(({ id }) =>
    id.replace(/^.*\//, ''),
  );
  expect(ids[0]).toBe('one');
  expect(ids[2]).toBe(`${ids[1] ?? ''}-2`);
});

test('a title without words gives an id and an anchor all the same', () => {
  const issue = parse('# 日报\n\n## 甲\n\n### 🎉\n\n> 概要\n\n**详解**\n\n- 一\n');
  const [article] = articles(issue);
  expect(article?.heading.anchor).toBe('section');
  expect(article?.id).toMatch(/\/[a-z0-9]+$/);
});

test('footnotes belong to the whole issue', () => {
  const issue = parse(
    '# 日报\n\n## 甲\n\n### 乙\n\n[原文](https://a.example/1) (2026-01-04)\n\n> 概要[^1]\n\n[^1]: 注。\n',
  );
  expect(shape(issue.parts)).toEqual(['section 甲', '  article 乙: source abstract', 'prose section']);
});
