// masthead status: where every mailing stands, what comes next, and what is uncertain and why.
import { DELIVERY_STATES, type DeliveryCounts } from '../core/ledger/delivery.ts';
import { isDigest, mailingName, type Mailing } from '../core/ledger/mailing.ts';
import type { Problem } from '../core/issue/problem.ts';
import { refusals, type Refusals } from '../core/ledger/refusals.ts';
import type { App } from '../app.ts';
import { AppError } from '../errors.ts';
import type { BounceCounts, BounceReason } from '../store/bounce-store.ts';
import type { OpenBreaker } from '../store/reader-store.ts';
import type { DeliveryRow, Store } from '../store/store.ts';
import { columns } from './columns.ts';
import type { CommandSpec, Outcome } from './command.ts';
import { feedReaders } from './feed-readers.ts';
import { localTime } from './local-time.ts';
import { problemData } from './problem-lines.ts';
import { paceWaits, type PaceWait } from './pace-waits.ts';
import type { Terminal } from './terminal.ts';
import { watchMailing } from './watch-mailing.ts';

/** Enough to see a pattern. */
const SHOWN_ROWS = 100;
/** Refusals are grouped, so more of them can be read. */
const GROUPED_ROWS = 10_000;
/** How often `--watch` looks again. */
const WATCH_MS = 1000;

interface MailingStatus {
  readonly mailing: Mailing;
  /** How many different letters go out: one, unless readers have chosen topics. */
  readonly letterCount: number;
  readonly counts: DeliveryCounts;
  /** What came back after it was accepted. */
  readonly bounces: BounceCounts;
  readonly uncertain: readonly DeliveryRow[];
  /** Of a single mailing that was asked for. */
  readonly refused: readonly Refusals[];
  readonly reported: readonly BounceReason[];
}

export const statusCommand: CommandSpec = {
  usage: 'status [slug]',
  summary: 'show mailings with the count of every state, what is due next, what is uncertain and why',
  options: [['--watch', 'show the mailings that run until all of them have ended, or Ctrl-C']],
  run: async ({ root, args, flag, screen }): Promise<Outcome> => {
    const { openApp } = await import('../app.ts');
    await using app = openApp(root, { onNotice: screen.note });
    const [slug] = args;
    if (flag('watch')) await watch(app, slug, screen);
    // Awaited, or the store would be closed before it is asked.
    return await outcome(app, slug);
  },
};

/** Shows what runs until nothing runs any more. */
async function watch(app: App, slug: string | undefined, screen: Terminal): Promise<void> {
  const { shutdownSignal } = await import('../system/shutdown.ts');
  const { wait } = await import('../system/wait.ts');
  const store = await app.knownStore();
  if (store === undefined) return;
  using stop = shutdownSignal();
  const mailing = watchMailing(screen);
  const beganAt = performance.now();
  while (!stop.signal.aborted) {
    const first = (await store.openMailings()).find((one) => isRunning(one, slug));
    if (first === undefined) break;
    const counts = await store.counts(first.id);
    mailing.step({ slug: first.slug, total: first.total, counts, elapsedMs: performance.now() - beganAt });
    // Held ones wait for the editor, and watching does not help them.
    if (counts.queued + counts.attempting + counts.deferred === 0) break;
    await wait(WATCH_MS, stop.signal);
  }
  mailing.end();
}

/** A paused one does not move, however long it is watched. */
function isRunning(mailing: Mailing, slug: string | undefined): boolean {
  return mailing.pausedAt === undefined && (slug === undefined || mailing.slug === slug);
}

