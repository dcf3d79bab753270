// One run over a mailing: as many workers as the mailer has connections, each with one message in its hands. What is
// due is leased in batches and begun one by one, so that an unsubscription counts up to the last moment and a crash
// leaves no more uncertain than there are connections.
import { keyOf, type SigningKey } from '../core/audience/signed-link.ts';
import { badRun, isBroken, NO_BAD_RUN, type BadRun } from '../core/ledger/breaker.ts';
import type { DeliveryEvent } from '../core/ledger/delivery.ts';
import { destinationOf } from '../core/ledger/limits.ts';
import { mailingFolder, type Mailing } from '../core/ledger/mailing.ts';
import { isExpired, retryAt } from '../core/ledger/retry.ts';
import type { SubmitResult } from '../core/ledger/submit-result.ts';
import { verdict, type Verdict } from '../core/ledger/verdict.ts';
import { AppError } from '../errors.ts';
import type { Attempt, Outcome, Postponed, Sender } from '../store/store.ts';
import type { DeliveryTools } from './delivery-tools.ts';
import { GroupCommit } from './group-commit.ts';
import { LeaseSize } from './lease-size.ts';
import { LetterComposers } from './letter-composers.ts';
import type { Pacer } from './pacer.ts';

/** A reply is kept for the editor, not a novel. */
const REPLY_CHARACTERS = 500;

/**
 * A server that takes messages and never says so may have delivered each of them: no fourth copy without the editor.
 */
const DOUBTFUL_ATTEMPTS = 3;

/** Whoever is put off for longer than this is given back instead of being kept in hand. */
const IN_HAND_MS = 60_000;

/** How long the pace may keep us from asking the ledger. */
const CONTROL_MS = 2000;

type RunTools = DeliveryTools & { readonly pacer: Pacer };

export class DeliveryRun {
  /** Why nothing more should be tried now, in one sentence; undefined while all is well. */
  stopReason: string | undefined;
  readonly #mailing: Mailing;
  readonly #tools: DeliveryTools;
  readonly #sender: Sender;
  readonly #signal: AbortSignal | undefined;
  readonly #composers: LetterComposers;
  readonly #group: GroupCommit;
  readonly #pacer: Pacer;
  /** Leased, and not admitted by the pace. */
  #inHand: readonly Attempt[] = [];
  /** Admitted, and not begun. */
  readonly #ready: Attempt[] = [];
  #wasEasy = true;
  readonly #leaseSize: LeaseSize;
  /** The last lease found less than it asked for: it is not worth asking ahead. */
  #isDry = false;
  #leasing: Promise<void> | undefined;
  /** Set when the route admits nothing for so long that this run ends. */
  #restsUntil: string | undefined;
  #badRun: BadRun = NO_BAD_RUN;
  #hasFailed = false;

  /** Throws SECRET_KEY_LOST when the key that the mailing began with is not in the ring. */
  constructor(mailing: Mailing, tools: RunTools, sender: Sender, signal: AbortSignal | undefined) {
    this.#mailing = mailing;
    this.#tools = tools;
    this.#sender = sender;
    this.#pacer = tools.pacer;
    this.#signal = signal;
    this.#composers = new LetterComposers(mailing, mailingKey(mailing, tools), tools.keys, tools.store);
    this.#leaseSize = new LeaseSize(tools.mailer.connections);
    this.#group = new GroupCommit(sender, mailing.id, tools.mailer.connections, tools.now);
  }

