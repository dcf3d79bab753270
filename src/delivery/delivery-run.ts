// One run over a mailing: as many workers as the mailer has connections, each with one message in its hands. What is
// due is leased in batches and begun one by one, so that an unsubscription counts up to the last moment and a crash
// leaves no more uncertain than there are connections.
import { keyOf, type SigningKey } from '../core/audience/signed-link.ts';
import { badRun, isBroken, NO_BAD_RUN, type BadRun } from '../core/ledger/breaker.ts';
import type { DeliveryEvent } from '../core/ledger/delivery.ts';
import { destinationOf } from '../core/ledger/limits.ts';
import type { Mailing } from '../core/ledger/mailing.ts';
import { isExpired, retryAt } from '../core/ledger/retry.ts';
import type { SubmitResult } from '../core/ledger/submit-result.ts';
import { verdict, type Verdict } from '../core/ledger/verdict.ts';
import { messageComposer, type Message, type Recipient } from '../core/message/message.ts';
import { AppError } from '../errors.ts';
import type { Attempt, Outcome, Sender } from '../store/store.ts';
import type { DeliveryTools } from './delivery-tools.ts';
import { GroupCommit } from './group-commit.ts';
import type { Pacer } from './pacer.ts';

/** A reply is kept for the editor, not a novel. */
const REPLY_CHARACTERS = 500;

/**
 * A server that takes messages and never says so may have delivered each of them: no fourth copy without the editor.
 */
const DOUBTFUL_ATTEMPTS = 3;

/** Leased ahead for each connection: rare enough to cost nothing, few enough to share a small mailing fairly. */
const LEASED_PER_CONNECTION = 8;

/** Nobody sits for longer than this on what others could send: it is given back, and the run rests. */
const LONGEST_REST_MS = 10_000;

export class DeliveryRun {
  /** Why nothing more should be tried now, in one sentence; undefined while all is well. */
  stopReason: string | undefined;
  /** Until when the pace of the whole route forbids everything, when that is long. */
  restsUntil: string | undefined;
  readonly #mailing: Mailing;
  readonly #tools: DeliveryTools;
  readonly #sender: Sender;
  readonly #pacer: Pacer;
  readonly #signal: AbortSignal | undefined;
  readonly #compose: (recipient: Recipient) => Message;
  readonly #group: GroupCommit;
  /** Leased, and not yet allowed by the pace. */
  #leased: Attempt[] = [];
  #admitted: Attempt[] = [];
  /** Whether nobody complained when they were admitted. */
  #wasEasy = true;
  #refilling: Promise<boolean> | undefined;
  #badRun: BadRun = NO_BAD_RUN;
  #hasFailed = false;

  /** Throws SECRET_KEY_LOST when the key that the mailing began with is not in the ring. */
  constructor(
    mailing: Mailing,
    tools: DeliveryTools,
    hands: { readonly sender: Sender; readonly pacer: Pacer; readonly signal?: AbortSignal | undefined },
  ) {
    this.#mailing = mailing;
    this.#tools = tools;
    this.#sender = hands.sender;
    this.#pacer = hands.pacer;
    this.#signal = hands.signal;
    this.#compose = messageComposer(mailing, mailingKey(mailing, tools));
    this.#group = new GroupCommit(hands.sender, mailing.id, tools.now);
  }

