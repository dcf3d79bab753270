// The store -> CSV, page by page: subscribers with their state and consent, or the consent log line by line. What is
// exported can be imported again with the same meaning. UTF-8 with a byte order mark, which spreadsheets need for
// Chinese.
import type { Writable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import type { Consent, Subscriber, SubscriberState } from '../core/audience/subscriber.ts';
import type { Store } from '../store/store.ts';

const PAGE = 1000;
const BYTE_ORDER_MARK = '\uFEFF';

const SUBSCRIBER_HEAD = [
  'email',
  'state',
  'reason',
  'topics',
  'frequency',
  'language',
  'consent date',
  'source',
  'added',
];
const CONSENT_HEAD = [
  'email,at,what,source,consent date,asked at,asked from,asked with,from,with,form',
  'text,text version,privacy version,page language,token,details',
].flatMap((names) => names.split(','));

export interface ExportOptions {
  readonly state?: SubscriberState;
}

/** Writes every subscriber, or those of one state, and gives how many. Does not end `output`. */
export async function exportSubscribers(store: Store, output: Writable, options: ExportOptions = {}): Promise<number> {
  await write(output, BYTE_ORDER_MARK + csv([SUBSCRIBER_HEAD]));
  let count = 0;
  for await (const page of pages(store, options)) {
    await write(output, csv(page.map(subscriberCells)));
    count += page.length;
  }
  return count;
}

/** Writes the whole consent log, or one subscriber's, oldest first per subscriber, and gives the number of lines. */
export async function exportConsents(store: Store, output: Writable, only?: Subscriber): Promise<number> {
  await write(output, BYTE_ORDER_MARK + csv([CONSENT_HEAD]));
  let count = 0;
  for await (const page of only === undefined ? pages(store, {}) : [[only]]) {
    for (const subscriber of page) {
      const consents = await store.consents(subscriber.id);
      await write(output, csv(consents.map((line) => consentCells(subscriber.address, line))));
      count += consents.length;
    }
  }
  return count;
}

async function* pages(store: Store, options: ExportOptions): AsyncGenerator<readonly Subscriber[]> {
  let after = 0;
  for (;;) {
    const page = await store.subscribers({ after, limit: PAGE, ...options });
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.id;
  }
}

function subscriberCells(subscriber: Subscriber): readonly string[] {
  const { standing, consent } = subscriber;
  return [
    subscriber.address,
    standing.state,
    standing.state === 'suppressed' ? standing.reason : '',
    subscriber.topics.join(';'),
    subscriber.frequency,
    subscriber.language ?? '',
    consent?.at ?? '',
    consent?.source ?? '',
    subscriber.createdAt,
  ];
}

/** One line of the record with everything that it says; what it does not say is empty. */
function consentCells(address: string, { at, what, source, ...more }: Consent): readonly string[] {
  const { consentAt, asked, evidence = {}, details } = more;
  const { ip, userAgent, form, text, textVersion, privacyVersion, language, tokenId } = evidence;
  const who = [consentAt, asked?.at, asked?.ip, asked?.userAgent, ip, userAgent];
  const shown = [form, text, textVersion, privacyVersion, language, tokenId, details];
  return [address, at, what, source, ...[...who, ...shown].map((value) => value ?? '')];
}

function csv(rows: readonly (readonly string[])[]): string {
  // A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula; an apostrophe stops that (E3.05).
  const copied = rows.map((row) => [...row]);
  return stringify(copied, { escape_formulas: true });
}

function write(output: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
