// A sentence for readers about a change that is small enough to be said in one: these words instead of those. What the
// change means is for the editor to say.
import { filled, phrases } from '../render/phrases.ts';
import type { ChangedLine } from './issue-changes.ts';

/** Longer than that it is no slip, and a reader would not take it in. */
const MAX_CHARACTERS = 60;

/** Undefined when more than one place has changed, or much in it. */
export function proposedNote(changes: readonly ChangedLine[], language: string): string | undefined {
  const [only, second] = changes;
  if (only === undefined || second !== undefined) return undefined;
  const removed = only.parts.filter(({ kind }) => kind === 'removed');
  const added = only.parts.filter(({ kind }) => kind === 'added');
  if (removed.length !== 1 || added.length !== 1) return undefined;
  const [before, now] = [removed[0]?.text.trim() ?? '', added[0]?.text.trim() ?? ''];
  if (before === '' || now === '' || before.length + now.length > MAX_CHARACTERS) return undefined;
  // An address is nothing to read out.
  if (/[<¶]/.test(before + now)) return undefined;
  return filled(filled(phrases(language).correctionProposal, before), now);
}