  /**
   * Resolves when nothing is due, the run was stopped or the signal was given; nothing is in flight any more then.
   * Throws SENDER_SUPERSEDED when another sender has taken over.
   */
  async untilNothingIsDue(): Promise<void> {
    const workers = Array.from({ length: this.#tools.mailer.connections }, () => this.#work());
    const ended = await Promise.allSettled(workers);
    for (const worker of ended) if (worker.status === 'rejected') throw worker.reason;
    if (this.#leased.length + this.#admitted.length > 0) await this.#sender.giveBack(this.#mailing.id);
  }

  async #work(): Promise<void> {
    try {
      let outcome: Outcome | undefined;
      for (;;) {
        // What came of the last message and the beginning of the next one are one line each in the same group.
        const begin = this.#isOver() ? undefined : this.#nextAdmitted();
        if (outcome !== undefined || begin !== undefined) {
          const result = await this.#group.write({ ...(outcome && { outcome }), ...(begin && { begin }) });
          outcome = undefined;
          if (begin !== undefined && result === 'begun') outcome = await this.#attempt(begin);
          else if (begin !== undefined) this.#pacer.released(begin);
          continue;
        }
        if (this.#isOver() || !(await this.#refill())) return;
      }
    } catch (error) {
      // The others finish what they have in hand and take nothing new.
      this.#hasFailed = true;
      throw error;
    }
  }

  #isOver(): boolean {
    const isStopped = this.stopReason !== undefined || this.restsUntil !== undefined;
    return this.#hasFailed || isStopped || this.#signal?.aborted === true;
  }

  /** What was admitted while nobody complained is looked at again when somebody does. */
  #nextAdmitted(): Attempt | undefined {
    if (this.#wasEasy && !this.#pacer.isEasy) {
      this.#wasEasy = false;
      for (const attempt of this.#admitted) this.#pacer.released(attempt);
      this.#leased.push(...this.#admitted.splice(0));
    }
    return this.#admitted.shift();
  }

  /** False when nothing is due. Whoever comes while somebody asks waits for the same answer. */
  #refill(): Promise<boolean> {
    this.#refilling ??= this.#admitMore().finally(() => (this.#refilling = undefined));
    return this.#refilling;
  }

  async #admitMore(): Promise<boolean> {
    const { now } = this.#tools;
    if (this.#leased.length === 0) {
      const limit = this.#tools.mailer.connections * LEASED_PER_CONNECTION;
      this.#leased.push(...(await this.#sender.lease(this.#mailing.id, { at: now().toISOString(), limit })));
    }
    if (this.#leased.length === 0) return false;
    this.#wasEasy = this.#pacer.isEasy;
    const admitted = await this.#pacer.admit(this.#leased);
    const later = new Map(admitted.later.map(({ attempt, at }) => [attempt, at]));
    if (later.size > 0) await this.#sender.postpone(this.#mailing.id, later, now().toISOString());
    const gone = new Set([...admitted.now, ...later.keys()]);
    this.#leased = this.#leased.filter((attempt) => !gone.has(attempt));
    this.#admitted.push(...admitted.now);
    if (admitted.now.length === 0 && admitted.notBefore !== undefined) await this.#rest(admitted.notBefore);
    return true;
  }

  async #rest(until: string): Promise<void> {
    const milliseconds = Date.parse(until) - this.#tools.now().getTime();
    if (milliseconds > LONGEST_REST_MS) this.restsUntil = until;
    else await this.#tools.wait(Math.max(milliseconds, 1), this.#signal);
  }

  async #attempt(attempt: Attempt): Promise<Outcome> {
    const result = await this.#submit(attempt);
    const judged = verdict(result);
    const reply = (result.kind === 'lost' ? result.detail : result.reply).slice(0, REPLY_CHARACTERS);
    const isHard = judged.kind === 'rejected' && judged.isHard;
    this.#pacer.ended(attempt, judged, reply);
    this.#badRun = badRun(this.#badRun, judged, destinationOf(attempt.address));
    if (isBroken(this.#badRun, judged)) this.stopReason ??= stopSentence(judged, this.#tools.mailer.destination, reply);
    return { attempt, event: this.#eventOf(judged, attempt, this.#tools.now()), reply, isHard };
  }

  async #submit(attempt: Attempt): Promise<SubmitResult> {
    try {
      return await this.#tools.mailer.submit(this.#compose(attempt), this.#mailing.slug);
    } catch (error) {
      // A mailer throws an AppError before it sends anything (a key that cannot sign), so this one is certain.
      if (!(error instanceof AppError)) throw error;
      const event = { kind: 'defer', nextAttemptAt: this.#tools.now().toISOString() } as const;
      await this.#group.write({ outcome: { attempt, event, reply: error.message } });
      throw error;
    }
  }

  #eventOf(judged: Verdict, attempt: Attempt, now: Date): DeliveryEvent {
    if (judged.kind === 'accepted') return { kind: 'accept' };
    if (judged.kind === 'rejected') return { kind: 'reject', reason: 'refused' };
    const askedMs = judged.kind === 'deferred' ? judged.retryMs : undefined;
    const nextAttemptAt = retryAt(attempt.attempt, now, this.#tools.random(), askedMs);
    const isLate = isExpired(this.#mailing.startedAt, nextAttemptAt, this.#tools.limits?.maxAgeHours);
    if (judged.kind === 'uncertain') {
      const isHeld = this.#tools.uncertain === 'hold' || isLate || attempt.attempt >= DOUBTFUL_ATTEMPTS;
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
  const cause = judged.kind === 'accepted' ? '' : judged.reason;
  return `${destination} ${cause}: ${reply.replace(/\s+/g, ' ').trim()}`;
}
