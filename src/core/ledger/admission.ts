// How many messages go now, to which destination, when the route and every destination have a say. Pure; what has
// changed is handed back, so that the caller can keep it in the same transaction.
import { ROUTE, type DeliveryLimits, type Limit } from './limits.ts';
import { admit, FRESH_PACE, type Admitted, type PaceState } from './pace.ts';

export interface Admission {
  readonly destinations: ReadonlyMap<string, DestinationAdmission>;
  /** Until when everything rests, when the route admits no more for now. */
  readonly routeAgainMs?: number;
  readonly changed: ReadonlyMap<string, PaceState>;
}

export interface DestinationAdmission {
  /** How many go now. */
  readonly granted: number;
  /** What the destination by itself would take now, and when it takes more. */
  readonly own: Admitted;
}

export interface Wanted {
  readonly destinations: ReadonlyMap<string, number>;
  /** How many there is room for on the route, whatever its rate. */
  readonly room: number;
}

/** Admits up to `wanted` messages to each destination. */
export function admission(
  states: ReadonlyMap<string, PaceState>,
  limits: DeliveryLimits,
  wanted: Wanted,
  nowMs: number,
): Admission {
  const ask = (key: string, count: number): Admitted =>
    admit(states.get(key) ?? FRESH_PACE, limitOf(limits, key), nowMs, count);
  const own = new Map([...wanted.destinations].map(([key, count]) => [key, ask(key, count)]));
  const route = ask(
    ROUTE,
    [...own.values()].reduce((sum, { count }) => sum + count, 0),
  );
  const changed = new Map<string, PaceState>();
  const keep = (key: string, state: PaceState) => {
    if (states.has(key) || isLimited(limitOf(limits, key))) changed.set(key, state);
  };
  keep(ROUTE, route.state);
  const destinations = new Map<string, DestinationAdmission>();
  let left = route.count;
  for (const [key, possible] of own) {
    const granted = Math.min(possible.count, left);
    left -= granted;
    destinations.set(key, { granted, own: possible });
    // What the route keeps back must not be counted where it would have gone.
    keep(key, granted === possible.count ? possible.state : ask(key, granted).state);
  }
  return { destinations, changed, ...(route.againMs === undefined ? {} : { routeAgainMs: route.againMs }) };
}

export function limitOf(limits: DeliveryLimits, key: string): Limit {
  return key === ROUTE ? limits.route : (limits.destinations.get(key) ?? limits.routes?.get(key) ?? {});
}

/** True when the owner has set a rate or a cap, which senders must keep to together. */
export function isLimited({ perMinute, perDay }: Limit): boolean {
  return perMinute !== undefined || perDay !== undefined;
}
