// The style sheet of a letter as far as a letter has one: rules of types, classes and descendants, outside of any
// condition or for dark screens. It is no browser: selectors of another kind match nothing, and other conditions are
// passed over, because what they say holds on some screens only.
import type { ElementNode } from '../issue/tree.ts';

export interface Declaration {
  /** In lower case. */
  readonly property: string;
  readonly value: string;
  readonly isImportant: boolean;
}

export interface StyleRule {
  readonly selector: string;
  /** From the outermost to the element itself; empty when it can match nothing. */
  readonly steps: readonly Step[];
  /** 100 for each class, 1 for each type. */
  readonly weight: number;
  readonly isDark: boolean;
  readonly declarations: readonly Declaration[];
}

interface Step {
  readonly type?: string;
  readonly classes: readonly string[];
}

/** The rules in their order, one for each selector of a list. */
export function styleRules(css: string, isDark = false): readonly StyleRule[] {
  const rules: StyleRule[] = [];
  for (const { prelude, body } of blocksOf(css.replace(/\/\*[\s\S]*?\*\//g, ''))) {
    if (/^@media\b/i.test(prelude) && /prefers-color-scheme\s*:\s*dark/i.test(prelude)) {
      rules.push(...styleRules(body, true));
    }
    if (prelude.startsWith('@') || prelude === '') continue;
    const found = declarations(body);
    for (const selector of prelude.split(',')) {
      const steps = stepsOf(selector.trim());
      rules.push({ selector: selector.trim(), steps, weight: weightOf(steps), isDark, declarations: found });
    }
  }
  return rules;
}

/** `color:#333;margin:0 !important` in its order. */
export function declarations(text: string): readonly Declaration[] {
  const found: Declaration[] = [];
  // A semicolon within brackets or quotes belongs to the value.
  for (const [, property = '', value = ''] of text.matchAll(
    /([\w-]+)\s*:\s*((?:[^;"'(]|"[^"]*"|'[^']*'|\([^)]*\))*)/g,
  )) {
    const isImportant = /!\s*important\s*$/i.test(value);
    const plain = value.replace(/!\s*important\s*$/i, '').trim();
    if (plain !== '') found.push({ property: property.toLowerCase(), value: plain, isImportant });
  }
  return found;
}

/** Whether the rule is about this element; `ancestors` from the outermost to its parent. */
export function isMatch(
  { steps }: Pick<StyleRule, 'steps'>,
  node: ElementNode,
  ancestors: readonly ElementNode[],
): boolean {
  const last = steps.at(-1);
  if (!last || !isStep(last, node)) return false;
  let left = steps.length - 2;
  for (let i = ancestors.length - 1; i >= 0 && left >= 0; i -= 1) {
    const [ancestor, step] = [ancestors[i], steps[left]];
    if (ancestor && step && isStep(step, ancestor)) left -= 1;
  }
  return left < 0;
}

function isStep({ type, classes }: Step, node: ElementNode): boolean {
  if (type !== undefined && type !== node.name) return false;
  if (classes.length === 0) return true;
  const own = (node.attributes['class'] ?? '').split(/\s+/);
  return classes.every((name) => own.includes(name));
}

function stepsOf(selector: string): readonly Step[] {
  const words = selector.split(/\s+/);
  if (!words.every((word) => /^(?:[a-z][\w-]*|\*)?(?:\.[\w-]+)*$/i.test(word))) return [];
  return words.map((word) => {
    const [type = '', ...classes] = word.split('.');
    return { ...(type !== '' && type !== '*' && { type: type.toLowerCase() }), classes };
  });
}

function weightOf(steps: readonly Step[]): number {
  return steps.reduce((sum, { type, classes }) => sum + classes.length * 100 + (type === undefined ? 0 : 1), 0);
}

/** `prelude { body }` by turns; a body may hold blocks again. What is never closed ends with the text. */
function blocksOf(css: string): readonly { readonly prelude: string; readonly body: string }[] {
  const blocks: { prelude: string; body: string }[] = [];
  let at = 0;
  for (let open = css.indexOf('{'); open !== -1; open = css.indexOf('{', at)) {
    const end = endOf(css, open);
    // Before the block there may be statements without one, such as @import.
    const prelude = css.slice(at, open).split(';').at(-1) ?? '';
    blocks.push({ prelude: prelude.trim(), body: css.slice(open + 1, end) });
    at = end + 1;
  }
  return blocks;
}

function endOf(css: string, open: number): number {
  let depth = 0;
  for (let i = open; i < css.length; i += 1) {
    if (css[i] === '{') depth += 1;
    if (css[i] === '}') depth -= 1;
    if (depth === 0) return i;
  }
  return css.length;
}
