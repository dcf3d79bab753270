// The editor's word to the mailings of a slug, which are that of the issue and those of its corrections: rest, go on,
// or end for good. The ledger makes it hold for every sender; this says what it came to.
import type { App } from '../app.ts';
import type { DeliveryCounts } from '../core/ledger/delivery.ts';
import type { Mailing } from '../core/ledger/mailing.ts';
import { AppError } from '../errors.ts';
import type { ControlAnswer } from '../store/control-store.ts';
import type { Store } from '../store/store.ts';

export type MailingControlWord = 'pause' | 'resume' | 'cancel';

export interface Controlled {
  readonly slug: string;
  readonly edition: string;
  readonly outcome: ControlAnswer['outcome'];
  readonly counts: DeliveryCounts;
  /** Since when it has been as asked; when it ended, for one that has. */
  readonly since: string;
  /** How many a cancellation has withheld. */
  readonly withheld?: number;
  /** Until when a message of it is still begun, RFC 3339 in UTC: a pause does not stop the age. */
  readonly tooLateAt: string;
}

const HOUR_MS = 3_600_000;

/**
 * Says it to all mailings of the slug that are open, or tells of the latest when none is. Throws ISSUE_UNKNOWN when it
 * was never mailed.
 */
export async function controlMailings(
  app: App,
  slug: string,
  word: MailingControlWord,
): Promise<readonly Controlled[]> {
  const store = await app.mailingStore();
  const mailings = (await store.mailings()).filter((mailing) => mailing.slug === slug);
  const [latest] = mailings;
  if (latest === undefined) throw new AppError('ISSUE_UNKNOWN', `"${slug}" was never mailed.`);
  const open = mailings.filter(({ finishedAt }) => finishedAt === undefined);
  const { maxAgeHours } = await app.limits();
  const controlled: Controlled[] = [];
  for (const mailing of open.length === 0 ? [latest] : open)
    controlled.push(await controlMailing(store, mailing, { word, at: app.clock.now().toISOString(), maxAgeHours }));
  return controlled;
}

/** The same for one mailing. */
async function controlMailing(
  store: Store,
  mailing: Pick<Mailing, 'id' | 'slug' | 'edition' | 'startedAt' | 'finishedAt'>,
  { word, at, maxAgeHours }: { readonly word: MailingControlWord; readonly at: string; readonly maxAgeHours: number },
): Promise<Controlled> {
  const { id, slug, edition, startedAt } = mailing;
  const answer = await said(store, id, word, at);
  const { pausedAt, cancelledAt } = await store.mailingControl(id);
  const counts = await store.counts(id);
  const tooLateAt = new Date(Date.parse(startedAt) + maxAgeHours * HOUR_MS).toISOString();
  const since = cancelledAt ?? (answer.outcome === 'finished' ? mailing.finishedAt : pausedAt) ?? at;
  return { slug, edition, ...answer, counts, since, tooLateAt };
}

function said(store: Store, id: number, word: MailingControlWord, at: string): Promise<ControlAnswer> {
  if (word === 'pause') return store.pauseMailing(id, at);
  return word === 'resume' ? store.resumeMailing(id, at) : store.cancelMailing(id, at);
}
