// The part of the store that starts mailings (slices-store.ts): letters are made first, then everything is frozen in
// one transaction, and begun anew when somebody has made another choice meanwhile.
import { sql, type Kysely, type Transaction } from 'kysely';
import { digestReaders, owedChoices, settledSlot, startDigest } from './digest-rows.ts';
import type { Flavour } from './flavour.ts';
import { askedAudience, choicesOf } from './freeze-rows.ts';
import { LetterPlan } from './letter-plan.ts';
import { letterCounts, mailingBy, mailingLetter, startMailing } from './mailing-rows.ts';
import type { NewDigest, SlicesStore, StartedDigest } from './slices-store.ts';
import type { NewMailing, Store } from './store.ts';
import type { Tables } from './tables.ts';

interface SlicesSurroundings {
  readonly database: Kysely<Tables>;
  readonly flavour: Flavour;
  readonly attempt: <T>(work: () => Promise<T>) => Promise<T>;
}

export function slicesPart(place: SlicesSurroundings): SlicesStore & Pick<Store, 'startMailing'> {
  const { database, attempt } = place;
  return {
    startMailing: (mailing, at) => startPlanned(place, { ...mailing, at }),
    startDigest: (digest, at) => startPlannedDigest(place, { ...digest, at }),
    digestReaders: (at) => attempt(() => digestReaders(database, at)),
    letter: (mailingId, letterNo) => attempt(() => mailingLetter(database, mailingId, letterNo)),
    letterCounts: () => attempt(() => letterCounts(database)),
    audience: (at) => attempt(() => askedAudience(database, at)),
  };
}

async function startPlanned(place: SlicesSurroundings, wanted: NewMailing & { readonly at: string }) {
  const { database, flavour, attempt } = place;
  const known = await attempt(() => mailingBy(database, wanted.slug, wanted.edition));
  if (known !== undefined) return { mailing: known, isNew: false };
  const { audience, letterFor } = wanted;
  const plan = new LetterPlan(({ topics, earlierId }) => {
    const isOwn = audience === 'active' || earlierId === audience.recipientsOf;
    return topics.length === 0 && isOwn ? 'whole' : (letterFor?.(topics, earlierId) ?? 'whole');
  });
  for (;;) {
    await plan.add(await attempt(() => choicesOf(database, wanted)));
    const started = await freeze(place, (tx) => startMailing(tx, flavour, wanted, plan));
    if (started !== 'outgrown') return started;
  }
}

async function startPlannedDigest(
  place: SlicesSurroundings,
  wanted: NewDigest & { readonly at: string },
): Promise<StartedDigest> {
  const { database, flavour, attempt } = place;
  if ((await attempt(() => settledSlot(database, wanted))) >= wanted.slotAt) return { isNew: false };
  const plan = new LetterPlan(({ slugs = [], topics }) => wanted.letterFor({ slugs, topics }));
  for (;;) {
    await plan.add(await attempt(() => owedChoices(database, flavour, wanted)));
    const started = await freeze(place, (tx) => startDigest(tx, flavour, wanted, plan));
    if (started !== 'outgrown') return started;
  }
}

/**
 * A transaction that sees one state of the readers in all its statements, and the mailings that others have started
 * before: SQLite gives that by itself.
 */
function freeze<T>(
  { database, flavour, attempt }: SlicesSurroundings,
  work: (tx: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  if (!flavour.hasRowLocks) return attempt(() => database.transaction().execute(work));
  const begun = database.transaction().setIsolationLevel('repeatable read');
  return attempt(() =>
    begun.execute(async (tx) => {
      // The snapshot is taken by the first statement behind this one, which waits for whoever starts a mailing now.
      await sql`lock table mailings in share row exclusive mode`.execute(tx);
      return work(tx);
    }),
  );
}
