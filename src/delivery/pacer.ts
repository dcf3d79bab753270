// Decides which of the messages in hand go now, which come back later and until when everything rests. Counts what is
// in flight for each destination itself; what the owner limits is kept in the store, together with other senders. A
// destination that is slow, capped or stopped never holds another one up: its messages are put back with an instant.
import { isLimited, limitOf, type DestinationAdmission, type Wanted } from '../core/ledger/admission.ts';
import { badRun, isDestinationBroken, NO_BAD_RUN, type BadRun } from '../core/ledger/breaker.ts';
import type { EmailAddress } from '../core/audience/email-address.ts';
import { destinationOf, ROUTE, type DeliveryLimits } from '../core/ledger/limits.ts';
import {
  FRESH_PACE,
  isAtEase,
  paceAfter,
  paceReplayed,
  windowOf,
  type Admitted,
  type DatedPaceEvent,
  type PaceEvent,
  type PaceState,
} from '../core/ledger/pace.ts';
import { paceDecision, type PaceDecision } from '../core/ledger/pace-decision.ts';
import type { Verdict } from '../core/ledger/verdict.ts';
import type { Attempt, Store } from '../store/store.ts';

type PaceStates = ReadonlyMap<string, PaceState>;

export interface Admittance {
  readonly now: readonly Attempt[];
  /** To be put back, each until its instant, RFC 3339 in UTC. */
  readonly later: readonly { readonly attempt: Attempt; readonly at: string }[];
  /** Whoever is in neither list stays in hand, and it is worth asking again at this instant, RFC 3339 in UTC. */
  readonly notBefore?: string;
}

/** How often what was learnt goes to the store, and comes from other senders. */
const SYNC_MS = 2000;
/**
 * Nobody is put back for longer than this because a server is slow, or the queue would stay slow when the server is
 * well again. What the owner or the day forbids may take longer.
 */
const HORIZON_MS = 5 * 60_000;
/** How long one message takes about, for those who wait until another one of their destination is through. */
const ONE_MESSAGE_MS = 500;

export interface PacerTools {
  readonly store: Pick<Store, 'changePace' | 'paceStates'>;
  readonly limits: DeliveryLimits;
  /** How many messages can be on their way at all. */
  readonly connections: number;
  /** The routes for an address, in the order of their turn (mail/mailer.ts). */
  readonly routesFor?: (to: EmailAddress) => readonly string[];
  readonly now: () => Date;
}

/** Reads what was learnt before. Dispose it when nothing is in flight any more. */
export async function openPacer(tools: PacerTools): Promise<Pacer> {
  return new Pacer(tools, await tools.store.paceStates());
}

export class Pacer implements AsyncDisposable {
  readonly #store: PacerTools['store'];
  readonly #limits: DeliveryLimits;
  readonly #connections: number;
  readonly #routesFor: PacerTools['routesFor'];
  /** The route that an admitted message goes by. */
  readonly #routeOf = new Map<EmailAddress, string>();
  readonly #isLimited: boolean;
  readonly #now: () => Date;
  readonly #states: Map<string, PaceState>;
  readonly #inFlight = new Map<string, number>();
  readonly #badRuns = new Map<string, BadRun>();
  readonly #stopped = new Map<string, string>();
  /** The instant of the last message put back, by destination, so that each gets one of its own. */
  readonly #slotMs = new Map<string, number>();
  /** Not yet in the store. */
  #events: DatedPaceEvent[] = [];
  #syncedAtMs: number;

  constructor({ store, limits, connections, routesFor, now }: PacerTools, states: PaceStates) {
    this.#store = store;
    this.#limits = limits;
    this.#connections = connections;
    this.#routesFor = routesFor;
    this.#isLimited = isLimited(limits.route) || limits.destinations.size > 0 || this.hasLimitedRoutes;
    this.#now = now;
    this.#states = new Map(states);
    this.#syncedAtMs = now().getTime();
  }

  get hasLimitedRoutes(): boolean {
    return this.#routesFor !== undefined && (this.#limits.routes?.size ?? 0) > 0;
  }

  /** The route that has room for an admitted message. */
  routeOf(to: EmailAddress): string | undefined {
    return this.#routeOf.get(to);
  }

