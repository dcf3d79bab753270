// What can be said of a mailing afterwards, as plain data without a single address: its counts, its pace, its domains,
// what came back. Accepted is what servers said; whether anything was read is nobody's to know here.
import { maskedReply } from './masked-reply.ts';
import type { DeliveryCounts, DeliveryState } from './delivery.ts';
import { destinationOf } from './limits.ts';
import { refusals, type RejectedDelivery, type Refusals } from './refusals.ts';

export interface MailingReport {
  readonly slug: string;
  readonly edition: string;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly pausedAt?: string;
  readonly cancelledAt?: string;
  /** When this was counted. RFC 3339 in UTC, like every instant here. */
  readonly countedAt: string;
  readonly total: number;
  readonly counts: DeliveryCounts;
  readonly withheld: Readonly<Record<string, number>>;
  readonly pace: ReportedPace;
  readonly domains: readonly DomainReport[];
  readonly refused: readonly Refusals[];
  readonly bounces: Readonly<Record<string, number>>;
  readonly reported: readonly { readonly kind: string; readonly reason: string; readonly count: number }[];
  /** Of those who got it, from its start on. */
  readonly unsubscribed: number;
  readonly feedReaders: readonly { readonly client: string; readonly readers: number }[];
}

/** When servers accepted it, in equal stretches; empty when none did. */
export interface ReportedPace {
  readonly stretchMinutes: number;
  readonly stretches: readonly { readonly at: string; readonly accepted: number }[];
  /** Over the whole time from the first to the last; undefined within one minute. */
  readonly perMinute?: number;
}

export type DomainReport = { readonly domain: string; readonly total: number } & Readonly<
  Partial<Record<DeliveryState, number>>
>;

/** Those of the rest are together `other`. */
const SHOWN_DOMAINS = 15;
/** A domain of fewer readers may be a person. */
const FEWEST_READERS = 3;
export const OTHER_DOMAINS = 'other';

/** By destination, the largest first. */
export function domainReports(
  rows: readonly { readonly domain: string; readonly state: DeliveryState; readonly count: number }[],
): readonly DomainReport[] {
  const all = reportsOf(rows.map((row) => ({ ...row, domain: destinationOf(row.domain) })));
  const shown = all.filter(({ total }) => total >= FEWEST_READERS).slice(0, SHOWN_DOMAINS);
  const names = new Set(shown.map(({ domain }) => domain));
  const rest = rows.filter(({ domain }) => !names.has(destinationOf(domain)));
  return [...shown, ...reportsOf(rest.map((row) => ({ ...row, domain: OTHER_DOMAINS })))];
}

function reportsOf(
  rows: readonly { readonly domain: string; readonly state: DeliveryState; readonly count: number }[],
): readonly DomainReport[] {
  return [...Map.groupBy(rows, ({ domain }) => domain)]
    .map(([domain, some]): DomainReport => {
      const counts: Partial<Record<DeliveryState, number>> = {};
      for (const { state, count } of some) counts[state] = (counts[state] ?? 0) + count;
      return { domain, total: some.reduce((sum, { count }) => sum + count, 0), ...counts };
    })
    .toSorted((one, other) => other.total - one.total || (one.domain < other.domain ? -1 : 1));
}

/** As many as a page is wide for. */
const MOST_STRETCHES = 60;
const MINUTE_MS = 60_000;
/** Lengths that people think in, in minutes. */
const STRETCHES = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1440] as const;

/** `minutes` are those in which something was accepted, such as `2026-01-06T00:05` in UTC, oldest first. */
export function reportedPace(minutes: readonly { readonly minute: string; readonly count: number }[]): ReportedPace {
  const [first, last] = [minutes[0], minutes.at(-1)].map((one) =>
    Date.parse(`${one?.minute ?? '1970-01-01T00:00'}:00Z`),
  );
  if (first === undefined || last === undefined || minutes.length === 0) return { stretchMinutes: 1, stretches: [] };
  const length = (last - first) / MINUTE_MS + 1;
  const stretchMinutes = STRETCHES.find((one) => length / one <= MOST_STRETCHES) ?? 1440;
  const stretchMs = stretchMinutes * MINUTE_MS;
  const sums = Array.from({ length: Math.ceil(length / stretchMinutes) }, () => 0);
  for (const { minute, count } of minutes) {
    const index = Math.floor((Date.parse(`${minute}:00Z`) - first) / stretchMs);
    sums[index] = (sums[index] ?? 0) + count;
  }
  const stretches = sums.map((accepted, index) => ({
    at: new Date(first + index * stretchMs).toISOString(),
    accepted,
  }));
  const all = minutes.reduce((sum, { count }) => sum + count, 0);
  return { stretchMinutes, stretches, ...(length > 1 && { perMinute: Math.round((all * 10) / length) / 10 }) };
}

/** Refusals with the servers' words, and no address in them. */
export function reportedRefusals(rows: readonly RejectedDelivery[]): readonly Refusals[] {
  return refusals(rows).map(({ example, ...rest }) =>
    example === undefined ? rest : { ...rest, example: maskedReply(example) },
  );
}
