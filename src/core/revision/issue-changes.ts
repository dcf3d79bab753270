// What has changed between two states of an issue, word by word, as lines that show each change among the words beside
// it. Words are those of Intl.Segmenter, so that Chinese and Japanese are cut where their words end. Git, the ledger
// and where it is shown are others' business.
import { diffArrays } from 'diff';
import type { Issue } from '../issue/issue.ts';
import { readableLines, type ReadableLine } from './readable-lines.ts';

export interface DiffPart {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

export interface ChangedLine {
  /** The heading above it; absent at the top and where the line is a heading itself. */
  readonly heading?: string;
  /** Together and in order the line; what stands far from any change is left out, with an ellipsis in its place. */
  readonly parts: readonly DiffPart[];
}

/** The lines that have changed, in the order of the issue; none when it reads the same. */
export function issueChanges(before: Issue, after: Issue): readonly ChangedLine[] {
  return lineChanges(readableLines(before), readableLines(after), after.language);
}

/** The same of any two readings, in a language as `Intl.Segmenter` takes it. */
export function lineChanges(
  before: readonly ReadableLine[],
  after: readonly ReadableLine[],
  language: string,
): readonly ChangedLine[] {
  const changes = changesOf(tokensOf(before, language), tokensOf(after, language));
  return changedLines(joined(changes), after);
}

/** Between two lines. */
const BREAK = '\n';
/** Opens a token that is an address: source cleaning lets no such character through. */
const TARGET = '\u001F';

function tokensOf(lines: readonly ReadableLine[], language: string): string[] {
  const segmenter = new Intl.Segmenter(language, { granularity: 'word' });
  const tokens: string[] = [];
  for (const { pieces } of lines) {
    // Text is cut as a whole, because a word may be half inside of a link.
    let open = '';
    const close = (): void => {
      for (const { segment } of segmenter.segment(open)) tokens.push(segment);
      open = '';
    };
    for (const { kind, text } of pieces) {
      if (kind === 'text') open += text;
      else {
        close();
        tokens.push(TARGET + text);
      }
    }
    close();
    tokens.push(BREAK);
  }
  return tokens;
}

interface Change {
  readonly kind: DiffPart['kind'];
  readonly tokens: readonly string[];
}

/** Words added and removed beyond which an issue has been written anew: its lines are compared, in a second at most. */
const MAX_EDITS = 3000;

function changesOf(before: string[], after: string[]): readonly Change[] {
  const changes = diffArrays(before, after, { maxEditLength: MAX_EDITS });
  if (changes !== undefined) return changes.map(({ added, removed, value }) => change(added, removed, value));
  const lines = diffArrays(linesOf(before), linesOf(after), { maxEditLength: MAX_EDITS });
  if (lines !== undefined) return lines.map(({ added, removed, value }) => change(added, removed, tokensIn(value)));
  return [change(false, true, before), change(true, false, after)];
}

function tokensIn(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(SEAM));
}

function change(added: boolean, removed: boolean, tokens: readonly string[]): Change {
  return { kind: added ? 'added' : removed ? 'removed' : 'same', tokens };
}

/** Between the tokens of a line, to have them back. */
const SEAM = '\u001E';

function linesOf(tokens: readonly string[]): string[] {
  const lines: string[][] = [[]];
  for (const token of tokens) {
    lines.at(-1)?.push(token);
    if (token === BREAK) lines.push([]);
  }
  return lines.filter((line) => line.length > 0).map((line) => line.join(SEAM));
}

