// The mailer as a run uses it when routes have rates of their own: each message goes by the route that the pacer has
// admitted it to, and to another one, when that is down, only with a permission of its own.
import { isLimited, limitOf } from '../core/ledger/admission.ts';
import { NO_LIMITS, routeKey } from '../core/ledger/limits.ts';
import { admit, FRESH_PACE } from '../core/ledger/pace.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { DeliveryTools } from './delivery-tools.ts';
import type { Pacer } from './pacer.ts';

type PacedTools = Pick<DeliveryTools, 'store' | 'mailer' | 'limits' | 'now'>;

export function pacedMailer(tools: PacedTools, pacer: Pacer): Mailer {
  const { mailer } = tools;
  if (!pacer.hasLimitedRoutes) return mailer;
  const { connections, destination, routesFor } = mailer;
  const mayUse = (route: string): Promise<boolean> => permitted(route, tools);
  return {
    connections,
    destination,
    ...(routesFor && { routesFor }),
    submit: (message, mailing) => mailer.submit(message, mailing, { first: pacer.routeOf(message.to), mayUse }),
    [Symbol.asyncDispose]: () => mailer[Symbol.asyncDispose](),
  };
}

/** Takes a permission for one message on that route, from what all senders share. */
async function permitted(route: string, { store, limits = NO_LIMITS, now }: PacedTools): Promise<boolean> {
  const key = routeKey(route);
  const limit = limitOf(limits, key);
  if (!isLimited(limit)) return true;
  return store.changePace([key], (states) => {
    const { state, count } = admit(states.get(key) ?? FRESH_PACE, limit, now().getTime(), 1);
    return { changed: new Map([[key, state]]), result: count === 1 };
  });
}
