// How long an issue takes to read. Chinese, Japanese and Korean are counted by characters as a reader sees them (a
// mark that combines with its base is no character of its own), everything else by words (standards F4.02).
import type { Issue, Part } from '../../issue/issue.ts';
import type { TreeNode } from '../../issue/tree.ts';

/** Reading speeds: 400 characters of Chinese, 230 words of Latin text a minute, both of a calm reader. */
const CJK_PER_MINUTE = 400;
const WORDS_PER_MINUTE = 230;

/** Whole minutes, at least one. */
export function readingMinutes(issue: Pick<Issue, 'parts'>): number {
  const count = { cjk: 0, words: 0 };
  for (const part of issue.parts) countPart(part, count);
  return Math.max(1, Math.round(count.cjk / CJK_PER_MINUTE + count.words / WORDS_PER_MINUTE));
}

interface Count {
  cjk: number;
  words: number;
}

function countPart(part: Part, count: Count): void {
  if (part.kind !== 'prose' && part.heading) countText(part.heading.text, count);
  if (part.kind === 'section') for (const child of part.parts) countPart(child, count);
  else if (part.kind === 'article') for (const block of part.blocks) countNodes(block.nodes, count);
  else countNodes(part.nodes, count);
}

function countNodes(nodes: readonly TreeNode[], count: Count): void {
  for (const node of nodes) {
    if (node.kind === 'text') countText(node.text, count);
    else countNodes(node.children, count);
  }
}

/** Adds what a text holds. One pass over the code points: segmenting a whole issue costs more than rendering it. */
export function countText(text: string, count: Count): void {
  let inWord = false;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (isCjk(code)) {
      count.cjk += 1;
      inWord = false;
    } else if (isWordCharacter(code)) {
      if (!inWord) count.words += 1;
      inWord = true;
    } else if (!isInnerMark(code)) inWord = false;
  }
}

/** Han, kana, hangul and bopomofo, without the marks that combine with them. */
function isCjk(code: number): boolean {
  if (code < 0x2e80) return code >= 0x1100 && code <= 0x115f;
  return (
    (code >= 0x3041 && code <= 0x312f && (code < 0x3099 || code > 0x309c)) ||
    (code >= 0x3400 && code <= 0x9fff) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0x20000 && code <= 0x3ffff) ||
    code === 0x3005 ||
    code === 0x3007
  );
}

/** Letters and digits outside of CJK; blocks of symbols and punctuation are left out. */
function isWordCharacter(code: number): boolean {
  if (code < 0x80) return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return code >= 0xc0 && code < 0x2000 && code !== 0xd7 && code !== 0xf7;
}

/** An apostrophe, a hyphen, a point or a joiner inside of a word does not end it: `it's`, `3.5`, `open-source`. */
function isInnerMark(code: number): boolean {
  return code === 0x27 || code === 0x2019 || code === 0x2d || code === 0x2e || code === 0x200d;
}
