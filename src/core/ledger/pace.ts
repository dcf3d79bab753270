// How fast one destination, or the whole route, may be mailed: a value that changes with what happens, kept in the
// store so that neither a restart nor a second sender forgets it. Three things hold a message back: the rate that the
// owner allows, the cap of the day, and how the servers have answered. Pure: the instant is handed in. The promise is
// that in no minute more is admitted than the rate, and on no day more than the cap (standards C3.01, C3.04).
import type { Limit } from './limits.ts';

/** Plain JSON. Instants are milliseconds since 1970. */
export interface PaceState {
  /** Nothing is admitted before this instant. */
  readonly notBeforeMs: number;
  /** Admissions that the rate leaves for now, as of `tokensAtMs`. */
  readonly tokens: number;
  readonly tokensAtMs: number;
  /** How many may be in flight; grows and shrinks with the answers. Undefined until a server has complained. */
  readonly window?: number;
  /** The distance between two messages that the answers have taught us; 0 when nobody complains. */
  readonly gapMs: number;
  /** When the last complaint was counted, so that ten of one moment count once. */
  readonly slowedAtMs: number;
  /** The complaint, for the editor: a reason as verdicts have it. */
  readonly slowedBy?: string;
  /** The day (UTC) that `dayCount` is of, how many were admitted on it, and the how manieth day of sending it is. */
  readonly day: string;
  readonly dayCount: number;
  readonly dayIndex: number;
}

export const FRESH_PACE: PaceState = {
  notBeforeMs: 0,
  tokens: 0,
  tokensAtMs: 0,
  gapMs: 0,
  slowedAtMs: 0,
  day: '',
  dayCount: 0,
  dayIndex: -1,
};

export type PaceEvent =
  | { readonly kind: 'accepted' }
  /** The server asked for less, or went away. */
  | { readonly kind: 'slowed'; readonly inFlight: number; readonly askedMs?: number; readonly reason: string }
  /** The breaker has stopped this destination. */
  | { readonly kind: 'stopped'; readonly reason: string };

/** Complaints that come within this time are one. */
const ONE_COMPLAINT_MS = 2000;
const FIRST_GAP_MS = 250;
const LONGEST_GAP_MS = 60_000;
/** Each acceptance takes so much off the distance: about 35 of them halve it. */
const GAP_SHRINK = 0.98;
/** Below this the distance is forgotten. */
const SMALLEST_GAP_MS = 20;
/** So many acceptances open the window by one. */
const ACCEPTED_A_STEP = 20;
/** The window that is as good as none: no mailer has as many connections. */
const WIDE_OPEN = 64;
/** A stopped destination is tried again in a later run, not in the next minute. */
const STOPPED_MS = 30 * 60_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export interface Admitted {
  readonly state: PaceState;
  /** How many of the wanted may go now. */
  readonly count: number;
  /** When it is worth asking again; undefined when all were admitted. */
  readonly againMs?: number;
  /** What the rest waits for. */
  readonly waitsFor?: 'rate' | 'day' | 'server';
}

/** Admits up to `wanted` messages at `nowMs` within the limits. What is in flight is the caller's to count. */
export function admit(before: PaceState, limit: Limit, nowMs: number, wanted: number): Admitted {
  const state = onDay(refilled(present(before, nowMs), limit, nowMs), nowMs);
  if (nowMs < state.notBeforeMs) return { state, count: 0, againMs: state.notBeforeMs, waitsFor: 'server' };
  const cap = limit.perDay?.(state.dayIndex) ?? Infinity;
  const left = Math.max(cap - state.dayCount, 0);
  if (left === 0) return { state, count: 0, againMs: nextDayMs(nowMs), waitsFor: 'day' };
  const byRate = limit.perMinute === undefined ? Infinity : Math.floor(state.tokens);
  const byGap = state.gapMs > 0 ? 1 : Infinity;
  const count = Math.min(wanted, left, byRate, byGap);
  const after: PaceState = {
    ...state,
    tokens: limit.perMinute === undefined ? 0 : state.tokens - count,
    dayCount: state.dayCount + count,
    notBeforeMs: state.gapMs > 0 ? nowMs + state.gapMs : state.notBeforeMs,
  };
  if (count === wanted) return { state: after, count };
  if (count === left) return { state: after, count, againMs: nextDayMs(nowMs), waitsFor: 'day' };
  if (count === byGap) return { state: after, count, againMs: after.notBeforeMs, waitsFor: 'server' };
  return { state: after, count, againMs: nowMs + tokenAfterMs(after, limit), waitsFor: 'rate' };
}

/** Which day of sending it is at that instant, from 0, and how many were admitted on it so far. */
export function sendingDay(state: PaceState, nowMs: number): { readonly index: number; readonly count: number } {
  const { dayIndex, dayCount } = onDay(state, nowMs);
  return { index: dayIndex, count: dayCount };
}

/** How many may be in flight at once. */
export function windowOf(state: PaceState | undefined, limit: Limit): number {
  return Math.min(Math.max(Math.floor(state?.window ?? Infinity), 1), limit.connections ?? Infinity);
}