async function outcome(app: App, slug: string | undefined): Promise<Outcome> {
  const { dueIssues } = await import('../flow/due-issues.ts');
  const store = await app.knownStore();
  const all = (await store?.mailings()) ?? [];
  const mailings = all.filter((mailing) => slug === undefined || mailing.slug === slug);
  const letters = await store?.letterCounts();
  const statuses = store
    ? await Promise.all(
        mailings.map(async (mailing) => ({
          ...(await statusOf(store, mailing, slug !== undefined)),
          letterCount: (letters?.get(mailing.id) ?? 0) + (isDigest(mailing) ? 0 : 1),
        })),
      )
    : [];
  const library = await app.library();
  if (slug !== undefined && mailings.length === 0 && !library.issues.some(({ card }) => card.slug === slug)) {
    throw new AppError('ISSUE_UNKNOWN', `No published issue has the slug "${slug}", and none was ever mailed.`);
  }
  const due = await dueIssues(app, library);
  const { sendGate } = await import('../flow/send-gate.ts');
  const { holding } = await sendGate(app, library, { due, isNamed: false });
  const waiting = [...due.due, ...due.next].filter((issue) => slug === undefined || issue.slug === slug);
  const waits = paceWaits((await store?.paceStates()) ?? new Map(), await app.limits(), app.clock.now());
  const readers = await feedReaders(slug === undefined ? store : undefined, app.clock.now());
  const breaker = await store?.breaker();
  const data = {
    mailings: statuses.map(statusData),
    heldBy: holding.map(problemData),
    due: waiting.map((issue) => ({ slug: issue.slug, dueAt: new Date(issue.dueAtMs).toISOString() })),
    pace: waits,
    feedReaders: readers.counts,
    confirmationsHeldBack: breaker ?? null,
  };
  const { time_zone } = app.newsletter.schedule;
  const time = (instantMs: number): string => localTime(instantMs, time_zone);
  const dueRows = waiting.map((issue) => [issue.slug, time(issue.dueAtMs)]);
  const tables = [
    mailingLines(statuses, time),
    controlled(statuses, time),
    uncertain(statuses, time),
    refused(statuses),
    reported(statuses),
    pace(waits, time),
    dueRows.length === 0 ? [] : columns([['issue', 'due'], ...dueRows]),
    heldIssues(holding),
    readers.lines,
    breaker === undefined ? [] : heldBack(breaker, time),
  ].filter((lines) => lines.length > 0);
  if (tables.length === 0) return { data, lines: ['Nothing was mailed yet, and nothing is due.'] };
  return { data, lines: [...tables.map((lines) => `${lines.join('\n')}\n`), `Times are those of ${time_zone}.`] };
}

async function statusOf(
  store: Store,
  mailing: Mailing,
  isDetailed: boolean,
): Promise<Omit<MailingStatus, 'letterCount'>> {
  const counts = await store.counts(mailing.id);
  const doubtful = counts.uncertain === 0 ? [] : await store.deliveries(mailing.id, 'uncertain', SHOWN_ROWS);
  const isRead = isDetailed && counts.rejected > 0;
  const rejected = isRead ? await store.deliveries(mailing.id, 'rejected', GROUPED_ROWS) : [];
  const bounces = await store.bounceCounts(mailing.id);
  const hasReports = isDetailed && Object.values(bounces).some((count) => count > 0);
  const told = hasReports ? await store.bounceReasons(mailing.id) : [];
  return { mailing, counts, bounces, uncertain: doubtful, refused: refusals(rejected), reported: told };
}

function statusData(status: MailingStatus): unknown {
  const { slug, edition, total, startedAt, finishedAt, pausedAt, cancelledAt } = status.mailing;
  const { counts, letterCount, refused: refusalsByReason } = status;
  const known = {
    slug,
    edition,
    total,
    startedAt,
    finishedAt: finishedAt ?? null,
    pausedAt: pausedAt ?? null,
    cancelledAt: cancelledAt ?? null,
    letterCount,
    counts,
    bounces: status.bounces,
  };
  return { ...known, uncertain: status.uncertain, refused: refusalsByReason, reported: status.reported };
}

/** Told after acceptance, and so beside the states: who bounced was accepted before. */
const REPORTS: readonly (readonly [name: string, count: (bounces: BounceCounts) => number])[] = [
  ['bounced', ({ hard, soft, ours }) => hard + soft + ours],
  ['complaints', ({ complaint }) => complaint],
];

type Time = (instantMs: number) => string;