  /**
   * Resolves when nothing is due, the run was stopped or the signal was given; nothing is in flight any more then.
   * Throws SENDER_SUPERSEDED when another sender has taken over.
   */
  async untilNothingIsDue(): Promise<void> {
    const workers = Array.from({ length: this.#tools.mailer.connections }, () => this.#work());
    const ended = await Promise.allSettled(workers);
    // What was asked for ahead is answered before this sender may leave.
    await this.#leasing?.catch(() => {});
    for (const worker of ended) if (worker.status === 'rejected') throw worker.reason;
  }

  async #work(): Promise<void> {
    try {
      let outcome: Outcome | undefined;
      for (;;) {
        // What came of the last message and the beginning of the next one are one line each in the same group.
        const begin = this.#isOver() ? undefined : this.#nextReady();
        if (outcome !== undefined || begin !== undefined) {
          const result = await this.#group.write({ ...(outcome && { outcome }), ...(begin && { begin }) });
          outcome = undefined;
          if (begin !== undefined && result === 'begun') outcome = await this.#attempt(begin);
          else if (begin !== undefined) this.#pacer.released(begin);
          continue;
        }
        if (this.#isOver() || !(await this.#leaseMore())) return;
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

  #nextReady(): Attempt | undefined {
    this.#noticeComplaint();
    const next = this.#ready.shift();
    this.#leaseAhead();
    return next;
  }

  /** What was admitted while nobody complained is looked at again when somebody does. */
  #noticeComplaint(): void {
    if (!this.#wasEasy || this.#pacer.isEasy) return;
    this.#wasEasy = false;
    for (const attempt of this.#ready) this.#pacer.released(attempt);
    this.#inHand = [...this.#inHand, ...this.#ready.splice(0)];
  }

  /** Asks for more while there is still some, so that no connection waits for the answer. */
  #leaseAhead(): void {
    if (this.#isDry || !this.#pacer.isEasy || this.#ready.length > this.#tools.mailer.connections) return;
    // Whoever needs what did not come asks again, and hears why.
    this.#leaseMore().catch(() => {});
  }

  /** False when nothing is due. Whoever comes while somebody asks waits for the same answer. */
  async #leaseMore(): Promise<boolean> {
    this.#leasing ??= this.#lease().finally(() => (this.#leasing = undefined));
    await this.#leasing;
    return this.#ready.length > 0 || this.#inHand.length > 0;
  }

  async #lease(): Promise<void> {
    while (!this.#isOver() && this.#restsUntil === undefined) {
      const now = this.#tools.now();
      // A walk past those whose destinations are slow must be quick, so it takes as many as it can.
      const limit = this.#pacer.isEasy ? this.#leaseSize.next(now.getTime()) : this.#leaseSize.most;
      const leased = await this.#leaseUpTo(limit - this.#inHand.length, now.toISOString());
      this.#noticeComplaint();
      this.#wasEasy = this.#pacer.isEasy;
      const { now: admitted, later, notBefore } = await this.#pacer.admit([...this.#inHand, ...leased]);
      const sorted = new Set([...admitted, ...later.map(({ attempt }) => attempt)]);
      this.#inHand = [...this.#inHand, ...leased].filter((attempt) => !sorted.has(attempt));
      this.#ready.push(...admitted);
      await this.#putBack(later);
      if (admitted.length > 0 || leased.length + this.#inHand.length === 0) return;
      if (notBefore !== undefined && this.#inHand.length > 0) await this.#rest(notBefore);
    }
  }

  async #leaseUpTo(limit: number, at: string): Promise<readonly Attempt[]> {
    if (limit <= 0) return [];
    const leased = await this.#sender.lease(this.#mailing.id, { at, limit });
    this.#isDry = leased.length < limit;
    return leased;
  }

  /** Waits until the pace admits more; gives back what is in hand when that is long. */
  async #rest(notBefore: string): Promise<void> {
    const waitMs = Date.parse(notBefore) - this.#tools.now().getTime();
    // A pause or a cancellation is heard of in the middle too.
    if (waitMs <= CONTROL_MS) return this.#tools.wait(Math.max(waitMs, 1), this.#signal);
    if (waitMs <= IN_HAND_MS && !(await this.#isHalted())) return this.#tools.wait(CONTROL_MS, this.#signal);
    const given = this.#inHand.map((attempt) => ({ attempt, at: notBefore }));
    this.#inHand = [];
    this.#restsUntil = notBefore;
    await this.#putBack(given);
  }

  async #isHalted(): Promise<boolean> {
    const { pausedAt, cancelledAt } = await this.#tools.store.mailingControl(this.#mailing.id);
    return pausedAt !== undefined || cancelledAt !== undefined;
  }

  async #putBack(postponed: readonly Postponed[]): Promise<void> {
    if (postponed.length === 0) return;
    const at = this.#tools.now().toISOString();
    await this.#sender.commit({ mailingId: this.#mailing.id, at, outcomes: [], begins: [], postponed });
  }

  async #attempt(attempt: Attempt): Promise<Outcome> {
    const result = await this.#submit(attempt);
    const judged = verdict(result);
    const reply = (result.kind === 'lost' ? result.detail : result.reply).slice(0, REPLY_CHARACTERS);
    const isHard = judged.kind === 'rejected' && judged.isHard;
    this.#pacer.ended(attempt, judged, reply);
    this.#badRun = badRun(this.#badRun, judged, destinationOf(attempt.address));
    if (isBroken(this.#badRun, judged)) this.stopReason ??= stopSentence(judged, this.#tools.mailer.destination, reply);
    const server = result.kind === 'lost' && result.isWritten ? result.server : undefined;
    const event = this.#eventOf(judged, attempt, this.#tools.now());
    return { attempt, event, reply, isHard, ...(server === undefined ? {} : { server }) };
  }

  async #submit(attempt: Attempt): Promise<SubmitResult> {
    try {
      const compose = await this.#composers.of(attempt.letterNo);
      return await this.#tools.mailer.submit(compose(attempt), mailingFolder(this.#mailing));
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
