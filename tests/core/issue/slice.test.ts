import { expect, test } from 'vitest';
import { contents } from '../../../src/core/issue/contents.ts';
import type { Issue } from '../../../src/core/issue/issue.ts';
import { articlesIn } from '../../../src/core/issue/article-topics.ts';
import { sliceOf, type Slice } from '../../../src/core/issue/slice.ts';
import { aNewsletter } from '../../support/newsletter.ts';
import { issueOf, textsIn } from '../../support/whole-letter.ts';

const newsletter = aNewsletter({
  topics: [
    { slug: 'research', label: '前沿研究', labels: ['论文'] },
    { slug: 'tools', label: '开发工具', labels: [] },
    { slug: 'models', label: '模型', labels: [] },
  ],
});

const article = (title: string, note = ''): string =>
  `### ${title}\n\n[阅读原文](https://source.example/${encodeURIComponent(title)}) \`[2026-02-01]\`\n\n> ${title}的摘要${note}\n\n- **要点**：细节\n`;

const DIGEST = `# 第一期

编者的话，写给所有人。

- **[前沿研究]** **甲的标题**：一句话。
- **[开发工具]** **乙的标题**：一句话。
- **[模型]** **丙的标题**：一句话。

## 前沿研究

本节导语。

${article('甲的标题', '[^a]')}
## 开发工具

${article('乙的标题', '[^b]')}
## 其他

${article('[模型] 丙的标题')}
${article('[前沿研究] 丁的标题')}
## 相关阅读

### [论文]

- [一](https://a.example/1)
- [二](https://a.example/2)

### [开发工具]

- [三](https://a.example/3)
- [四](https://a.example/4)

[^a]: 甲的脚注。
[^b]: 乙的脚注。
`;

const issue = issueOf(DIGEST, newsletter);

test.each<readonly [readonly string[], readonly string[]]>([
  [['research'], ['甲的标题', '[前沿研究] 丁的标题']],
  [['tools'], ['乙的标题']],
  [
    ['models', 'tools'],
    ['乙的标题', '[模型] 丙的标题'],
  ],
])('of the topics %j a reader gets these articles and no others', (chosen, titles) => {
  expect(articlesIn(cut(issue, chosen).parts).map((one) => one.heading.text)).toEqual(titles);
});

test.each<readonly [string, readonly string[], 'whole' | 'nothing']>([
  ['no topics are every topic', [], 'whole'],
  ['topics that cover every article are the whole', ['models', 'research', 'tools'], 'whole'],
  ['a topic that is in no article', ['weather'], 'nothing'],
])('%s', (_, chosen, expected) => {
  expect(sliceOf(issue, chosen, newsletter)).toBe(expected);
});

test('ids and anchors of the articles are those of the whole issue', () => {
  const whole = new Map(articlesIn(issue.parts).map((one) => [one.id, one.heading.anchor]));
  const own = articlesIn(cut(issue, ['models', 'tools']).parts);
  expect(own.map((one) => whole.get(one.id))).toEqual(own.map((one) => one.heading.anchor));
});

test('choices that come to the same have the same key, and others have another', () => {
  const keys = [['tools'], ['weather', 'tools'], ['models'], ['models', 'tools']].map((chosen) => keyOf(chosen));
  expect(keys[0]).toBe(keys[1]);
  expect(new Set(keys).size).toBe(3);
});

test('highlights, contents, sections, further reading and notes are those of the slice; the editor’s words stay', () => {
  const slice = cut(issue, ['tools']);
  const words = textsIn(slice.parts).join('');
  expect(words).toContain('编者的话，写给所有人。');
  for (const kept of ['乙的标题', '三', '乙的脚注']) expect(words).toContain(kept);
  for (const left of ['甲的标题', '丙的标题', '本节导语', '甲的脚注', '前沿研究', '其他', '二']) {
    expect(words).not.toContain(left);
  }
  expect(contents(slice).map(({ heading }) => heading.text)).toEqual(['开发工具', '相关阅读']);
  expect(slice.summary).toBe('乙的标题。');
  expect(slice.preheader).toBe('乙的标题。');
});

test('a note keeps its number when those before it are left out', () => {
  const notes = cut(issue, ['tools']).parts.at(-1);
  expect(JSON.stringify(notes)).toContain('"value":"2"');
});

test('a summary of the author stays', () => {
  const own = issueOf(`---\nsummary: 我写的\n---\n${DIGEST}`, newsletter);
  expect(cut(own, ['tools']).summary).toBe('我写的');
});

test('an article without a topic has those of the issue', () => {
  const text = `---\ntopics: [tools]\n---\n# 期\n\n## 新闻\n\n${article('无主题')}\n${article('[模型] 有主题')}`;
  const mixed = issueOf(text, newsletter);
  expect(articlesIn(cut(mixed, ['tools']).parts).map((one) => one.heading.text)).toEqual(['无主题']);
  // The issue's topics are those of its articles too.
  expect(sliceOf(mixed, ['models'], newsletter)).toBe('whole');
  expect(sliceOf(mixed, ['research'], newsletter)).toBe('nothing');
});

test('an issue without any topic is for everybody', () => {
  expect(sliceOf(issueOf(`# 期\n\n## 新闻\n\n${article('一')}`, newsletter), ['tools'], newsletter)).toBe('whole');
  expect(sliceOf(issueOf('# 期\n\n一段话。', newsletter), ['tools'], newsletter)).toBe('whole');
});

test('an issue of prose goes whole to those who chose one of its topics, by sections where these have topics', () => {
  const prose = issueOf('---\ntopics: [tools]\n---\n# 期\n\n一段话。\n\n## 别的\n\n又一段。', newsletter);
  expect(sliceOf(prose, ['tools'], newsletter)).toBe('whole');
  expect(sliceOf(prose, ['models'], newsletter)).toBe('nothing');
  const sections = issueOf('# 期\n\n开场。\n\n## 模型\n\n一。\n\n## 开发工具\n\n二。\n\n## 后记\n\n三。', newsletter);
  expect(
    textsIn(cut(sections, ['tools']).parts)
      .join('')
      .replaceAll('\n', ''),
  ).toBe('开场。开发工具二。后记三。');
});

test('further reading alone is no letter', () => {
  const links = '- [一](https://a.example/1)\n- [二](https://a.example/2)\n';
  const text = `# 期\n\n## 开发工具\n\n${article('一')}\n## 相关阅读\n\n### [模型]\n\n${links}`;
  expect(sliceOf(issueOf(text, newsletter), ['models'], newsletter)).toBe('nothing');
});

function cut(of: Issue, chosen: readonly string[]): Issue {
  return sliceIn(of, chosen).cut();
}

function keyOf(chosen: readonly string[]): string {
  return sliceIn(issue, chosen).key;
}

function sliceIn(of: Issue, chosen: readonly string[]): Slice {
  const found = sliceOf(of, chosen, newsletter);
  if (typeof found === 'string') throw new Error(`${chosen.join()} is ${found}`);
  return found;
}
