// masthead bounces: reads bounces, complaints and mailed unsubscriptions, and says what they led to.
import type { RecordedReport } from '../bounces/report-recorder.ts';
import { columns } from './columns.ts';
import type { CommandSpec, Outcome } from './command.ts';
import { counted } from './problem-lines.ts';

/** In the order in which they matter. */
const OUTCOMES = ['suppressed', 'unsubscribed', 'counted', 'repeated', 'unknown', 'expired', 'ignored'] as const;

/** A mailbox of a year may hold more than anybody reads; the counts are of all of them. */
const SHOWN_REPORTS = 200;

export const bouncesCommand: CommandSpec = {
  usage: 'bounces [file]',
  summary:
    'read bounces, complaints and mailed unsubscriptions from a file, a folder, a Maildir, IMAP or "-" for stdin',
  run: async ({ root, args, screen }): Promise<Outcome> => {
    const { openApp } = await import('../app.ts');
    const { readBounces } = await import('../flow/read-bounces.ts');
    const { shutdownSignal } = await import('../system/shutdown.ts');
    await using app = openApp(root, { onNotice: screen.note });
    using stop = shutdownSignal();
    const shown: RecordedReport[] = [];
    const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0]));
    let total = 0;
    const onReport = (recorded: RecordedReport): void => {
      total += 1;
      counts[recorded.outcome] = (counts[recorded.outcome] ?? 0) + 1;
      if (shown.length < SHOWN_REPORTS) shown.push(recorded);
    };
    await readBounces(app, { path: args[0], stdin: process.stdin, onReport, signal: stop.signal });
    const told = OUTCOMES.filter((outcome) => (counts[outcome] ?? 0) > 0);
    const sums = told.map((outcome) => `${counts[outcome]} ${outcome}`).join(', ');
    const closing = total === 0 ? 'There was no mail to read.' : `${counted(total, 'mail')}: ${sums}.`;
    return { data: { total, counts, reports: shown }, lines: reportLines(shown), closing };
  },
};

function reportLines(reports: readonly RecordedReport[]): readonly string[] {
  if (reports.length === 0) return [];
  const rows = reports.map(({ kind, outcome, slug, address, status, reason, softCount }) => {
    const count = softCount === undefined ? '' : ` (${softCount} in a row)`;
    return [kind, `${outcome}${count}`, slug ?? '', address ?? '', status ?? '', reason ?? ''];
  });
  return columns([['report', 'outcome', 'issue', 'subscriber', 'status', 'the server'], ...rows]);
}
