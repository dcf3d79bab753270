// Mailings that have gone out, in a store: each recipient's message with the outcome that the test wants.
import type { DeliveryEvent } from '../../src/core/ledger/delivery.ts';
import { frozenLetter } from '../../src/core/message/frozen-letter.ts';
import type { Store } from '../../src/store/store.ts';
import { aLetter, AT, KEYS } from './a-letter.ts';
import { aNewsletter } from './newsletter.ts';

export const BOUNCE_ADDRESS = 'bounces@news.example';

/** Days after AT, as an instant. */
export function day(days: number): string {
  return new Date(Date.parse(AT) + days * 86_400_000).toISOString();
}

/** What became of a message, by the recipient's address; undefined leaves it waiting. */
export type Outcomes = (address: string) => { readonly event: DeliveryEvent; readonly reply: string } | undefined;

const accepted: Outcomes = () => ({ event: { kind: 'accept' }, reply: '250 ok' });

/** Mails an issue, begun at `at`, to everybody who is active. Gives its number. */
export async function mailed(store: Store, slug: string, at: string, outcomes: Outcomes = accepted): Promise<number> {
  const letter = frozenLetter(aLetter(), aNewsletter(), BOUNCE_ADDRESS);
  const start = { slug, edition: '', letter, keyId: KEYS[0].id, audience: 'active' } as const;
  const { mailing } = await store.startMailing(start, at);
  await using sender = await store.openSender(at, 30_000);
  const begins = await sender.lease(mailing.id, { at, limit: 100 });
  const done = begins.flatMap((attempt) => {
    const outcome = outcomes(attempt.address);
    return outcome === undefined ? [] : [{ attempt, ...outcome }];
  });
  await sender.commit({ mailingId: mailing.id, at, outcomes: [], begins: done.map(({ attempt }) => attempt) });
  await sender.commit({ mailingId: mailing.id, at, outcomes: done, begins: [] });
  return mailing.id;
}
