// Tells how far a mailing is, a few times a second at most, from the ledger itself: what is shown is what is true.
import type { DeliveryCounts } from '../core/ledger/delivery.ts';
import type { Mailing } from '../core/ledger/mailing.ts';
import type { Store } from '../store/store.ts';

export interface Progress {
  readonly slug: string;
  readonly total: number;
  readonly counts: DeliveryCounts;
  /** Since this run began. */
  readonly elapsedMs: number;
}

const EVERY_MS = 500;
/** Looking must not cost more than a small share of the work, however slow the store is. */
const SHARE_OF_TIME = 20;

/** Calls `onProgress` until it is disposed, and once more then. */
export function watchProgress(
  store: Store,
  mailing: Mailing,
  now: () => Date,
  onProgress: ((progress: Progress) => void) | undefined,
): AsyncDisposable {
  if (onProgress === undefined) return { [Symbol.asyncDispose]: async () => {} };
  const beganAt = now().getTime();
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const look = async (): Promise<number> => {
    const before = performance.now();
    const counts = await store.counts(mailing.id);
    onProgress({ slug: mailing.slug, total: mailing.total, counts, elapsedMs: now().getTime() - beganAt });
    return performance.now() - before;
  };
  const lookAgain = (waitMs: number) => {
    timer = setTimeout(() => {
      looking = look().then((took) => (isOver ? undefined : lookAgain(Math.max(EVERY_MS, took * SHARE_OF_TIME))));
      // Disposing awaits it and throws; until then nobody does.
      looking.catch(() => {});
    }, waitMs);
  };
  let looking: Promise<void> = Promise.resolve();
  lookAgain(EVERY_MS);
  return {
    [Symbol.asyncDispose]: async () => {
      isOver = true;
      clearTimeout(timer);
      await looking;
      await look();
    },
  };
}
