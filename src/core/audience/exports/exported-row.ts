// A reader of another system -> what the store shall do, with everything that proves the consent (standards D.02). A
// state that keeps somebody from being mailed is believed whatever else is wrong with the row; one that would let them
// be mailed needs a date of consent, or starts as pending (D.14).
import { emailAddress } from '../email-address.ts';
import { addressRefusal } from '../subscriber-row.ts';
import type { NewSubscriber } from '../subscriber.ts';
import { exportInstant } from './export-date.ts';
import type { ExportedReader, ExportedRow, ExportedState } from './exported-reader.ts';

export interface ExportSettings {
  /** The system's name, for the record. */
  readonly label: string;
  readonly fileName: string;
  /** The slug that a tag, label or list stands for; undefined when it stands for none. */
  readonly topicOf: (label: string) => string | undefined;
  /** What the owner vouches for, for rows that have no date of consent: theirs is `at`, else that of the record. */
  readonly consent?: { readonly source: string; readonly at?: string };
  /** What the owner says that all rows are: only for those who would be mailed otherwise. */
  readonly as?: Exclude<ExportedState, 'subscribed'>;
  /** RFC 3339: a consent after it is a mistake. */
  readonly now: string;
}

export type ExportResult =
  | { readonly subscriber: NewSubscriber; readonly strayLabels: readonly string[] }
  | { readonly refusal: string };

export function exportedRow(row: ExportedRow, settings: ExportSettings): ExportResult {
  if ('refusal' in row) return row;
  const address = emailAddress(row.address);
  if (address === undefined) return { refusal: addressRefusal(row.address) };
  const state = isMailable(row.state) ? (settings.as ?? row.state) : row.state;
  const consent = consentOf(row, state, settings);
  if ('refusal' in consent) return consent;
  const labels = row.labels ?? [];
  const topics = [...new Set(labels.flatMap((label) => settings.topicOf(label) ?? []))];
  const strayLabels = labels.filter((label) => settings.topicOf(label) === undefined);
  const leftAt = isMailable(state) ? undefined : pastInstant(row.leftAt, settings.now);
  const subscriber: NewSubscriber = {
    address,
    event: state === 'subscribed' && consent.at !== undefined ? 'imported' : EVENT[state],
    source: consent.source,
    ...(consent.at !== undefined && { consentAt: consent.at }),
    ...(topics.length > 0 && { topics }),
    ...(leftAt !== undefined && { leftAt }),
    ...proof(row, settings),
    details: JSON.stringify(details(row, settings, leftAt)),
  };
  return { subscriber, strayLabels };
}

const EVENT: Readonly<Record<ExportedState, NewSubscriber['event']>> = {
  subscribed: 'unproven',
  pending: 'unproven',
  unsubscribed: 'unsubscribed',
  bounced: 'bounced',
  complained: 'complained',
  removed: 'removed',
};

function isMailable(state: ExportedState): boolean {
  return state === 'subscribed' || state === 'pending';
}

/** The system's own date counts, then what the owner vouches for; who is pending has not agreed, whoever vouches. */
function consentOf(
  row: ExportedReader,
  state: ExportedState,
  { label, fileName, consent, now }: ExportSettings,
): { readonly source: string; readonly at?: string } | { readonly refusal: string } {
  const origin = `${label} export ${fileName}`;
  if (row.consentAt !== undefined && state !== 'pending') {
    const at = exportInstant(row.consentAt);
    if (at !== undefined && at <= now) return { source: row.origin ? `${origin}, ${row.origin}` : origin, at };
    if (state === 'subscribed') return { refusal: unusable(row.consentAt, at) };
  }
  if (state !== 'subscribed' || consent === undefined) return { source: origin };
  const at = consent.at ?? pastInstant(row.createdAt, now);
  return { source: `${consent.source} (${origin})`, ...(at !== undefined && { at }) };
}

function unusable(written: string, at: string | undefined): string {
  return at === undefined
    ? `"${written}" is no date of consent`
    : `the date of consent "${written}" lies in the future`;
}

function pastInstant(written: string | undefined, now: string): string | undefined {
  const at = written === undefined ? undefined : exportInstant(written);
  return at !== undefined && at <= now ? at : undefined;
}

/** When and from where the opt-in was asked for and confirmed. */
function proof({ askedAt, askedIp, ip }: ExportedReader, { now }: ExportSettings): Partial<NewSubscriber> {
  const at = pastInstant(askedAt, now);
  return {
    ...(at !== undefined && { asked: { at, ...(askedIp !== undefined && { ip: askedIp }) } }),
    ...(ip !== undefined && { evidence: { ip } }),
  };
}

/** What the system says, in its own words. */
function details(row: ExportedReader, { label, fileName }: ExportSettings, leftAt: string | undefined): object {
  const { said, createdAt, labels = [] } = row;
  return {
    system: label,
    file: fileName,
    ...(said !== undefined && { state: said }),
    ...(createdAt !== undefined && { createdAt }),
    ...(leftAt !== undefined && { leftAt }),
    ...(labels.length > 0 && { labels }),
  };
}
