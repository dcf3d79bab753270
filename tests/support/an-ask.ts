// What somebody asked for in the form, with defaults, and the hashes that a store needs to recognise the erased.
import { randomBytes } from 'node:crypto';
import { addressHashes } from '../../src/core/audience/address-hash.ts';
import type { Evidence, NewAsk } from '../../src/core/audience/ask.ts';
import type { Store } from '../../src/store/store.ts';
import { address, AT, KEYS } from './a-letter.ts';

export const hashesOf = async () => addressHashes(KEYS);

export const EVIDENCE: Evidence = {
  ip: '192.0.2.7',
  userAgent: 'Browser of a reader',
  form: 'subscribe',
  text: 'I want to get the letters.',
  textVersion: 'v-one',
  privacyVersion: 'p-one',
  language: 'en',
};

/** Who confirmed, from another machine. */
export const CONFIRMING: Evidence = { ip: '192.0.2.9', userAgent: 'Phone', tokenId: '0011223344556677' };

export function anAsk(text: string, changes: Partial<NewAsk> = {}): NewAsk {
  const id = randomBytes(16).toString('hex');
  const choice = { topics: [], frequency: 'each', language: 'en' } as const;
  return { id, address: address(text), ...choice, evidence: EVIDENCE, ...changes };
}

/** Asks, is mailed and confirms, as a reader does; gives what confirming said. */
export async function optIn(store: Store, text: string, at: string = AT, changes: Partial<NewAsk> = {}) {
  const wanted = anAsk(text, changes);
  await store.ask(wanted, [], at);
  await store.answerAsks(at);
  return store.confirmAsk(wanted.id, CONFIRMING, { at, isWelcomed: false });
}

/** What nobody may do, also who holds the database in their hands. */
export const CONSENT_CHANGES = [
  `update consents set source = 'another'`,
  `delete from consents`,
  `update consent_texts set text = 'another'`,
  `delete from consent_texts`,
];
