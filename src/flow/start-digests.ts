// The digests whose slot has come: computed from files, store and clock like due issues, so that a slot that was missed
// is made up for, the latest one alone, and none is ever filled twice. They start behind the issues of the same minute
// and hold them.
import type { App } from '../app.ts';
import { dayOf } from '../core/issue/zoned-time.ts';
import type { Mailing } from '../core/ledger/mailing.ts';
import { WEEKDAYS, type Newsletter } from '../core/newsletter.ts';
import type { OpenLibrary } from '../publish/open-library.ts';
import { lastSlot } from '../schedule/last-slot.ts';
import type { MailingOrigin } from '../store/proof-store.ts';
import type { NewDigest } from '../store/slices-store.ts';

type Frequency = NewDigest['frequency'];

const DAY_MS = 86_400_000;
/** Longer than the distance between two slots, clock changes included. */
const REACH_MS: Readonly<Record<Frequency, number>> = { daily: 2 * DAY_MS, weekly: 8 * DAY_MS };

/** Starts what is owed, and gives the mailings that began now. */
export async function startDigests(app: App, library: OpenLibrary): Promise<readonly Mailing[]> {
  const started: Mailing[] = [];
  for (const frequency of ['daily', 'weekly'] as const) {
    const mailing = await startDigest(app, library, frequency);
    if (mailing) started.push(mailing);
  }
  return started;
}

async function startDigest(app: App, library: OpenLibrary, frequency: Frequency): Promise<Mailing | undefined> {
  const { newsletter, bounceAddress } = app;
  const now = app.clock.now();
  const readers = await (await app.knownStore())?.digestReaders(now.toISOString());
  const readerCount = readers?.[frequency] ?? 0;
  const slot = readerCount > 0 ? lastSlot(digestSchedule(newsletter, frequency), now, REACH_MS[frequency]) : undefined;
  if (slot === undefined) return undefined;
  const [store, keys] = [await app.mailingStore(), await app.keys()];
  const { frozenLetter } = await import('../core/message/frozen-letter.ts');
  const { mailingOrigin } = await import('../publish/mailing-origin.ts');
  const told = new Set<string>();
  let origin: MailingOrigin | undefined;
  const digest: NewDigest = {
    frequency,
    edition: dayOf(slot.getTime(), newsletter.schedule.time_zone),
    slotAt: slot.toISOString(),
    keyId: keys[0].id,
    origin: () => origin,
    letterFor: async ({ slugs, topics }) => {
      const made = await library.digest(slugs, topics, frequency);
      if (made === 'nothing') return made;
      if (slugs.some((slug) => !told.has(slug))) {
        for (const slug of slugs) told.add(slug);
        const issues = library.issues.filter(({ card }) => told.has(card.slug));
        origin = await mailingOrigin(app.root, library, issues);
      }
      return { key: made.key, letter: () => frozenLetter(made.letter(), newsletter, bounceAddress) };
    },
  };
  return (await store.startDigest(digest, now.toISOString())).mailing;
}

/** The slots of a digest, on the clock of the newsletter. */
export function digestSchedule({ digests, schedule }: Newsletter, frequency: Frequency) {
  const time = frequency === 'daily' ? digests.daily : digests.weekly.time;
  const [hour, minute] = time.split(':').map(Number);
  const weekday = frequency === 'daily' ? '*' : WEEKDAYS.indexOf(digests.weekly.day);
  return { cron: `${minute} ${hour} * * ${weekday}`, time_zone: schedule.time_zone };
}
