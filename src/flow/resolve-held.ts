// The editor's answer to what is uncertain and held: of the issue and of its corrections alike.
import type { App } from '../app.ts';
import { AppError } from '../errors.ts';

/**
 * Gives how many were settled. Throws ISSUE_UNKNOWN when the issue was never mailed, and USAGE for sending again what
 * was cancelled.
 */
export async function resolveHeld(app: App, slug: string, as: 'resend' | 'accept'): Promise<number> {
  const store = await app.mailingStore();
  const mailings = (await store.mailings()).filter((mailing) => mailing.slug === slug);
  if (mailings.length === 0) throw new AppError('ISSUE_UNKNOWN', `"${slug}" was never mailed.`);
  const at = app.clock.now().toISOString();
  if (as === 'resend' && mailings.every(({ cancelledAt }) => cancelledAt !== undefined)) {
    const fault = `The mailing of "${slug}" was cancelled, so nobody is mailed again.`;
    throw new AppError('USAGE', `${fault} What is uncertain can be taken for received: --resolve=accept.`);
  }
  let count = 0;
  for (const mailing of mailings) {
    count += await store.resolveHeld(mailing.id, as, at);
    // A mailing of which nothing else is open has ended with this answer.
    await store.finishMailing(mailing.id, at);
  }
  return count;
}
