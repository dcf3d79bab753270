import { expect, test } from 'vitest';
import { parseIssue } from '../../../src/core/issue/parse-issue.ts';
import type { Issue } from '../../../src/core/issue/issue.ts';
import { issueChanges } from '../../../src/core/revision/issue-changes.ts';
import { markedChange, oneSide } from '../../../src/core/revision/marked-change.ts';
import { aNewsletter } from '../../support/newsletter.ts';

function issue(body: string, language: string): Issue {
  const file = { path: 'issues/2026-01-06.md', text: `---\ntitle: T\nlanguage: ${language}\n---\n${body}\n` };
  const parsed = parseIssue(file, aNewsletter());
  if (!parsed.issue) throw new Error(JSON.stringify(parsed.problems));
  return parsed.issue;
}

function marked(before: string, after: string, language = 'en'): readonly string[] {
  const changes = issueChanges(issue(before, language), issue(after, language));
  return changes.map((line) => `${line.heading === undefined ? '' : `${line.heading}: `}${markedChange(line)}`);
}

test.each([
  ['a number', 'It grew by 5 percent.', 'It grew by 3 percent.', ['It grew by [-5-]{+3+} percent.']],
  ['a number with its parts', 'About 1,234.5 tons.', 'About 1,243.5 tons.', ['About [-1,234.5-]{+1,243.5+} tons.']],
  ['a word that came', 'It is good.', 'It is very good.', ['It is {+very +}good.']],
  ['a word that went', 'It is very good.', 'It is good.', ['It is [-very -]good.']],
  ['two words beside each other', 'By Ann Lee, today.', 'By Bea May, today.', ['By [-Ann Lee-]{+Bea May+}, today.']],
  [
    'a target alone',
    '[Read](https://a.example/1).',
    '[Read](https://b.example/1).',
    ['Read[- <https://a.example/1>-]{+ <https://b.example/1>+}.'],
  ],
  ['a picture', '![A cat](https://a.example/1.png)', '![A dog](https://a.example/1.png)', ['A [-cat-]{+dog+}']],
  ['an emoji of several characters', 'Two 👩‍👩‍👧.', 'Two 👨‍👩‍👧.', ['Two [-👩‍👩‍👧-]{+👨‍👩‍👧+}.']],
  ['a line that came', 'One.\n\nThree.', 'One.\n\nTwo.\n\nThree.', ['{+Two.+}']],
  ['a line that went', '- a\n- b\n- c', '- a\n- c', ['[-b-]']],
  ['a line in two', 'One. Two.', 'One.\n\nTwo.', ['One.[- -]{+¶+}']],
  ['below its heading', '## Rates\n\nIt is 5.', '## Rates\n\nIt is 3.', ['Rates: It is [-5-]{+3+}.']],
  ['a heading', '## Rates of 2025\n\nText.', '## Rates of 2026\n\nText.', ['Rates of [-2025-]{+2026+}']],
  ['a cell', '| a | b |\n|---|---|\n| 1 | 2 |', '| a | b |\n|---|---|\n| 1 | 3 |', ['1 [-2-]{+3+}']],
])('%s is found in English', (_, before, after, expected) => {
  expect(marked(before, after)).toEqual(expected);
});

test.each([
  [
    'zh-CN',
    '模型的推理成本下降了百分之五十。',
    '模型的推理成本下降了百分之三十。',
    '模型的推理成本下降了百分之[-五十-]{+三十+}。',
  ],
  ['zh-CN', '作者来自清华大学。', '作者来自北京大学。', '作者来自[-清华大学-]{+北京大学+}。'],
  ['zh-CN', '吞吐量是 3.2 倍。', '吞吐量是 2.3 倍。', '吞吐量是 [-3.2-]{+2.3+} 倍。'],
  ['zh-CN', '我们用 GPT 和 BERT 做了比较。', '我们用 GPT 和 T5 做了比较。', '我们用 GPT 和 [-BERT-]{+T5+} 做了比较。'],
  ['ja', '東京で会議が開かれました。', '大阪で会議が開かれました。', '[-東京-]{+大阪+}で会議が開かれました。'],
  ['ja', '売上は3億円でした。', '売上は5億円でした。', '売上は[-3-]{+5+}億円でした。'],
])('in %s whole words are shown: %s', (language, before, after, expected) => {
  expect(marked(before, after, language)).toEqual([expected]);
});

test.each([
  ['the source alone', 'One *word*\nmore.', 'One _word_\nmore.'],
  ['a soft break', 'One\ntwo.', 'One two.'],
  ['a reference’s name', '[Read][a]\n\n[a]: https://a.example/', '[Read][b]\n\n[b]: https://a.example/'],
])('%s is no change to readers', (_, before, after) => {
  expect(marked(before, after)).toEqual([]);
});

test('what is far from a change is left out, between words', () => {
  const far = 'Many words stand here that have nothing to do with it and are left out. ';
  expect(marked(`${far}The 5 here. ${far}`, `${far}The 3 here. ${far}`)).toEqual([
    '… to do with it and are left out. The [-5-]{+3+} here. Many words stand here that have …',
  ]);
});

test('an issue that was written anew is compared by its lines, and in time', () => {
  const start = performance.now();
  const lines = marked(`${words(31)}\n\nThe end.`, `${words(57)}\n\nThe end.`);
  expect(performance.now() - start).toBeLessThan(5000);
  expect(lines.length).toBeGreaterThan(300);
  expect(lines.join('\n')).not.toContain('The end');
});

test('each side can be read by itself', () => {
  expect(sides('It is 5.', 'It is 3.')).toEqual([['It is 5.', 'It is 3.']]);
  expect(sides('One.', 'One.\n\nTwo.')).toEqual([['', 'Two.']]);
  expect(sides('One.\n\nTwo.', 'One.')).toEqual([['Two.', '']]);
});

function words(seed: number): string {
  const line = (i: number): string => `Line ${i}: ${(i * seed) % 9973} ${(i * seed * 7) % 997} and so on.`;
  return Array.from({ length: 400 }, (_, i) => line(i)).join('\n\n');
}

function sides(before: string, after: string): readonly (readonly string[])[] {
  return issueChanges(issue(before, 'en'), issue(after, 'en')).map((line) =>
    (['before', 'now'] as const).map((side) =>
      oneSide(line, side)
        .map(({ text }) => text)
        .join(''),
    ),
  );
}
