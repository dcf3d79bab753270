import { expect, test } from 'vitest';
import { CODE_BACKGROUND, CODE_INKS, CODE_TEXT } from '../../../../src/core/issue/code-colours.ts';
import { serialise, textOf } from '../../../../src/core/issue/tree.ts';
import { treeOf } from './tree-of.ts';

const RUST = '```rust,ignore\nfn main() -> Vec<String> { // 注释\n    "a < b"; 42\n}\n```';

test('a block in a known language gets a class and a colour inline for each word with a role', () => {
  const html = serialise(treeOf(RUST));
  expect(html).toContain(`<pre style="background-color:${CODE_BACKGROUND.light};color:${CODE_TEXT.light}">`);
  expect(html).toContain('<span class="code-function" style="color:#1d4f8c">main</span>');
  expect(html).toContain('<span class="code-comment" style="color:#6b6459">// 注释</span>');
});

test('the text of a block does not change', () => {
  expect(textOf(treeOf(RUST))).toBe('fn main() -> Vec<String> { // 注释\n    "a < b"; 42\n}\n');
});

test('a block in a list, and one that an author wrote in HTML, is coloured, too', () => {
  expect(serialise(treeOf('- a\n  ```ts\n  const a = 1;\n  ```'))).toContain('code-keyword');
  expect(serialise(treeOf('<pre><code class="language-ts">const a = 1;</code></pre>'))).toContain('code-keyword');
});

test.each([
  ['an unknown language', '```nosuch\nconst a = 1;\n```'],
  ['no language', '```\nconst a = 1;\n```'],
  ['a name of every object', '```constructor\nconst a = 1;\n```'],
  ['a listing of more than 20,000 characters', `\`\`\`js\n${'const a = 1;\n'.repeat(2000)}\`\`\``],
])('%s stays plain', (_name, markdown) => {
  expect(serialise(treeOf(markdown))).not.toContain('<span');
});

test.each([
  ['bash', 'echo "a" # c'],
  ['diff', '- a\n+ b'],
  ['go', 'func a() int { return 1 }'],
  ['html', '<p class="a">b</p>'],
  ['json', '{"a": 1}'],
  ['lua', 'local a = 1 -- c'],
  ['python', 'def a(): return 1'],
  ['sql', "select 1 from a where b = 'c'"],
  ['toml', 'a = 1 # c'],
  ['typescript', 'type A = string;'],
  ['viml', 'let a = 1'],
  ['yaml', 'a: 1 # c'],
])('%s is known', (language, code) => {
  expect(serialise(treeOf(`\`\`\`${language}\n${code}\n\`\`\``))).toContain('<span class="code-');
});

test('every ink has a contrast of 4.5:1 and the text one of 7:1, light and dark', () => {
  for (const mode of ['light', 'dark'] as const) {
    for (const ink of Object.values(CODE_INKS)) {
      expect(contrast(ink[mode], CODE_BACKGROUND[mode])).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(CODE_TEXT[mode], CODE_BACKGROUND[mode])).toBeGreaterThanOrEqual(7);
  }
});

/** WCAG 2.2, contrast ratio. */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
