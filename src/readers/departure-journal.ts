// Who has left, beside the store: a backup that is restored does not know who left after it was made, and a new store
// knows of nobody. So every departure also stands in a file that no restoring of the store touches, as a keyed hash;
// what the store has forgotten of it is done again before anybody is mailed (standards D.11).
import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { AddressHashes } from '../core/audience/address-hash.ts';
import { addressKey } from '../core/audience/email-address.ts';
import type { AudienceEvent, DepartureReason, Subscriber } from '../core/audience/subscriber.ts';
import type { JournalLine, JournalPlace } from '../store/reader-store.ts';
import type { Store } from '../store/store.ts';

/** Relative to the newsletter's folder. */
export const JOURNAL_FILE = 'data/departures.jsonl';

/** Transactions that are still open have long ended by then. */
const SETTLED_MS = 60_000;
const START: JournalPlace = { offset: 0, consentId: 0, erasedAt: '' };

const HEAD = z.object({ journal: z.string() });
const LINE = z.object({
  hash: z.string(),
  keyId: z.string(),
  reason: z.enum(['erased', 'unsubscribed', 'bounce', 'complaint', 'manual', 'back']),
  at: z.string(),
  isErased: z.boolean().optional(),
});

/** Writes down who has left since the last time, to the disk. Call it after `applyJournal`. */
export async function keepJournal(store: Store, file: string, now: Date): Promise<void> {
  const id = journalId(file);
  const upTo = new Date(now.getTime() - SETTLED_MS).toISOString();
  let place = (await store.journalPlace(id)) ?? START;
  for (;;) {
    const { lines, consentId } = await store.departuresAfter(place, upTo);
    if (lines.length === 0) return;
    append(file, lines);
    const erasedAt = lines.findLast(({ isErased }) => isErased === true)?.at ?? place.erasedAt;
    place = { offset: sizeOf(file), consentId, erasedAt };
    await store.setJournalPlace(id, place);
  }
}

/** Does again what the file knows and the store has forgotten. Gives how many were taken out of the list. */
export async function applyJournal(
  store: Store,
  file: string,
  { hashesOf, now }: { readonly hashesOf: () => Promise<AddressHashes>; readonly now: Date },
): Promise<number> {
  if (sizeOf(file) === 0) return 0;
  const id = journalId(file);
  const place = (await store.journalPlace(id)) ?? START;
  const size = sizeOf(file);
  if (size <= place.offset) return 0;
  const last = new Map(linesFrom(file, place.offset).map((line) => [line.hash, line]));
  const count = last.size === 0 ? 0 : await leaveAgain(store, last, await hashesOf(), now.toISOString());
  await store.setJournalPlace(id, { ...place, offset: size });
  return count;
}

const EVENT: Readonly<Record<Exclude<DepartureReason, 'erased'>, AudienceEvent>> = {
  unsubscribed: 'unsubscribed',
  bounce: 'bounced',
  complaint: 'complained',
  manual: 'removed',
};
const PAGE = 1000;

async function leaveAgain(
  store: Store,
  last: Map<string, JournalLine>,
  hashes: AddressHashes,
  at: string,
): Promise<number> {
  let count = 0;
  for (let after = 0; ;) {
    const page = await store.subscribers({ after, limit: PAGE });
    for (const reader of page) {
      const line = hashes(addressKey(reader.address)).flatMap(({ hash }) => last.get(hash) ?? [])[0];
      if (line === undefined) continue;
      last.delete(line.hash);
      if (await leftAgain(store, reader, line, at)) count += 1;
    }
    const end = page.at(-1);
    if (end === undefined) break;
    after = end.id;
  }
  for (const line of last.values()) await store.keepDeparture(line);
  return count;
}

async function leftAgain(store: Store, reader: Subscriber, line: JournalLine, at: string): Promise<boolean> {
  const { reason } = line;
  // A consent of their own that is younger than the departure stands.
  if (reason === 'back' || (reader.consent !== undefined && reader.consent.at > line.at)) return false;
  if (line.isErased === true || reason === 'erased') return store.erase(reader.address, at);
  const now = await store.changeSubscriber(reader.address, EVENT[reason], 'the journal of departures', at);
  return now?.standing.state !== reader.standing.state;
}

/** The name of the file in the store, which it carries itself: it is made with one. */
function journalId(file: string): string {
  if (sizeOf(file) === 0) append(file, [{ journal: randomUUID() }]);
  const [head = ''] = readFileSync(file, 'utf8').split('\n', 1);
  return HEAD.parse(JSON.parse(head)).journal;
}

function linesFrom(file: string, offset: number): readonly JournalLine[] {
  const text = readFileSync(file).subarray(offset).toString('utf8');
  return text.split('\n').flatMap((line) => {
    // The head, and a line that a power cut has torn, are none of them.
    const read = LINE.safeParse(parsed(line));
    if (!read.success) return [];
    const { isErased, ...known } = read.data;
    return [isErased === undefined ? known : { ...known, isErased }];
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function append(file: string, lines: readonly object[]): void {
  mkdirSync(dirname(file), { recursive: true });
  const opened = openSync(file, 'a', 0o600);
  try {
    // A torn line before it ends here.
    const start = sizeOf(file) === 0 ? '' : '\n';
    writeSync(opened, `${start}${lines.map((line) => JSON.stringify(line)).join('\n')}`);
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
