// A changed line as plain text, for terminals and records: what went in brackets, what came in braces.
import type { ChangedLine, DiffPart } from './issue-changes.ts';

type Paint = (text: string) => string;

const PLAIN: Readonly<Record<'removed' | 'added', Paint>> = { removed: (text) => text, added: (text) => text };

/** `the rate is [-5-]{+3+} percent`: to be read without colour; `paint` may add some. */
export function markedChange({ parts }: Pick<ChangedLine, 'parts'>, paint = PLAIN): string {
  return parts
    .map(({ kind, text }) => {
      if (kind === 'same') return text;
      return paint[kind](kind === 'removed' ? `[-${text}-]` : `{+${text}+}`);
    })
    .join('')
    .trim();
}

/** The line as it was, and as it is now; empty where there was, or is, none. */
export function oneSide({ parts }: Pick<ChangedLine, 'parts'>, side: 'before' | 'now'): readonly DiffPart[] {
  const other = side === 'before' ? 'added' : 'removed';
  const own = side === 'before' ? 'removed' : 'added';
  const kept = parts.filter(({ kind }) => kind !== other);
  // A line that came or went as a whole is on one side alone; beside it only its ellipsis would be left.
  const isThere = kept.some(({ kind, text }) => kind === own || /[\p{L}\p{N}]/u.test(text));
  return isThere ? kept : [];
}
