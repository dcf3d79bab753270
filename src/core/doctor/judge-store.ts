// The store as it stands on the disk or on its server, seen without being opened for use: whether it is there, can be
// read, and at which number its tables are. Looking at an older store leaves it at its number.
import { failed, notChecked, ok, warning, type Finding } from './finding.ts';

export type StoreStanding =
  | { readonly kind: 'absent'; readonly where: string }
  | { readonly kind: 'unreadable'; readonly where: string; readonly detail: string }
  | {
      readonly kind: 'readable';
      readonly where: string;
      /** Numbers of this version that the store has not got yet. */
      readonly pending: readonly string[];
      /** Numbers of the store that this version does not know. */
      readonly unknown: readonly string[];
    };

export function judgeStore(standing: StoreStanding): readonly Finding[] {
  const { where } = standing;
  if (standing.kind === 'absent') {
    const sentence = `There is no store yet; the first command that needs it makes ${where}.`;
    return [notChecked('store', sentence), notChecked('migrations', 'There is no store yet.')];
  }
  if (standing.kind === 'unreadable') {
    const cure = 'See what DATABASE_URL names, that this user may read it, and docs/errors.md#STORE_UNUSABLE.';
    const fault = failed('store', `The store ${where} cannot be read: ${standing.detail}.`, cure);
    return [fault, notChecked('migrations', 'The store cannot be read.')];
  }
  return [ok('store', `The store ${where} can be read.`), judgeMigrations(standing)];
}

function judgeMigrations({ pending, unknown }: Extract<StoreStanding, { kind: 'readable' }>): Finding {
  if (unknown.length > 0) {
    const sentence = `The store was written by a newer version, which made ${unknown.join(', ')}.`;
    return failed('migrations', sentence, 'Use that version, or restore a backup from before it.');
  }
  if (pending.length === 0) return ok('migrations', 'Its tables are those of this version.');
  const steps = pending.length === 1 ? '1 step is' : `${pending.length} steps are`;
  const sentence = `${steps} pending: ${pending.join(', ')}. The next command that opens the store takes them.`;
  return warning('migrations', sentence, 'Make a backup first (docs/operating.md).');
}
