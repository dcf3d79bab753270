// What a correction has changed, as its letter shows it: each line as it was and as it is now, with the words that
// differ marked. Both are whole readings, because not every mail program shows what is struck out and
// no voice says it.
import type { ChangedLine } from '../../revision/issue-changes.ts';
import { oneSide } from '../../revision/marked-change.ts';
import { filled, type Phrases } from '../phrases.ts';
import { headingLines, marked, stacked } from './text-blocks.ts';
import { wrap } from './text-wrap.ts';

/** A letter tells of so many; whoever wants all of them reads the page. */
const CHANGES_MAX = 12;

/** What `letter-changes.liquid` shows. */
export interface ShownChange {
  readonly heading: string;
  readonly before: readonly ShownPart[];
  readonly now: readonly ShownPart[];
}

interface ShownPart {
  readonly text: string;
  readonly changed: boolean;
}

export function shownChanges(changes: readonly ChangedLine[]): readonly ShownChange[] {
  return changes.slice(0, CHANGES_MAX).map((line, i) => ({
    heading: headingOf(changes, i),
    before: partsOf(line, 'before'),
    now: partsOf(line, 'now'),
  }));
}

/** `And 3 more: ...`, or nothing. */
export function moreChanges(changes: readonly ChangedLine[], words: Phrases): string {
  const more = changes.length - CHANGES_MAX;
  return more > 0 ? filled(words.moreChanges, more) : '';
}

/** The same for the text part. */
export function changeLines(changes: readonly ChangedLine[], words: Phrases, width: number): readonly string[] {
  if (changes.length === 0) return [];
  const blocks = shownChanges(changes).map(({ heading, before, now }) => [
    ...(heading === '' ? [] : wrap(heading, width)),
    ...sideLines(words.changedBefore, before, width),
    ...sideLines(words.changedNow, now, width),
  ]);
  const more = moreChanges(changes, words);
  return stacked(
    [headingLines(words.whatChanged, 2, width), ...blocks, ...(more === '' ? [] : [wrap(more, width)])],
    1,
  );
}

function sideLines(label: string, parts: readonly ShownPart[], width: number): readonly string[] {
  if (parts.length === 0) return [];
  const line = parts.map(({ text }) => text).join('');
  return marked('  ', wrap(`${label}${line.trim()}`, width - 2));
}

function partsOf(line: ChangedLine, side: 'before' | 'now'): readonly ShownPart[] {
  return oneSide(line, side).map(({ kind, text }) => ({ text, changed: kind !== 'same' }));
}

/** Said once over several lines below it. */
function headingOf(changes: readonly ChangedLine[], index: number): string {
  const heading = changes[index]?.heading ?? '';
  return heading === changes[index - 1]?.heading ? '' : heading;
}