  /** Why nothing more goes to a destination in this run, one sentence each, without the full stop. */
  get stopReasons(): readonly string[] {
    return [...this.#stopped.values()];
  }

  /** True while nothing is limited and nobody complains, so that there is nothing to decide. */
  get isEasy(): boolean {
    return !this.#isLimited && this.#states.size === 0;
  }

  /** Sorts messages into those that go now, those that come back and those that stay in hand. */
  async admit(attempts: readonly Attempt[]): Promise<Admittance> {
    if (this.isEasy) {
      for (const { address } of attempts) this.#fly(destinationOf(address), 1);
      return { now: attempts, later: [] };
    }
    const nowMs = this.#now().getTime();
    const { admitted, groups, choice } = await this.#decided(attempts, nowMs);
    const now: Attempt[] = [];
    const later: { attempt: Attempt; at: string }[] = [];
    for (const [attempt, { key, againMs }] of choice?.waits ?? []) {
      later.push({ attempt, at: this.#slot(key, { granted: 0, own: waitingOn(againMs) }, nowMs) });
    }
    for (const [attempt, route] of choice?.routes ?? []) this.#routeOf.set(attempt.address, route);
    for (const [key, group] of groups) {
      const destination = admitted.destinations.get(key);
      const { granted, possible } = { granted: destination?.granted ?? 0, possible: destination?.own.count ?? 0 };
      now.push(...group.slice(0, granted));
      this.#fly(key, granted);
      // What the destination would take and the route would not stays in hand.
      for (const attempt of group.slice(possible)) later.push({ attempt, at: this.#slot(key, destination, nowMs) });
    }
    const stayed = attempts.length - now.length - later.length;
    const againMs = admitted.routeAgainMs ?? (stayed > 0 ? nowMs + ONE_MESSAGE_MS : undefined);
    return { now, later, ...(againMs === undefined ? {} : { notBefore: new Date(againMs).toISOString() }) };
  }

  /** What came of an admitted message; `reply` is what the server said, for people. */
  ended(attempt: Pick<Attempt, 'address'>, judged: Verdict, reply: string): void {
    const key = destinationOf(attempt.address);
    this.released(attempt);
    this.#watch(key, judged, reply);
    if (judged.kind === 'accepted') {
      for (const one of [key, ROUTE]) if (this.#isSlow(one)) this.#learn(one, { kind: 'accepted' });
    } else if (judged.kind === 'deferred' && judged.isPace) {
      const asked = judged.retryMs === undefined ? {} : { askedMs: judged.retryMs };
      this.#learn(key, {
        kind: 'slowed',
        inFlight: this.#atOnce(this.#inFlightOf(key) + 1),
        reason: judged.reason,
        ...asked,
      });
    } else if (judged.kind === 'unreached' || judged.kind === 'uncertain') {
      this.#learn(ROUTE, { kind: 'slowed', inFlight: this.#atOnce(this.#allInFlight() + 1), reason: judged.reason });
    }
  }

  /** An admitted message that was not attempted after all. */
  released({ address }: Pick<Attempt, 'address'>): void {
    this.#routeOf.delete(address);
    this.#fly(destinationOf(address), -1);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sync(this.#now().getTime());
  }

  /** How many of each group there is room for in flight; the rest need not be asked about. */
  #wanted(groups: ReadonlyMap<string, readonly unknown[]>): Wanted {
    const free = (key: string, inFlight: number): number =>
      Math.max(windowOf(this.#states.get(key), limitOf(this.#limits, key)) - inFlight, 0);
    const counts = [...groups].map(([key, group]): [string, number] => [
      key,
      Math.min(group.length, free(key, this.#inFlightOf(key))),
    ]);
    return {
      destinations: new Map(counts),
      room: Math.min(free(ROUTE, this.#allInFlight()), Math.max(this.#connections - this.#allInFlight(), 0)),
    };
  }

  async #decided(attempts: readonly Attempt[], nowMs: number): Promise<PaceDecision<Attempt>> {
    const destinations = new Set(attempts.map(({ address }) => destinationOf(address)));
    const routes = this.hasLimitedRoutes ? (this.#limits.routes ?? new Map<string, never>()).keys() : [];
    const keys = [ROUTE, ...destinations, ...routes];
    if (!keys.some((key) => isLimited(limitOf(this.#limits, key)))) {
      if (nowMs - this.#syncedAtMs >= SYNC_MS) await this.#sync(nowMs);
      const decision = this.#decide(attempts, this.#states, nowMs);
      for (const [key, state] of decision.admitted.changed) this.#states.set(key, state);
      return decision;
    }
    const learnt = this.#takeEvents();
    const all = [...new Set([...keys, ...learnt.map(({ key }) => key)])];
    return this.#store.changePace(all, (stored) => {
      const states = paceReplayed(stored, learnt);
      const result = this.#decide(attempts, states, nowMs);
      const changed = new Map([...states, ...result.admitted.changed]);
      for (const [key, state] of changed) this.#states.set(key, state);
      return { changed, result };
    });
  }

  #decide(attempts: readonly Attempt[], states: PaceStates, nowMs: number): PaceDecision<Attempt> {
    return paceDecision(attempts, {
      states,
      limits: this.#limits,
      nowMs,
      routesFor: this.hasLimitedRoutes ? this.#routesFor : undefined,
      wanted: (groups) => this.#wanted(groups),
    });
  }

  async #sync(nowMs: number): Promise<void> {
    this.#syncedAtMs = nowMs;
    const learnt = this.#takeEvents();
    if (learnt.length === 0) return;
    const keys = [...new Set(learnt.map(({ key }) => key))];
    await this.#store.changePace(keys, (stored) => {
      const states = paceReplayed(stored, learnt);
      const changed = [...states].map(([key, state]): [string, PaceState | undefined] => {
        const isForgotten = isAtEase(state, nowMs) && !isLimited(limitOf(this.#limits, key));
        return [key, isForgotten ? undefined : state];
      });
      for (const [key, state] of changed) this.#adopt(key, state);
      return { changed: new Map(changed), result: undefined };
    });
  }

  /** Takes over what all senders together have learnt; the distance that this one keeps goes on. */
  #adopt(key: string, state: PaceState | undefined): void {
    const own = this.#states.get(key);
    if (state === undefined) this.#states.delete(key);
    else this.#states.set(key, { ...state, notBeforeMs: Math.max(state.notBeforeMs, own?.notBeforeMs ?? 0) });
  }

  #takeEvents(): readonly DatedPaceEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #learn(key: string, event: PaceEvent): void {
    const atMs = this.#now().getTime();
    this.#states.set(key, paceAfter(this.#states.get(key) ?? FRESH_PACE, event, atMs));
    this.#events.push({ key, event, atMs });
  }

  #watch(key: string, judged: Verdict, reply: string): void {
    const run = badRun(this.#badRuns.get(key) ?? NO_BAD_RUN, judged);
    this.#badRuns.set(key, run);
    if (!isDestinationBroken(run) || judged.kind !== 'ours' || this.#stopped.has(key)) return;
    this.#stopped.set(key, `${key} ${judged.reason}: ${reply.replace(/\s+/g, ' ').trim()}`);
    this.#learn(key, { kind: 'stopped', reason: judged.reason });
  }

  /** When a message that its destination does not take now comes back. */
  #slot(key: string, destination: DestinationAdmission | undefined, nowMs: number): string {
    const { againMs = nowMs, waitsFor } = destination?.own ?? {};
    const { perMinute } = limitOf(this.#limits, key);
    const apartMs =
      perMinute === undefined ? Math.max(this.#states.get(key)?.gapMs ?? 0, ONE_MESSAGE_MS) : 60_000 / perMinute;
    const wantedMs = Math.max(againMs, (this.#slotMs.get(key) ?? 0) + apartMs);
    const isOwners = perMinute !== undefined || waitsFor === 'day';
    const atMs = isOwners ? wantedMs : Math.max(againMs, Math.min(wantedMs, nowMs + HORIZON_MS));
    this.#slotMs.set(key, atMs);
    return new Date(Math.max(atMs, nowMs + 1)).toISOString();
  }

  #isSlow(key: string): boolean {
    const state = this.#states.get(key);
    return state !== undefined && (state.window !== undefined || state.gapMs > 0);
  }

  /** Of those that were admitted only as many are on their way as there are connections. */
  #atOnce(admittedCount: number): number {
    return Math.min(admittedCount, this.#connections);
  }

  #fly(key: string, change: number): void {
    const count = this.#inFlightOf(key) + change;
    if (count > 0) this.#inFlight.set(key, count);
    else this.#inFlight.delete(key);
  }

  #inFlightOf(key: string): number {
    return this.#inFlight.get(key) ?? 0;
  }

  #allInFlight(): number {
    let sum = 0;
    for (const count of this.#inFlight.values()) sum += count;
    return sum;
  }
}

function waitingOn(againMs: number): Admitted {
  return { state: FRESH_PACE, count: 0, againMs };
}
