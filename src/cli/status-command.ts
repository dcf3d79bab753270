// masthead status: where every mailing stands, what comes next, and what is uncertain and why.
import { DELIVERY_STATES, type DeliveryCounts } from '../core/ledger/delivery.ts';
import type { Mailing } from '../core/ledger/mailing.ts';
import { AppError } from '../errors.ts';
import type { DeliveryRow } from '../store/store.ts';
import { columns } from './columns.ts';
import type { CommandSpec, Outcome } from './command.ts';
import { localTime } from './local-time.ts';

/** Enough to see a pattern; the whole list is in `--json` of a single mailing's store. */
const SHOWN_ROWS = 100;

interface MailingStatus {
  readonly mailing: Mailing;
  readonly counts: DeliveryCounts;
  readonly uncertain: readonly DeliveryRow[];
}

export const statusCommand: CommandSpec = {
  usage: 'status [slug]',
  summary: 'show mailings with the count of every state, what is due next, what is uncertain and why',
  run: async ({ root, args, screen }): Promise<Outcome> => {
    const { openApp } = await import('../app.ts');
    const { dueIssues } = await import('../flow/due-issues.ts');
    await using app = openApp(root, { onNotice: screen.note });
    const store = await app.store();
    const [slug] = args;
    const mailings = (await store.mailings()).filter((mailing) => slug === undefined || mailing.slug === slug);
    const statuses: MailingStatus[] = [];
    for (const mailing of mailings) {
      const counts = await store.counts(mailing.id);
      const uncertain = counts.uncertain === 0 ? [] : await store.deliveries(mailing.id, 'uncertain', SHOWN_ROWS);
      statuses.push({ mailing, counts, uncertain });
    }
    const library = await app.library();
    if (slug !== undefined && mailings.length === 0 && !library.issues.some(({ card }) => card.slug === slug)) {
      throw new AppError('ISSUE_UNKNOWN', `No published issue has the slug "${slug}", and none was ever mailed.`);
    }
    const due = await dueIssues(app, library);
    const waiting = [...due.due, ...due.next].filter((issue) => slug === undefined || issue.slug === slug);
    const data = {
      mailings: statuses.map(statusData),
      due: waiting.map((issue) => ({ slug: issue.slug, dueAt: new Date(issue.dueAtMs).toISOString() })),
    };
    const { time_zone } = app.newsletter.schedule;
    const time = (instantMs: number): string => localTime(instantMs, time_zone);
    const dueRows = waiting.map((issue) => [issue.slug, time(issue.dueAtMs)]);
    const tables = [
      mailingLines(statuses, time),
      uncertainLines(statuses, time),
      dueRows.length === 0 ? [] : columns([['issue', 'due'], ...dueRows]),
    ].filter((lines) => lines.length > 0);
    if (tables.length === 0) return { data, lines: ['Nothing was mailed yet, and nothing is due.'] };
    return { data, lines: [...tables.map((lines) => `${lines.join('\n')}\n`), `Times are those of ${time_zone}.`] };
  },
};

function statusData({ mailing, counts, uncertain }: MailingStatus): unknown {
  const { slug, edition, total, startedAt, finishedAt } = mailing;
  return { slug, edition, total, startedAt, finishedAt: finishedAt ?? null, counts, uncertain };
}

type Time = (instantMs: number) => string;

function mailingLines(statuses: readonly MailingStatus[], time: Time): readonly string[] {
  if (statuses.length === 0) return [];
  const states = DELIVERY_STATES.filter((state) => statuses.some(({ counts }) => counts[state] > 0));
  const head = ['issue', 'started', 'total', ...states];
  const rows = statuses.map(({ mailing, counts }) => [
    mailing.edition === '' ? mailing.slug : `${mailing.slug} (correction)`,
    time(Date.parse(mailing.startedAt)),
    String(mailing.total),
    ...states.map((state) => String(counts[state])),
  ]);
  const numeric = head.map((_, i) => i).slice(2);
  return columns([head, ...rows], numeric);
}

function uncertainLines(statuses: readonly MailingStatus[], time: Time): readonly string[] {
  const rows = statuses.flatMap(({ mailing, uncertain }) =>
    uncertain.map((row) => {
      const next = row.nextAttemptAt === undefined ? 'held for you' : `again ${time(Date.parse(row.nextAttemptAt))}`;
      return [mailing.slug, row.address, next, row.lastReply ?? ''];
    }),
  );
  return rows.length === 0 ? [] : ['Uncertain, because the connection was lost after the message:', ...columns(rows)];
}
