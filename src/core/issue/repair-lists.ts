// Lists as programs and people indent them -> as CommonMark counts them. An item belongs to the item above it that is
// indented by at least two columns less, whatever the width of its mark; lines move only where CommonMark would read
// something else (another level, code, or dashes in a paragraph). Lines keep their number; code keeps its text.
import { CJK } from './east-asian.ts';
import { proseLines } from './prose-lines.ts';

/** One open item, in columns of the source and of the result. */
interface Item {
  readonly indent: number;
  readonly content: number;
  readonly newIndent: number;
  readonly newContent: number;
  /** One to nine digits and one space: what is indented by two columns below it is meant to belong to it. */
  readonly isNumbered: boolean;
  /** NaN for a bullet. */
  readonly number: number;
}

interface State {
  readonly stack: Item[];
  /** What the line before was. */
  before: 'blank' | 'text' | 'other';
  /** The last line that was not blank is bold and nothing else. */
  isBelowLead: boolean;
  /** Within an indented code block that stands at the margin. */
  inCode: boolean;
}

export interface RepairedLists {
  readonly markdown: string;
  /** From 0: lines that are code by their indentation and were read as list items all the same. */
  readonly doubtful: readonly number[];
}

/** Lists within lists beyond this depth go on at it: nobody can see so many levels, and each costs a pass. */
const MAX_DEPTH = 20;

const ITEM = /^([ \t]*)([-*+]|\d{1,9}[.)])([ \t]+)(?=\S)/;
const RULE = /^[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*$/;

export function repairLists(markdown: string): RepairedLists {
  if (!/^[ \t]+(?:[-*+]|\d{1,9}[.)])[ \t]/m.test(markdown) && !/^ {1,3}\S/m.test(markdown)) {
    return { markdown, doubtful: [] };
  }
  const lines = markdown.split('\n');
  const prose = proseLines(lines);
  const doubtful: number[] = [];
  const state: State = { stack: [], before: 'blank', isBelowLead: false, inCode: false };
  const repaired = lines.map((line, i) => {
    if (prose[i] !== true) {
      state.before = 'other';
      return moved(line, shiftOf(state.stack));
    }
    if (line.trim() === '') {
      state.before = 'blank';
      return line;
    }
    const item = RULE.test(line) ? null : ITEM.exec(line);
    if (item === null) return textLine(line, state);
    if (isDoubtful(line, state)) {
      if (state.inCode || !isMeantAsItem(line, state)) return codeLine(line, state);
      doubtful.push(i);
    }
    return itemLine(line, item, state);
  });
  return { markdown: repaired.join('\n'), doubtful };
}

/** Places an item below the item it belongs to; gives the line with the indentation that says so. */
function itemLine(line: string, match: RegExpExecArray, state: State): string {
  const [, space = '', mark = '', gap = ''] = match;
  const indent = columns(space);
  const { stack } = state;
  let sibling: Item | undefined;
  const number = Number.parseInt(mark, 10);
  while (stack.length >= MAX_DEPTH || isNoDeeper(stack.at(-1), indent)) sibling = stack.pop();
  if (sibling === undefined && countsOn(stack.at(-1), indent, number)) sibling = stack.pop();
  const least = stack.at(-1)?.newContent ?? 0;
  const most = Math.min(least + 3, (sibling?.newContent ?? Infinity) - 1);
  const wanted = indent + ((sibling ?? stack.at(-1))?.newIndent ?? 0) - ((sibling ?? stack.at(-1))?.indent ?? 0);
  const newIndent = wanted >= least && wanted <= most ? wanted : (sibling?.newIndent ?? least);
  // Five spaces and more behind the mark are code within the item (CommonMark 5.2): then one of them belongs to it.
  const gapWidth = columns(space + mark.replace(/./g, ' ') + gap) - indent - mark.length;
  const width = mark.length + (gapWidth > 4 ? 1 : gapWidth);
  const isNumbered = mark.length > 1 && gapWidth === 1;
  stack.push({ indent, content: indent + width, newIndent, newContent: newIndent + width, isNumbered, number });
  state.inCode = false;
  state.before = 'text';
  state.isBelowLead = isLead(line.slice(match[0].length));
  return newIndent === indent ? line : ' '.repeat(newIndent) + line.slice(space.length);
}

