// Which route a message takes when routes have rates and caps of their own: the first in its turn that has room. Pure.
// What nobody has room for waits for the route that has room again first.
import { isLimited, limitOf } from './admission.ts';
import { routeKey, type DeliveryLimits } from './limits.ts';
import { admit, FRESH_PACE, type Admitted, type PaceState } from './pace.ts';

export interface RouteChoice<Item> {
  /** The name of the route for each item that can go now. */
  readonly routes: ReadonlyMap<Item, string>;
  /** The others: which key of the pace they wait for, and until when at least. */
  readonly waits: ReadonlyMap<Item, { readonly key: string; readonly againMs: number }>;
}

/** `routesOf` gives the names of the routes that may take an item, in the order of their turn. */
export function routeChoice<Item>(
  items: readonly Item[],
  routesOf: (item: Item) => readonly string[],
  { states, limits, nowMs }: { states: ReadonlyMap<string, PaceState>; limits: DeliveryLimits; nowMs: number },
): RouteChoice<Item> {
  const rooms = new Map<string, { left: number } & Pick<Admitted, 'againMs'>>();
  const roomOf = (key: string) => {
    const known = rooms.get(key);
    if (known !== undefined) return known;
    const limit = limitOf(limits, key);
    const { count, againMs } = admit(states.get(key) ?? FRESH_PACE, limit, nowMs, items.length);
    const room = { left: isLimited(limit) ? count : Infinity, ...(againMs === undefined ? {} : { againMs }) };
    rooms.set(key, room);
    return room;
  };
  const routes = new Map<Item, string>();
  const waits = new Map<Item, { readonly key: string; readonly againMs: number }>();
  for (const item of items) {
    const names = routesOf(item);
    const name = names.find((one) => roomOf(routeKey(one)).left > 0);
    if (name !== undefined) {
      roomOf(routeKey(name)).left -= 1;
      routes.set(item, name);
      continue;
    }
    const [first] = names
      .map((one) => ({ key: routeKey(one), againMs: roomOf(routeKey(one)).againMs ?? nowMs }))
      .toSorted((a, b) => a.againMs - b.againMs);
    // A domain that no route is for: the mailer says so, and nothing has to be waited for.
    if (first !== undefined) waits.set(item, first);
  }
  return { routes, waits };
}
