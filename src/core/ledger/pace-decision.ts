// Which of some messages may go now, to which destination and by which route: routes first, so that whom no route has
// room for is not counted against its destination, then what admission.ts says. Pure.
import type { EmailAddress } from '../audience/email-address.ts';
import { admission, isLimited, limitOf, type Admission, type Wanted } from './admission.ts';
import { destinationOf, routeKey, type DeliveryLimits } from './limits.ts';
import { admit, FRESH_PACE, type PaceState } from './pace.ts';
import { routeChoice, type RouteChoice } from './route-choice.ts';

export interface PaceDecision<Item> {
  readonly admitted: Admission;
  /** Those that a route has room for, by destination. */
  readonly groups: ReadonlyMap<string, readonly Item[]>;
  /** Absent where no route has a pace of its own. */
  readonly choice?: RouteChoice<Item>;
}

export interface PaceQuestion {
  readonly states: ReadonlyMap<string, PaceState>;
  readonly limits: DeliveryLimits;
  readonly nowMs: number;
  /** The routes for an address in the order of their turn; absent where no route has a pace of its own. */
  readonly routesFor: ((to: EmailAddress) => readonly string[]) | undefined;
  /** How many of each group there is room for in flight. */
  readonly wanted: (groups: ReadonlyMap<string, readonly unknown[]>) => Wanted;
}

export function paceDecision<Item extends { readonly address: EmailAddress }>(
  items: readonly Item[],
  { states, limits, nowMs, routesFor, wanted }: PaceQuestion,
): PaceDecision<Item> {
  const choice = routesFor && routeChoice(items, ({ address }) => routesFor(address), { states, limits, nowMs });
  const possible = choice ? items.filter((item) => !choice.waits.has(item)) : items;
  const groups = Map.groupBy(possible, ({ address }) => destinationOf(address));
  const admitted = admission(states, limits, wanted(groups), nowMs);
  const going = [...groups].flatMap(([key, group]) => group.slice(0, admitted.destinations.get(key)?.granted ?? 0));
  const used = Map.groupBy(going, (item) => routeKey(choice?.routes.get(item) ?? ''));
  const changed = new Map(admitted.changed);
  for (const [key, { length }] of used) {
    const limit = limitOf(limits, key);
    if (isLimited(limit)) changed.set(key, admit(states.get(key) ?? FRESH_PACE, limit, nowMs, length).state);
  }
  return { admitted: { ...admitted, changed }, groups, ...(choice && { choice }) };
}
