// The report of a mailing as values of the template `report`, in the words of a language: for the desk and for the file
// that the command writes.
import { DELIVERY_STATES } from '../core/ledger/delivery.ts';
import { DIGEST_SLUGS } from '../core/ledger/mailing.ts';
import { OTHER_DOMAINS, type MailingReport } from '../core/ledger/mailing-report.ts';
import type { Newsletter } from '../core/newsletter.ts';
import { columnPlot } from '../core/render/plot/column-plot.ts';
import { groupedNumber } from '../core/render/plot/plot-scale.ts';
import { deskText, type DeskTexts } from './desk-texts.ts';
import { deskTime } from './desk-time.ts';

export interface ReportWords {
  readonly texts: DeskTexts;
  readonly language: string;
  readonly newsletter: Newsletter;
  /** Of the issue; undefined when it is not there any more, or when it is a digest. */
  readonly title?: string | undefined;
}

const PLOT = { width: 720, height: 170 } as const;
/** Times below the plot, evenly spread. */
const PLOT_LABELS = 4;
const RETURNED = ['hard', 'soft', 'ours', 'complaint'] as const;

export function reportView(report: MailingReport, words: ReportWords) {
  const { texts, newsletter } = words;
  const time = (instant: string): string => deskTime(instant, { newsletter: () => newsletter });
  const number = (value: number): string => groupedNumber(value, words.language);
  const ended = report.cancelledAt ?? report.finishedAt;
  const { bounces } = report;
  return {
    name: reportName(report, words),
    slug: report.slug,
    zone: newsletter.schedule.time_zone,
    started: time(report.startedAt),
    ended: ended === undefined ? '' : time(ended),
    ended_name: deskText(texts, 'report', report.cancelledAt === undefined ? 'finished' : 'cancelled'),
    counted: deskText(texts, 'report', 'counted', {
      time: time(report.countedAt),
      zone: newsletter.schedule.time_zone,
    }),
    total: number(report.total),
    counts: DELIVERY_STATES.filter((state) => state === 'accepted' || report.counts[state] > 0).map((state) => ({
      name: deskText(texts, 'states', state),
      meaning: deskText(texts, 'meanings', state),
      count: number(report.counts[state]),
      share: shareOf(report.counts[state], report.total),
    })),
    withheld: Object.entries(report.withheld).map(([reason, count]) => ({
      name: deskText(texts, 'withheld', reason),
      count: number(count),
    })),
    pace: paceText(report, words),
    pace_plot: report.pace.stretches.length < 2 ? '' : pacePlot(report, words, time),
    domains: report.domains.map(({ domain, total, accepted, deferred, rejected, uncertain }) => ({
      domain: domain === OTHER_DOMAINS ? deskText(texts, 'report', 'otherDomains') : domain,
      total: number(total),
      accepted: number(accepted ?? 0),
      deferred: number(deferred ?? 0),
      rejected: number(rejected ?? 0),
      uncertain: number(uncertain ?? 0),
    })),
    refused: report.refused.map(({ reason, count, example = '' }) => ({
      reason,
      count: number(count),
      reply: example,
    })),
    returned: RETURNED.filter((kind) => (bounces[kind] ?? 0) > 0).map((kind) => ({
      name: deskText(texts, 'returned', kind),
      count: number(bounces[kind] ?? 0),
    })),
    unsubscribed: number(report.unsubscribed),
    feed_readers: report.feedReaders.map(({ client, readers }) => ({ client, count: number(readers) })),
  };
}

function reportName({ slug, edition }: MailingReport, { texts, title }: ReportWords): string {
  const day = edition.slice(0, '2026-01-07'.length);
  if (slug === DIGEST_SLUGS.daily) return deskText(texts, 'sending', 'dailyDigest', { day });
  if (slug === DIGEST_SLUGS.weekly) return deskText(texts, 'sending', 'weeklyDigest', { day });
  const name = title ?? slug;
  return edition === '' ? name : deskText(texts, 'sending', 'correction', { slug: name, day });
}

function shareOf(count: number, total: number): string {
  return total === 0 ? '' : `${(Math.round((count / total) * 1000) / 10).toFixed(1)} %`;
}

function paceText({ pace }: MailingReport, { texts, language }: ReportWords): string {
  if (pace.perMinute === undefined) return '';
  return deskText(texts, 'report', 'pace', { count: groupedNumber(pace.perMinute, language) });
}

function pacePlot({ pace }: MailingReport, words: ReportWords, time: (instant: string) => string): string {
  const { texts, language } = words;
  const each = Math.ceil(pace.stretches.length / PLOT_LABELS);
  const values = {
    minutes: pace.stretchMinutes,
    from: time(pace.stretches[0]?.at ?? ''),
    to: time(pace.stretches.at(-1)?.at ?? ''),
  };
  return columnPlot({
    id: 'pace',
    title: deskText(texts, 'report', 'paceTitle'),
    description: deskText(texts, 'report', 'paceSays', values),
    language,
    ...PLOT,
    aboveName: deskText(texts, 'report', 'perStretch', values),
    columns: pace.stretches.map(({ at, accepted }, index) => ({
      above: accepted,
      below: 0,
      ...(index % each === 0 && { label: time(at).slice('2026-01-07 '.length) }),
    })),
  });
}
