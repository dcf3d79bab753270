import { expect, test } from 'vitest';
import { repairLists } from '../../../../src/core/issue/repair-lists.ts';
import { htmlOf, problemsOf } from './tree-of.ts';

// [what, Markdown, the list in short: ( begins a list, ) ends it, items are parted by a space]
const CASES: readonly [name: string, markdown: string, list: string][] = [
  [
    'one space before the first mark, five before the inner ones',
    ' - 甲\n     - 一\n     - 二\n - 乙',
    '(甲(一 二) 乙)',
  ],
  ['two spaces', '- 甲\n  - 一\n- 乙', '(甲(一) 乙)'],
  ['three spaces', '- 甲\n   - 一\n   - 二', '(甲(一 二))'],
  ['four spaces', '- 甲\n    - 一\n    - 二\n\n- 乙\n    - 三', '(甲(一 二) 乙(三))'],
  ['five spaces', '- 甲\n     - 一\n     - 二', '(甲(一 二))'],
  ['six spaces without a blank line', '- 甲\n      - 一\n      - 二', '(甲(一 二))'],
  ['tabs', '- 甲\n\t- 一\n\t\t- 子\n- 乙', '(甲(一(子)) 乙)'],
  ['two spaces below a number', '1. 甲\n  - 一\n  - 二\n2. 乙\n  - 三', '(甲(一 二) 乙(三))'],
  ['three spaces below a number of two digits', '10. 甲\n   - 一\n11. 乙', '(甲(一) 乙)'],
  ['two spaces below a mark with three spaces', '*   甲\n  *   一\n    *   子', '(甲(一(子)))'],
  ['numbers within numbers', '1. 甲\n  1. 一\n  2. 二\n2. 乙', '(甲(一 二) 乙)'],
  ['numbers that are indented more each time', '1. a\n\n  2. b\n\n   3. c', '(a b c)'],
  ['bullets within numbers within bullets', '- 甲\n  1. 一\n    - 子\n  2. 二', '(甲(一(子) 二))'],
  ['items a little deeper each time', '- a\n - b\n  - c\n   - d\n    - e', '(a b c d e)'],
  ['five levels', '* a\n  * b\n    * c\n      * d\n        * e', '(a(b(c(d(e)))))'],
  ['back by two levels', '- a\n    - b\n        - c\n- d', '(a(b(c)) d)'],
  ['a list at the margin right below text', '文字\n- 一\n- 二', '文字(一 二)'],
  ['numbers right below text', '文字\n1. 一\n2. 二', '文字(一 二)'],
  ['an indented list right below text', '**小标题**\n文字\n    - 一\n    - 二', '小标题文字(一 二)'],
  ['an indented list below a heading', '### 标题\n    - 一\n    - 二', '标题(一 二)'],
  ['an indented list below a bold line', '**Lead**\n\n    - one\n    - two', 'Lead(one two)'],
  ['an indented list at the beginning', '     - 一\n     - 二', '(一 二)'],
  [
    'an indented list behind a paragraph that ended its list',
    '- a\n\ntext\n\n    - **b**\n    - **c**',
    '(a)text(b c)',
  ],
  ['tasks', '- [ ] 甲\n    - [x] 一', '( 甲( 一))'],
  ['text two columns below a number', '1. 甲\n\n  说明\n\n2. 乙', '(甲说明 乙)'],
  ['a heading right below a list', '- 一\n### 标题', '(一)标题'],
];

test.each(CASES)('%s make the list that was meant', (_name, markdown, list) => {
  expect(inShort(htmlOf(markdown))).toBe(list);
});

test('a bold line, its text and the list below stay apart', () => {
  const markdown = '- **甲**\n    - **四阶段**\n    正文说明。\n        - 子\n\n- **乙**';
  expect(htmlOf(markdown)).toContain('<li><strong>四阶段</strong><br>正文说明。<ul><li>子</li></ul></li>');
});

test.each([
  ['indented code', 'Use this:\n\n    - name: foo\n      run: x'],
  ['indented code that begins otherwise', '文字\n\n    code\n    - 中文\n\n    more'],
  ['indented code with a key in Latin letters', '配置：\n\n    - name: 中文'],
  ['fenced code', '```yaml\n  - 甲\n      - 乙\n```'],
  ['fenced code in a list', '- a\n  ```\n  x\n    - 甲\n  ```\n- b'],
  ['a list in a comment', '<!--\n- 甲\n      - 乙\n-->'],
  ['preformatted HTML', '<pre>\n- 甲\n      - 乙\n</pre>'],
  ['rules', '- - -\n\n * * *'],
])('%s stays as it is', (_name, markdown) => {
  expect(repairLists(markdown)).toEqual({ markdown, doubtful: [] });
});

test('fenced code moves with its item', () => {
  expect(repairLists('10. a\n   - b\n\n     ```\n     x\n     ```').markdown).toBe(
    '10. a\n    - b\n\n      ```\n      x\n      ```',
  );
});

test('a list that is code by its indentation is a warning with its line, other repairs are worth knowing', () => {
  expect(problemsOf('**Lead**\n\n    - one')).toEqual(['list-indentation:3']);
  expect(problemsOf('1. 甲\n  - 一\n  - 二')).toEqual(['list-mended:2']);
});

test('the number of lines does not change', () => {
  for (const [, markdown] of CASES) {
    expect(repairLists(markdown).markdown.split('\n')).toHaveLength(markdown.split('\n').length);
  }
});

function inShort(html: string): string {
  expect(html).not.toContain('<pre>');
  return html
    .replace(/<[ou]l[^>]*>/g, '(')
    .replace(/<\/[ou]l>/g, ')')
    .replace(/<\/li><li>/g, ' ')
    .replace(/<[^>]*>/g, '');
}
