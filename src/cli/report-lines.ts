// The report of a mailing as lines of text.
import { DELIVERY_STATES } from '../core/ledger/delivery.ts';
import { mailingName } from '../core/ledger/mailing.ts';
import type { MailingReport } from '../core/ledger/mailing-report.ts';
import { columns } from './columns.ts';
import { localTime } from './local-time.ts';

export function reportLines(report: MailingReport, timeZone: string, title: string | undefined): readonly string[] {
  const time = (instant: string): string => localTime(Date.parse(instant), timeZone);
  const { counts, total, bounces, cancelledAt, finishedAt, pausedAt } = report;
  const ended = cancelledAt ?? finishedAt;
  const present = DELIVERY_STATES.filter((state) => state === 'accepted' || counts[state] > 0);
  const share = (count: number): string => (total === 0 ? '' : `${((count / total) * 100).toFixed(1)} %`);
  const tables: readonly (readonly string[])[] = [
    [
      ...(title === undefined ? [] : [title]),
      `Mailing of ${mailingName(report)} to ${total}, started ${time(report.startedAt)}`,
      ...(ended === undefined ? [] : [`${cancelledAt === undefined ? 'Finished' : 'Cancelled'} ${time(ended)}`]),
      ...(pausedAt === undefined || ended !== undefined ? [] : [`Paused ${time(pausedAt)}`]),
    ],
    [
      ...columns(
        present.map((state) => [state, String(counts[state]), share(counts[state])]),
        [1, 2],
      ),
      'Accepted means that a server took it; not that it was delivered, nor read.',
    ],
    Object.keys(report.withheld).length === 0 ? [] : columns(withheldRows(report), [1]),
    paceLines(report, time),
    columns(
      [
        ['destination', 'readers', 'accepted', 'deferred', 'rejected', 'uncertain'],
        ...report.domains.map(({ domain, total: readers, accepted = 0, deferred = 0, rejected = 0, uncertain = 0 }) => [
          domain,
          ...[readers, accepted, deferred, rejected, uncertain].map(String),
        ]),
      ],
      [1, 2, 3, 4, 5],
    ),
    report.refused.length === 0
      ? []
      : [
          'Rejected:',
          ...columns(
            report.refused.map((one) => [String(one.count), one.reason, one.example ?? '']),
            [0],
          ),
        ],
    [
      'Since then:',
      ...columns(
        [...Object.entries(bounces), ['unsubscribed', report.unsubscribed] as const].map(([kind, count]) => [
          kind,
          String(count),
        ]),
        [1],
      ),
    ],
    report.feedReaders.length === 0
      ? []
      : [
          'Feed services say they read it for:',
          ...columns(
            report.feedReaders.map(({ client, readers }) => [client, String(readers)]),
            [1],
          ),
        ],
  ];
  const shown = tables.filter((lines) => lines.length > 0).map((lines) => `${lines.join('\n')}\n`);
  return [...shown, `Counted ${time(report.countedAt)}. Times are those of ${timeZone}.`];
}

function withheldRows({ withheld }: MailingReport): readonly (readonly string[])[] {
  return Object.entries(withheld).map(([reason, count]) => [`withheld: ${reason}`, String(count)]);
}

function paceLines({ pace }: MailingReport, time: (instant: string) => string): readonly string[] {
  const [first, last] = [pace.stretches[0], pace.stretches.at(-1)];
  if (first === undefined || last === undefined || pace.perMinute === undefined) return [];
  return [`Accepted from ${time(first.at)} to ${time(last.at)}, ${pace.perMinute} a minute on average.`];
}