/** Changes that only spaces and punctuation keep apart become one: "a, b" for "c, d" is one change to a reader. */
function joined(changes: readonly Change[]): readonly Change[] {
  const result: Change[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  const close = (): void => {
    if (removed.length > 0) result.push({ kind: 'removed', tokens: removed });
    if (added.length > 0) result.push({ kind: 'added', tokens: added });
    [removed, added] = [[], []];
  };
  for (const [i, { kind, tokens }] of changes.entries()) {
    if (kind === 'removed') removed.push(...tokens);
    else if (kind === 'added') added.push(...tokens);
    else if (removed.length > 0 && added.length > 0 && isSlight(tokens) && i < changes.length - 1) {
      removed.push(...tokens);
      added.push(...tokens);
    } else {
      close();
      result.push({ kind, tokens });
    }
  }
  close();
  return result;
}

function isSlight(tokens: readonly string[]): boolean {
  return tokens.length <= 3 && tokens.every((token) => token !== BREAK && /^[\s\p{P}]*$/u.test(token));
}

/** Stands where a line was broken in two, or two became one. */
const PILCROW = '¶';

function changedLines(changes: readonly Change[], now: readonly ReadableLine[]): readonly ChangedLine[] {
  const lines: ChangedLine[] = [];
  let parts: DiffPart[] = [];
  let lineIndex = 0;
  const close = (): void => {
    if (parts.some(({ kind }) => kind !== 'same')) {
      const heading = headingAbove(now, lineIndex);
      lines.push({ ...(heading !== undefined && { heading }), parts: trimmed(parts) });
    }
    parts = [];
  };
  for (const { kind, tokens } of changes) {
    for (const token of tokens) {
      if (token === BREAK) {
        const isSplit = kind !== 'same' && parts.some((part) => part.kind === 'same' && part.text.trim() !== '');
        if (isSplit) push(parts, kind, PILCROW);
        close();
        if (kind !== 'removed') lineIndex += 1;
      } else if (!token.startsWith(TARGET)) push(parts, kind, token);
      else if (kind !== 'same') push(parts, kind, ` <${token.slice(TARGET.length)}>`);
    }
  }
  close();
  return lines;
}

function push(parts: DiffPart[], kind: DiffPart['kind'], text: string): void {
  const last = parts.at(-1);
  if (last?.kind === kind) parts[parts.length - 1] = { kind, text: last.text + text };
  else parts.push({ kind, text });
}

function headingAbove(lines: readonly ReadableLine[], index: number): string | undefined {
  // The first line is the title, which stands over everything and so over nothing in particular.
  for (let i = index - 1; i > 0; i -= 1) {
    const line = lines[i];
    if (line?.isHeading !== true) continue;
    return line.pieces
      .filter(({ kind }) => kind === 'text')
      .map(({ text }) => text)
      .join('')
      .trim();
  }
  return undefined;
}

/** Characters of what stays the same that are shown on each side of a change; about half a line of text. */
const BESIDE = 40;

function trimmed(parts: readonly DiffPart[]): readonly DiffPart[] {
  return parts.map(({ kind, text }, i) => {
    if (kind !== 'same') return { kind, text };
    const [isFirst, isLast] = [i === 0, i === parts.length - 1];
    if (isFirst) return { kind, text: ending(text) };
    if (isLast) return { kind, text: beginning(text) };
    return { kind, text: text.length <= 2 * BESIDE + 3 ? text : `${beginning(text)}${ending(text).slice(1)}` };
  });
}

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** An ideograph may stand at either end of what is cut; of other scripts only a whole word. */
const CUT_WORD = /^[\p{L}\p{N}]*[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}]/u;

function beginning(text: string): string {
  const graphemes = Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
  if (graphemes.length <= BESIDE) return text;
  const kept = graphemes.slice(0, BESIDE).join('');
  const space = kept.lastIndexOf(' ');
  return `${CUT_WORD.test(graphemes[BESIDE] ?? '') && space > 0 ? kept.slice(0, space + 1) : kept}…`;
}

function ending(text: string): string {
  const graphemes = Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
  if (graphemes.length <= BESIDE) return text;
  const kept = graphemes.slice(-BESIDE).join('');
  const space = kept.indexOf(' ');
  return `…${CUT_WORD.test(graphemes.at(-BESIDE - 1) ?? '') && space >= 0 ? kept.slice(space) : kept}`;
}