function isNoDeeper(item: Item | undefined, indent: number): boolean {
  return item !== undefined && item.indent > indent - 2;
}

/** `1.` and, a little deeper, `2.`: fellows, although the indentation alone would say otherwise. */
function countsOn(item: Item | undefined, indent: number, number: number): boolean {
  return item !== undefined && indent < item.content && number === item.number + 1;
}

function textLine(line: string, state: State): string {
  const indent = columns(/^[ \t]*/.exec(line)?.[0] ?? '');
  const isContinued = state.before === 'text' && !startsBlock(line);
  const { stack } = state;
  state.isBelowLead = isLead(line);
  if (isContinued) return line;
  while (stack.length > 0 && !holds(stack.at(-1), indent)) stack.pop();
  const owner = stack.at(-1);
  state.inCode = owner === undefined && indent >= 4;
  state.before = startsBlock(line) ? 'other' : 'text';
  if (owner === undefined) return line;
  const wanted = Math.max(indent + owner.newIndent - owner.indent, owner.newContent);
  return moved(line, wanted - indent);
}

function codeLine(line: string, state: State): string {
  state.inCode = state.stack.length === 0;
  state.before = 'other';
  return moved(line, shiftOf(state.stack));
}

function holds(item: Item | undefined, indent: number): boolean {
  if (item === undefined) return false;
  return indent >= item.content || (item.isNumbered && indent >= item.indent + 2);
}

/** Code by CommonMark: four columns deeper than where content begins, and no paragraph above that it could continue. */
function isDoubtful(line: string, state: State): boolean {
  const indent = columns(/^[ \t]*/.exec(line)?.[0] ?? '');
  if (state.inCode && indent >= 4) return true;
  if (state.before === 'text') return false;
  const owner = state.stack.findLast((item) => indent >= item.content);
  const last = state.stack.at(-1);
  // An item of the same list may be deeper than CommonMark allows, and still has its fellow above it.
  if (last !== undefined && Math.abs(indent - last.indent) < 2) return false;
  return indent >= (owner?.content ?? 0) + 4;
}

/** Evidence that an indented line with a mark is no code: it reads like prose, or its lead stands right above. */
function isMeantAsItem(line: string, state: State): boolean {
  const content = line.replace(ITEM, '');
  if (/^\*\*|\]\(/.test(content) || state.isBelowLead) return true;
  return CJK.test(content) && !/^[\w.-]+:(?:\s|$)/.test(content);
}

/** `**Lead**` alone on its line. */
function isLead(content: string): boolean {
  return /^\s*\*\*[^*]+\*\*[:：]?\s*$/.test(content);
}

/** Lines that end a paragraph by themselves. */
function startsBlock(line: string): boolean {
  return RULE.test(line) || /^[ \t]{0,3}(?:#{1,6}(?:\s|$)|>|<!--|<\/?[a-z])/i.test(line);
}

function shiftOf(stack: readonly Item[]): number {
  const last = stack.at(-1);
  return last === undefined ? 0 : last.newContent - last.content;
}

function moved(line: string, shift: number): string {
  if (shift === 0 || line.trim() === '') return line;
  const space = /^[ \t]*/.exec(line)?.[0] ?? '';
  return ' '.repeat(Math.max(0, columns(space) + shift)) + line.slice(space.length);
}

/** Tabs reach to the next multiple of four (CommonMark 2.2). */
function columns(space: string): number {
  let width = 0;
  for (const character of space) width += character === '\t' ? 4 - (width % 4) : 1;
  return width;
}
