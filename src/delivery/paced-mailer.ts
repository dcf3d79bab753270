// The mailer as a run uses it when routes have rates of their own: each message goes by the route that the pacer has
// admitted it to, and to another one, when that is down, only with a permission of its own.
import type { Mailer } from '../mail/mailer.ts';
import type { Pacer } from './pacer.ts';

export function pacedMailer(mailer: Mailer, pacer: Pacer): Mailer {
  if (!pacer.hasLimitedRoutes) return mailer;
  const { connections, destination, routesFor } = mailer;
  return {
    connections,
    destination,
    ...(routesFor && { routesFor }),
    submit: (message, mailing) =>
      mailer.submit(message, mailing, { first: pacer.routeOf(message.to), mayUse: (route) => pacer.mayUse(route) }),
    [Symbol.asyncDispose]: () => mailer[Symbol.asyncDispose](),
  };
}