function heldBack({ reason, since }: OpenBreaker, time: Time): readonly string[] {
  const why = { volume: 'many more than usual ask', unconfirmed: 'hardly anybody confirms' }[reason];
  return [`Confirmations are held back but for a trickle since ${time(Date.parse(since))}: ${why}.`];
}

/** What keeps issues from being mailed, though they are due or will be today. */
function heldIssues(holding: readonly Problem[]): readonly string[] {
  if (holding.length === 0) return [];
  const rows = holding.map(({ path, line, code, message }) => [
    line === undefined ? path : `${path}:${line}`,
    code,
    message,
  ]);
  return ['Held back, and everything with it, until this is mended:', ...columns(rows)];
}

function mailingLines(statuses: readonly MailingStatus[], time: Time): readonly string[] {
  if (statuses.length === 0) return [];
  const states = DELIVERY_STATES.filter((state) => statuses.some(({ counts }) => counts[state] > 0));
  const reports = REPORTS.filter(([, count]) => statuses.some(({ bounces }) => count(bounces) > 0));
  // One letter for all is the rule, and not worth a column.
  const isSliced = statuses.some(({ letterCount }) => letterCount > 1);
  const letters = isSliced ? ['letters'] : [];
  const head = ['issue', 'started', 'total', ...letters, ...states, ...reports.map(([name]) => name)];
  const rows = statuses.map(({ mailing, letterCount, counts, bounces }) => [
    mailingName(mailing),
    time(Date.parse(mailing.startedAt)),
    String(mailing.total),
    ...letters.map(() => String(letterCount)),
    ...states.map((state) => String(counts[state])),
    ...reports.map(([, count]) => String(count(bounces))),
  ]);
  const numeric = head.map((_, i) => i).slice(2);
  return columns([head, ...rows], numeric);
}

/** What the editor has paused or ended. */
function controlled(statuses: readonly MailingStatus[], time: Time): readonly string[] {
  return statuses.flatMap(({ mailing }) => {
    const name = mailingName(mailing);
    if (mailing.cancelledAt !== undefined)
      return [`${name} was cancelled by the editor at ${time(Date.parse(mailing.cancelledAt))}.`];
    if (mailing.pausedAt === undefined || mailing.finishedAt !== undefined) return [];
    const cure = `"masthead send ${mailing.slug} --resume" lets it go on; its age keeps counting`;
    return [`${name} is paused by the editor since ${time(Date.parse(mailing.pausedAt))}: ${cure}.`];
  });
}

function uncertain(statuses: readonly MailingStatus[], time: Time): readonly string[] {
  const rows = statuses.flatMap(({ mailing, uncertain: doubtful }) =>
    doubtful.map((row) => {
      const since = `since ${time(Date.parse(row.uncertainAt ?? row.updatedAt))}`;
      const next = row.nextAttemptAt === undefined ? 'held for you' : `again ${time(Date.parse(row.nextAttemptAt))}`;
      return [mailing.slug, row.address, since, row.server ?? '', next, row.lastReply ?? ''];
    }),
  );
  return rows.length === 0
    ? []
    : ['Uncertain, because the connection was lost after the message, with the server that had it:', ...columns(rows)];
}

/** What came back of a single mailing, by kind and reason. */
function reported(statuses: readonly MailingStatus[]): readonly string[] {
  const rows = statuses.flatMap((status) =>
    status.reported.map(({ kind, reason, count, example }) => [String(count), kind, reason, example ?? '']),
  );
  return rows.length === 0 ? [] : ['Came back:', ...columns(rows, [0])];
}

function refused(statuses: readonly MailingStatus[]): readonly string[] {
  const rows = statuses.flatMap((status) =>
    status.refused.map((one) => [String(one.count), one.reason, one.example ?? '']),
  );
  return rows.length === 0 ? [] : ['Rejected:', ...columns(rows, [0])];
}

function pace(waits: readonly PaceWait[], time: Time): readonly string[] {
  const rows = waits.map(({ destination, reason, until }) => [
    destination,
    until === undefined ? '' : `until ${time(Date.parse(until))}`,
    reason,
  ]);
  return rows.length === 0 ? [] : ['The pace waits for:', ...columns(rows)];
}
