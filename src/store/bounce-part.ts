// The bounces' part of the store (bounce-store.ts): each promise as one transaction or one query.
import { addressOf, bounceCounts, bounceReasons, bouncesOf, latestMailingOf, mailingsSince } from './bounce-history.ts';
import { recordReport, suppressRefused } from './report-rows.ts';
import type { BounceStore } from './bounce-store.ts';
import type { ReaderSurroundings } from './reader-part.ts';

/** All but what it remembers of its sources, which are facts like any other. */
export function bouncePart(place: ReaderSurroundings): Omit<BounceStore, 'readingPlace' | 'setReadingPlace'> {
  const { write, read } = place;
  return {
    recordReport: (reported, at) => write((tx) => recordReport(tx, place, reported, at)),
    addressOf: (publicId) => read((from) => addressOf(from, publicId)),
    mailingsSince: (at) => read((from) => mailingsSince(from, at)),
    latestMailingOf: (publicId, since) => read((from) => latestMailingOf(from, publicId, since)),
    bounceCounts: (mailingId) => read((from) => bounceCounts(from, mailingId)),
    bounceReasons: (mailingId) => read((from) => bounceReasons(from, mailingId)),
    bouncesOf: (subscriberId) => read((from) => bouncesOf(from, subscriberId)),
    suppressRepeatedlyRefused: async (mailingId, at) => {
      let total = 0;
      for (let after: number | undefined = 0; after !== undefined;) {
        const wanted: { mailingId: number; after: number; at: string } = { mailingId, after, at };
        const { last, suppressed } = await write((tx) => suppressRefused(tx, place, wanted));
        total += suppressed;
        after = last;
      }
      return total;
    },
  };
}
