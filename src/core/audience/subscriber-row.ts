// One row of a subscribers' file -> what the store shall do with it, or why it is refused. A row without a stated
// consent starts as pending (standards D.14), and a row that says somebody left is believed at once.
import type { Newsletter } from '../newsletter.ts';
import { consentInstant } from './consent-date.ts';
import { emailAddress } from './email-address.ts';
import type { Columns } from './subscriber-columns.ts';
import type { Frequency, NewSubscriber } from './subscriber.ts';

export interface RowSettings {
  readonly columns: Columns;
  readonly topics: Newsletter['topics'];
  /** What the owner vouches for, for every row that says nothing itself. */
  readonly consent?: { readonly source: string; readonly at: string };
  /** Names the file in the consent log. */
  readonly origin: string;
  /** RFC 3339: a consent after it is a mistake. */
  readonly now: string;
}

export type RowResult = { readonly subscriber: NewSubscriber } | { readonly refusal: string };

type RowEvent = NewSubscriber['event'];

/** Written in lower case. `subscribed` and an empty cell let the consent decide. */
const EVENT_OF_STATE: Readonly<Record<string, RowEvent | 'subscribed' | 'suppressed'>> = {
  ...words(
    ['', 'active', 'subscribed', 'confirmed', 'enabled', '已订阅', '订阅', '有效', '正常', '登録'],
    'subscribed',
  ),
  ...words(['pending', 'unconfirmed', 'unverified', '待确认', '未确认', '仮登録'], 'unproven'),
  ...words(['unsubscribed', 'unsubscribe', 'opted-out', '已退订', '退订', '取消订阅', '解除'], 'unsubscribed'),
  ...words(['removed', 'blocked', 'blocklisted', 'manual', 'disabled', '已删除', '屏蔽'], 'removed'),
  ...words(['bounced', 'bounce', 'cleaned', '退信'], 'bounced'),
  ...words(['complained', 'complaint', 'spam', '投诉'], 'complained'),
  suppressed: 'suppressed',
};

export function subscriberRow(cells: readonly string[], settings: RowSettings): RowResult {
  const cell = (column: keyof Columns) => {
    const at = settings.columns[column];
    return at === undefined ? '' : unguarded((cells[at] ?? '').trim());
  };
  const address = emailAddress(cell('address'));
  if (address === undefined) return { refusal: addressRefusal(cell('address')) };
  const stated = EVENT_OF_STATE[cell('state').toLowerCase()];
  const named =
    stated === 'suppressed' ? (EVENT_OF_STATE[cell('reason').toLowerCase() || 'manual'] ?? 'removed') : stated;
  if (named === undefined) return { refusal: `"${cell('state')}" is no state; write active, pending or unsubscribed` };
  const consent = consentOf(cell('consentAt'), cell('source'), settings);
  if ('refusal' in consent) return consent;
  const topics = topicSlugs(cell('topics'), settings.topics);
  if ('refusal' in topics) return topics;
  const frequency = FREQUENCY_OF[cell('frequency').toLowerCase()];
  if (frequency === undefined)
    return { refusal: `"${cell('frequency')}" is no frequency; write each, daily or weekly` };
  const language = cell('language');
  if (language !== '' && !LANGUAGE.test(language)) return { refusal: `"${language}" is no language tag such as zh-CN` };
  const { consentAt, source } = consent;
  const event =
    named === 'subscribed' || named === 'suppressed' ? (consentAt === undefined ? 'unproven' : 'imported') : named;
  return {
    subscriber: {
      address,
      event,
      source,
      ...(consentAt === undefined ? {} : { consentAt }),
      ...(language === '' ? {} : { language }),
      ...(topics.slugs.length === 0 ? {} : { topics: topics.slugs }),
      ...(frequency === 'each' ? {} : { frequency }),
    },
  };
}

/** Written in lower case. */
const FREQUENCY_OF: Readonly<Record<string, Frequency>> = {
  ...words(['', 'each', 'every', 'each issue', '每期', '毎号'], 'each'),
  ...words(['daily', 'day', '每日', '每天', '毎日'], 'daily'),
  ...words(['weekly', 'week', '每周', '毎週'], 'weekly'),
};

const LANGUAGE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

/** Why it is none, in a clause. */
export function addressRefusal(typed: string): string {
  if (typed === '') return 'there is no address in this row';
  if (/[^\p{ASCII}]/u.test(typed.slice(0, typed.lastIndexOf('@')))) {
    return 'the part before @ has characters outside ASCII, which few mail servers take';
  }
  return 'this is not one plain address such as reader@news.example';
}

/** A consent counts when both its date and its source are known, from the row or from what the owner vouches for. */
function consentOf(
  date: string,
  source: string,
  settings: RowSettings,
): { consentAt?: string; source: string } | { refusal: string } {
  const { consent, origin } = settings;
  const known = source || consent?.source;
  if (date === '')
    return consent === undefined ? { source: known ?? origin } : { consentAt: consent.at, source: known ?? origin };
  const at = consentInstant(date);
  if (at === undefined) return { refusal: `"${date}" is no date of consent; write it as 2026-01-31` };
  if (at > settings.now) return { refusal: `the date of consent ${date} lies in the future` };
  return known === undefined ? { source: origin } : { consentAt: at, source: known };
}

function topicSlugs(
  typed: string,
  topics: Newsletter['topics'],
): { readonly slugs: readonly string[] } | { readonly refusal: string } {
  const named = typed.split(/[,;|、，；]+/).map((word) => word.trim());
  const slugs: string[] = [];
  for (const word of named.filter((candidate) => candidate !== '')) {
    const known = topics.find(({ slug, label, labels }) => [slug, label, ...labels].includes(word));
    if (known === undefined) return { refusal: `"${word}" is no topic of masthead.yaml` };
    if (!slugs.includes(known.slug)) slugs.push(known.slug);
  }
  return { slugs };
}

/** Takes back the apostrophe that an export puts before `=`, `+`, `-` and `@`. */
function unguarded(cell: string): string {
  return /^'[=+@-]/.test(cell) ? cell.slice(1) : cell;
}

function words<Value>(names: readonly string[], value: Value): Readonly<Record<string, Value>> {
  return Object.fromEntries(names.map((name) => [name, value]));
}
