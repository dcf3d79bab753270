// SMTP_URL -> the mailer on it: one server, or several with what each is for.
import type { Mailer } from './mailer.ts';
import { routedMailer } from './routes.ts';
import type { SmtpTimeouts } from './smtp-conversation.ts';
import { SmtpPool } from './smtp-pool.ts';
import { smtpTargets } from './smtp-url.ts';

/**
 * Reads SMTP_URL (smtp-url.ts says what may stand there); connects when the first message comes. Throws
 * SMTP_URL_INVALID.
 */
export function smtpMailer(smtpUrl: string, timeouts: SmtpTimeouts = {}): Mailer {
  const [only, ...others] = smtpTargets(smtpUrl);
  if (others.length === 0) return new SmtpPool(only, timeouts);
  const routes = [only, ...others].map((target) => ({ ...target, mailer: new SmtpPool(target, timeouts) }));
  return routedMailer(routes);
}
