// The work that readers' asks leave behind, done after the answer has gone out: mails are put into the outbox and sent,
// the breaker looks at the numbers, one reminder goes to who is slow, and what has come to nothing is forgotten. All of
// it may be done by several processes at once, and again after a crash.
import { breakerReason } from '../core/audience/confirmation-breaker.ts';
import { isExpired, retryAt } from '../core/ledger/retry.ts';
import { verdict, type Verdict } from '../core/ledger/verdict.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { OutboxMail, OutboxOutcome } from '../store/reader-store.ts';
import type { Log } from '../system/log.ts';
import { readerMail, type MailTools } from './reader-mail.ts';

export interface PostTools extends MailTools {
  readonly mailer: () => Promise<Mailer>;
  readonly now: () => Date;
  readonly random: () => number;
  readonly log: Log;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A server that is slow keeps us for less than this with ten mails. */
const LEASE_MS = 15 * 60_000;
/** Folder of these mails in the local mailbox. */
const POST_FOLDER = 'readers';

/** Answers every ask and sends what is due. */
export async function readerPost(tools: PostTools): Promise<void> {
  const { store } = tools;
  const now = tools.now().toISOString();
  while ((await store.answerAsks(now)) > 0);
  await watchConfirmations(tools, now);
  await sendOutbox(tools);
}

/** What is done now and then: one reminder each, and forgetting. */
export async function tendReaders(tools: PostTools): Promise<void> {
  const { store, newsletter } = tools;
  const nowMs = tools.now().getTime();
  const now = new Date(nowMs).toISOString();
  const { reminder_hours: hours, forget_days: days } = newsletter.readers;
  if (hours !== undefined) await store.remind(new Date(nowMs - hours * HOUR_MS).toISOString(), now);
  await store.forgetAsks(now);
  const erasedCount = await store.eraseDeparted(new Date(nowMs - days * DAY_MS).toISOString(), now);
  if (erasedCount > 0) tools.log.info({ erasedCount }, 'Erased readers who left long ago');
}

async function watchConfirmations({ store, log }: PostTools, now: string): Promise<void> {
  const [counts, open] = [await store.confirmationCounts(now), await store.breaker()];
  const reason = breakerReason(counts);
  if (reason === open?.reason) return;
  if (reason === undefined) {
    log.warn('Confirmations look usual again and are mailed as before');
    await store.setBreaker(undefined);
    return;
  }
  log.error({ reason, ...counts }, 'Unusual requests to subscribe: all but a trickle of confirmations is held back');
  await store.setBreaker({ reason, since: now });
}

async function sendOutbox(tools: PostTools): Promise<void> {
  for (;;) {
    const takenAt = tools.now();
    const leaseUntil = new Date(takenAt.getTime() + LEASE_MS).toISOString();
    const mails = await tools.store.takeOutbox(takenAt.toISOString(), leaseUntil);
    if (mails.length === 0) return;
    for (const mail of mails) await sendMail(mail, tools);
  }
}

async function sendMail(mail: OutboxMail, tools: PostTools): Promise<void> {
  const { id, purpose } = mail;
  const outcome = await attempted(mail, tools).catch((error: unknown): OutboxOutcome => {
    // Whatever is wrong with this one, the others do not wait for it.
    tools.log.error({ err: error, id, purpose }, 'A mail to a reader cannot be made or handed over');
    return laterOrNever(mail, tools);
  });
  await tools.store.settleOutbox(id, outcome, tools.now().toISOString());
}

async function attempted(mail: OutboxMail, tools: PostTools): Promise<OutboxOutcome> {
  const message = await readerMail(mail, tools, tools.now().toISOString());
  if (message === undefined) return { kind: 'failed' };
  const mailer = await tools.mailer();
  const outcome = outcomeOf(mail, verdict(await mailer.submit(message, POST_FOLDER)), tools);
  tools.log.info({ id: mail.id, purpose: mail.purpose, outcome: outcome.kind }, 'A mail to a reader');
  return outcome;
}

/** What nobody knows of counts as accepted: whoever did not get it asks again, and nobody gets it twice. */
function outcomeOf(mail: OutboxMail, judged: Verdict, tools: PostTools): OutboxOutcome {
  if (judged.kind === 'accepted' || judged.kind === 'uncertain') return { kind: 'accepted' };
  if (judged.kind === 'rejected') return { kind: 'failed' };
  return laterOrNever(mail, tools, judged.kind === 'deferred' ? judged.retryMs : undefined);
}

function laterOrNever(mail: OutboxMail, { now, random }: PostTools, askedMs?: number): OutboxOutcome {
  const at = retryAt(mail.attempts + 1, now(), random(), askedMs);
  return isExpired(mail.createdAt, at) ? { kind: 'failed' } : { kind: 'again', at };
}
