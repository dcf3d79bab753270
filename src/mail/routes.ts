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
    submit: async (message, mailing) => {
      let last: SubmitResult | undefined;
      for (const route of turns.order(message.to)) {
        last = await route.mailer.submit(message, mailing);
        if (!isDown(last)) return last;
        turns.rest(route);
      }
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
    const domain = addressDomain(to);
    const own = this.#routes.filter((route) => route.domains?.includes(domain) === true);
    const general = this.#routes.filter((route) => route.domains === undefined);
    const isUp = (route: Route) => (this.#downUntil.get(route) ?? 0) <= this.#now();
    const groups = [own.filter(isUp), general.filter(isUp)];
    const down = [...own, ...general].filter((route) => !isUp(route));
    return [...groups.flatMap((group) => this.#byTurn(group)), ...down];
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