/** True when the state holds nothing that a fresh one would not. */
export function isAtEase(state: PaceState, nowMs: number): boolean {
  return state.window === undefined && state.gapMs === 0 && state.notBeforeMs <= nowMs;
}

/** Backs off at once and by half, recovers slowly: each complaint doubles the distance and halves the window. */
export function paceAfter(before: PaceState, event: PaceEvent, nowMs: number): PaceState {
  if (event.kind === 'accepted') return recovered(before);
  if (event.kind === 'stopped') {
    return { ...before, notBeforeMs: Math.max(before.notBeforeMs, nowMs + STOPPED_MS), slowedBy: event.reason };
  }
  const askedUntilMs = nowMs + (event.askedMs ?? 0);
  const notBeforeMs = Math.max(before.notBeforeMs, askedUntilMs);
  if (nowMs - before.slowedAtMs < ONE_COMPLAINT_MS) return { ...before, notBeforeMs };
  const gapMs = Math.min(Math.max(before.gapMs * 2, FIRST_GAP_MS), LONGEST_GAP_MS);
  return {
    ...before,
    window: Math.max(Math.min(before.window ?? WIDE_OPEN, Math.max(event.inFlight, 1)) / 2, 1),
    gapMs,
    notBeforeMs: Math.max(notBeforeMs, nowMs + gapMs),
    slowedAtMs: nowMs,
    slowedBy: event.reason,
  };
}

export interface DatedPaceEvent {
  /** What it happened to. */
  readonly key: string;
  readonly event: PaceEvent;
  readonly atMs: number;
}

/** What becomes of several states by what happened to each, in that order. */
export function paceReplayed(
  before: ReadonlyMap<string, PaceState>,
  events: readonly DatedPaceEvent[],
): Map<string, PaceState> {
  const states = new Map(before);
  for (const { key, event, atMs } of events) states.set(key, paceAfter(states.get(key) ?? FRESH_PACE, event, atMs));
  return states;
}

function recovered(before: PaceState): PaceState {
  if (before.window === undefined && before.gapMs === 0) return before;
  const { window: _, slowedBy: __, ...rest } = before;
  const window = (before.window ?? WIDE_OPEN) + 1 / ACCEPTED_A_STEP;
  const gapMs = before.gapMs * GAP_SHRINK < SMALLEST_GAP_MS ? 0 : before.gapMs * GAP_SHRINK;
  // Wide open again: the complaint is forgotten.
  if (window >= WIDE_OPEN && gapMs === 0) return rest;
  return { ...before, window: Math.min(window, WIDE_OPEN), gapMs };
}

/**
 * A second's worth of messages may go at once, so that nobody has to ask sixty times a second. As the bucket may be
 * full when a minute begins, it is refilled by that much less than the rate.
 */
function bucketOf(perMinute: number): { readonly size: number; readonly perMs: number } {
  const size = Math.max(1, Math.floor(perMinute / 60));
  return { size, perMs: (perMinute - size + 1) / MINUTE_MS };
}

/** Without instants that lie more than a day ahead: nobody waits as long as that, the clock was wrong. */
function present(state: PaceState, nowMs: number): PaceState {
  const isAhead = state.tokensAtMs - nowMs > DAY_MS || state.notBeforeMs - nowMs > DAY_MS;
  return isAhead ? { ...state, tokensAtMs: nowMs, notBeforeMs: nowMs } : state;
}

/** Less than a message in rounding must never become one too many. */
const ROUNDING = 1e-9;

function refilled(state: PaceState, limit: Limit, nowMs: number): PaceState {
  if (limit.perMinute === undefined) return state;
  const { size, perMs } = bucketOf(limit.perMinute);
  // One token at the very start, not a full bucket: the rate holds from the first second on.
  if (state.tokensAtMs === 0) return { ...state, tokens: 1, tokensAtMs: nowMs };
  const elapsedMs = Math.max(nowMs - state.tokensAtMs, 0);
  const tokens = Math.min(state.tokens + elapsedMs * perMs, size);
  return { ...state, tokens, tokensAtMs: Math.max(nowMs, state.tokensAtMs) };
}

function tokenAfterMs(state: PaceState, limit: Limit): number {
  if (limit.perMinute === undefined) return 0;
  return Math.max(Math.ceil((1 - state.tokens + ROUNDING) / bucketOf(limit.perMinute).perMs), 1);
}

function onDay(state: PaceState, nowMs: number): PaceState {
  const day = new Date(nowMs).toISOString().slice(0, 10);
  if (day === state.day) return state;
  // A clock that is set back over midnight does not give the day a second time; one that was wrong by weeks does.
  if (day < state.day && Date.parse(state.day) - nowMs < DAY_MS) return state;
  // A day on which nothing was sent has warmed nothing up.
  const dayIndex = state.day !== '' && state.dayCount === 0 ? state.dayIndex : state.dayIndex + 1;
  return { ...state, day, dayCount: 0, dayIndex };
}

function nextDayMs(nowMs: number): number {
  return (Math.floor(nowMs / DAY_MS) + 1) * DAY_MS;
}
