// Several routes behind one mailer: by the recipient's domain, by weight, and past a route that is down. A message goes
// to a second route only when the first cannot have taken it; every other answer is the ledger's to judge.
import type { SubmitResult } from '../core/ledger/submit-result.ts';
import { addressDomain, type EmailAddress } from '../core/audience/email-address.ts';
import type { Mailer } from './mailer.ts';

export interface Route {
  /** For people. */
  readonly name: string;
  /** Shares of the messages: 3 takes three times as many as 1. */
  readonly weight: number;
  /** Recipients' domains that this route is for, and no others; absent: for all that no other route is for. */
  readonly domains?: readonly string[];
  readonly mailer: Mailer;
}

/** How long a route that was down is left alone: long enough for a restart, short beside a mailing. */
const DOWN_MS = 30_000;

/** `now` in milliseconds, from any start; it only has to go forward. */
export function routedMailer(routes: readonly Route[], now: () => number = () => performance.now()): Mailer {
  const turns = new Turns(routes, now);
  return {
    connections: routes.reduce((sum, route) => sum + route.mailer.connections, 0),
    destination: routes.map((route) => route.name).join(', '),
    routesFor: (to) => turns.order(to).map((route) => route.name),
    submit: async (message, mailing, way) => {
      let last: SubmitResult | undefined;
      for (const route of way ? turns.possible(message.to, way.first) : turns.order(message.to)) {
        if (way && route.name !== way.first && !(await way.mayUse(route.name))) continue;
        last = await route.mailer.submit(message, mailing);
        if (!isDown(last)) return last;
        turns.rest(route);
      }
      if (last === undefined && turns.possible(message.to).length > 0) return noRoom(message.to);
      return last ?? noRoute(message.to);
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(routes.map((route) => route.mailer[Symbol.asyncDispose]()));
    },
  };
}

/**
 * The route as a whole is at fault, and no other server has seen the message: no connection, a greeting, a login or a
 * certificate that fails, or a connection lost before the message was written.
 */
function isDown(result: SubmitResult): boolean {
  if (result.kind === 'lost') return !result.isWritten;
  return result.kind === 'refused' && (result.phase === 'connect' || result.phase === 'auth');
}

/** Its own route rests, and the others have used up their rate: nobody has seen the message. */
function noRoom(to: EmailAddress): SubmitResult {
  const detail = `the route for ${addressDomain(to)} is down, and no other has room for more now`;
  return { kind: 'lost', phase: 'connect', isWritten: false, detail };
}

function noRoute(to: EmailAddress): SubmitResult {
  const domain = addressDomain(to);
  return { kind: 'refused', phase: 'connect', reply: `no route of SMTP_URL is for the domain ${domain}` };
}

class Turns {
  readonly #routes: readonly Route[];
  readonly #now: () => number;
  readonly #downUntil = new Map<Route, number>();
  /** What each route is owed; the largest goes next and pays for it, so that any stretch of messages is shared well. */
  readonly #owed = new Map<Route, number>();

  constructor(routes: readonly Route[], now: () => number) {
    this.#routes = routes;
    this.#now = now;
  }

  /** Which routes to try for this recipient, in this order; those that are down come last, for want of better. */
  order(to: EmailAddress): readonly Route[] {
    const { own, general } = this.#for(to);
    const groups = [own, general].map((group) => group.filter((route) => this.#isUp(route)));
    const down = [...own, ...general].filter((route) => !this.#isUp(route));
    return [...groups.flatMap((group) => this.#byTurn(group)), ...down];
  }

  /** The same without taking a turn, one of them in front; a route that is down comes last even then. */
  possible(to: EmailAddress, first?: string): readonly Route[] {
    const { own, general } = this.#for(to);
    const place = (route: Route) => (this.#isUp(route) ? 0 : 2) + (route.name === first ? 0 : 1);
    return [...own, ...general].toSorted((a, b) => place(a) - place(b));
  }

  #for(to: EmailAddress): { readonly own: readonly Route[]; readonly general: readonly Route[] } {
    const domain = addressDomain(to);
    const own = this.#routes.filter((route) => route.domains?.includes(domain) === true);
    return { own, general: this.#routes.filter((route) => route.domains === undefined) };
  }

  #isUp(route: Route): boolean {
    return (this.#downUntil.get(route) ?? 0) <= this.#now();
  }

  rest(route: Route): void {
    this.#downUntil.set(route, this.#now() + DOWN_MS);
  }

  #byTurn(group: readonly Route[]): readonly Route[] {
    const sum = group.reduce((total, route) => total + route.weight, 0);
    for (const route of group) this.#owed.set(route, (this.#owed.get(route) ?? 0) + route.weight);
    const ordered = group.toSorted((a, b) => (this.#owed.get(b) ?? 0) - (this.#owed.get(a) ?? 0));
    const [next] = ordered;
    if (next !== undefined) this.#owed.set(next, (this.#owed.get(next) ?? 0) - sum);
    return ordered;
  }
}
