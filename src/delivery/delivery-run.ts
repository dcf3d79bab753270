// One run over a mailing: as many workers as the mailer has connections, each with one message in its hands. A worker
// claims a single delivery at a time, so that an unsubscription counts up to the last moment and a crash leaves no more
// uncertain than there are connections.
import { keyOf, type SigningKey } from '../core/audience/signed-link.ts';
import { badRun, isBroken, NO_BAD_RUN, type BadRun } from '../core/ledger/breaker.ts';
import type { DeliveryEvent } from '../core/ledger/delivery.ts';
import type { Mailing } from '../core/ledger/mailing.ts';
import { isExpired, retryAt } from '../core/ledger/retry.ts';
import type { SubmitResult } from '../core/ledger/submit-result.ts';
import { verdict, type Verdict } from '../core/ledger/verdict.ts';
import { message } from '../core/message/message.ts';
import { AppError } from '../errors.ts';
import type { Attempt } from '../store/store.ts';
import type { DeliveryTools } from './delivery-tools.ts';

/** A reply is kept for the editor, not a novel. */
const REPLY_CHARACTERS = 500;

/**
 * A server that takes messages and never says so may have delivered each of them: no fourth copy without the editor.
 */
const DOUBTFUL_ATTEMPTS = 3;

export class DeliveryRun {
  /** Why nothing more should be tried now, in one sentence; undefined while all is well. */
  stopReason: string | undefined;
  readonly #mailing: Mailing;
  readonly #tools: DeliveryTools;
  readonly #signal: AbortSignal | undefined;
  readonly #key: SigningKey;
  #badRun: BadRun = NO_BAD_RUN;
  #hasFailed = false;

  /** Throws SECRET_KEY_LOST when the key that the mailing began with is not in the ring. */
  constructor(mailing: Mailing, tools: DeliveryTools, signal: AbortSignal | undefined) {
    this.#mailing = mailing;
    this.#tools = tools;
    this.#signal = signal;
    this.#key = mailingKey(mailing, tools);
  }

  /** Resolves when nothing is due, the run was stopped or the signal was given; nothing is in flight any more then. */
  async untilNothingIsDue(): Promise<void> {
    const workers = Array.from({ length: this.#tools.mailer.connections }, () => this.#work());
    const ended = await Promise.allSettled(workers);
    for (const worker of ended) if (worker.status === 'rejected') throw worker.reason;
  }

  async #work(): Promise<void> {
    try {
      for (;;) {
        if (this.#isOver()) return;
        const at = this.#tools.now().toISOString();
        const due = { at, limit: 1, uncertain: this.#tools.uncertain };
        const { attempts, withheld } = await this.#tools.store.claim(this.#mailing.id, due);
        for (const attempt of attempts) await this.#attempt(attempt);
        if (attempts.length === 0 && withheld === 0) return;
      }
    } catch (error) {
      // The others finish what they have in hand and take nothing new.
      this.#hasFailed = true;
      throw error;
    }
  }

  #isOver(): boolean {
    return this.#hasFailed || this.stopReason !== undefined || this.#signal?.aborted === true;
  }

  async #attempt(attempt: Attempt): Promise<void> {
    const result = await this.#submit(attempt);
    const judged = verdict(result);
    const now = this.#tools.now();
    const reply = (result.kind === 'lost' ? result.detail : result.reply).slice(0, REPLY_CHARACTERS);
    const isHard = judged.kind === 'rejected' && judged.isHard;
    await this.#tools.store.record(
      attempt,
      this.#eventOf(judged, attempt, now),
      { text: reply, isHard },
      now.toISOString(),
    );
    this.#badRun = badRun(this.#badRun, judged);
    if (isBroken(this.#badRun, judged)) this.stopReason ??= stopSentence(judged, this.#tools.mailer.destination, reply);
  }

  async #submit(attempt: Attempt): Promise<SubmitResult> {
    try {
      const filled = await message(this.#mailing, attempt, this.#key);
      return await this.#tools.mailer.submit(filled, this.#mailing.slug);
    } catch (error) {
      // A mailer throws an AppError before it sends anything (a key that cannot sign), so this one is certain.
      if (!(error instanceof AppError)) throw error;
      const now = this.#tools.now();
      const event = { kind: 'defer', nextAttemptAt: now.toISOString() } as const;
      await this.#tools.store.record(attempt, event, { text: error.message }, now.toISOString());
      throw error;
    }
  }

  #eventOf(judged: Verdict, attempt: Attempt, now: Date): DeliveryEvent {
    if (judged.kind === 'accepted') return { kind: 'accept' };
    if (judged.kind === 'rejected') return { kind: 'reject', reason: 'refused' };
    const nextAttemptAt = retryAt(attempt.attempt, now, this.#tools.random());
    const isLate = isExpired(this.#mailing.startedAt, nextAttemptAt);
    if (judged.kind === 'uncertain') {
      const isHeld = isLate || attempt.attempt >= DOUBTFUL_ATTEMPTS;
      return { kind: 'doubt', at: now.toISOString(), ...(isHeld ? {} : { nextAttemptAt }) };
    }
    if (isLate) return { kind: 'reject', reason: 'expired' };
    return { kind: 'defer', nextAttemptAt };
  }
}

function mailingKey(mailing: Mailing, tools: DeliveryTools): SigningKey {
  const key = keyOf(tools.keys, mailing.keyId);
  if (key !== undefined) return key;
  const lost = `The mailing of ${mailing.slug} began with a secret key (id ${mailing.keyId}) that is gone.`;
  throw new AppError('SECRET_KEY_LOST', `${lost} Put it into SECRET_KEY behind the new one, after a comma.`);
}

function stopSentence(judged: Verdict, destination: string, reply: string): string {
  const cause = judged.kind === 'unreached' ? `${destination} cannot be reached` : `${destination} refuses our mail`;
  return `${cause}: ${reply.replace(/\s+/g, ' ').trim()}`;
}
