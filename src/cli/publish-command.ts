// masthead publish: check, build, mail what is due.
import { PROBLEMS } from '../core/issue/problem.ts';
import type { Due, DueIssue } from '../core/issue/due.ts';
import type { Named } from '../flow/due-issues.ts';
import type { PublishInput, PublishReport } from '../flow/publish-issues.ts';
import type { OpenLibrary } from '../publish/open-library.ts';
import type { CommandCall, CommandSpec, Outcome } from './command.ts';
import { reportLine } from './delivery-lines.ts';
import { issuePaths } from './issue-paths.ts';
import { counted, problemCount, problemData, problemLine } from './problem-lines.ts';
import { FINISHING, watchMailing } from './watch-mailing.ts';

/** How long the command itself waits for servers that ask to be tried later; then the ledger keeps the rest. */
const WAIT_MS = 15 * 60_000;

export const publishCommand: CommandSpec = {
  usage: 'publish [file...]',
  summary: 'check, build, and mail the issues that are due and not yet mailed; named files are mailed however late',
  options: [
    ['--dry-run', 'say what would be done, and do nothing'],
    ['--no-mail', 'build only'],
    ['--detach', 'start the mailings and leave the deliveries to "masthead start"'],
    ['--adopt-store', 'the store was restored, copied or moved, and is the right one to mail from here'],
    ['--no-images', 'leave out the images for link previews'],
  ],
  run: async (call): Promise<Outcome> => {
    const { openApp } = await import('../app.ts');
    const { publishIssues } = await import('../flow/publish-issues.ts');
    const { shutdownSignal } = await import('../system/shutdown.ts');
    const paths = issuePaths(call.root, call.args);
    await using app = openApp(call.root, { onNotice: call.screen.note, adoptStore: call.flag('adopt-store') });
    using stop = shutdownSignal();
    if (call.flag('adopt-store')) await app.mailingStore();
    const building = call.screen.progress('Reading issues');
    const mailing = watchMailing(call.screen);
    stop.signal.addEventListener('abort', () => call.screen.note(FINISHING), { once: true });
    const report = await publishIssues(app, {
      named: (library) => namedBy(paths, library),
      backIssues: 'due',
      extent: extentOf(call),
      images: !call.flag('no-images'),
      onProgress: building.step,
      delivery: {
        signal: stop.signal,
        waitMs: WAIT_MS,
        onProgress: mailing.step,
      },
    });
    building.end();
    mailing.end();
    for (const problem of report.library.problems) call.screen.note(problemLine(problem, call.screen));
    return outcome(report, extentOf(call), app.environment.SMTP_URL === undefined);
  },
};

function extentOf({ flag }: CommandCall): PublishInput['extent'] {
  if (flag('dry-run')) return 'dry';
  if (flag('no-mail')) return 'build';
  return flag('detach') ? 'start' : 'deliver';
}

function namedBy(paths: ReadonlySet<string>, library: OpenLibrary): Named {
  return { slugs: new Set(library.issues.filter(({ path }) => paths.has(path)).map(({ card }) => card.slug)) };
}

function outcome(report: PublishReport, extent: PublishInput['extent'], isLocal: boolean): Outcome {
  const { library, done, due, started, reports } = report;
  const isBroken = library.problems.some(({ code }) => PROBLEMS[code] === 'error');
  const failed = isBroken || reports.some(({ outcome: end }) => end === 'stopped' || end === 'interrupted');
  const data = { problems: library.problems.map(problemData), built: done ?? null, due: due ?? null, started, reports };
  if (isBroken) return { data, failed, lines: [`Nothing was written or mailed: ${problemCount(library.problems)}.`] };
  const lines = [
    ...(done ? [`Built ${counted(done.issueCount, 'issue')}: ${counted(done.changed.length, 'file')} changed.`] : []),
    ...dueLines(due, extent),
    ...reports.map(reportLine),
    ...(reports.length > 0 && isLocal ? ['SMTP_URL is not set, so the mail lies in data/mailbox/.'] : []),
  ];
  return { data, failed, lines };
}

function dueLines(due: Due | undefined, extent: PublishInput['extent']): readonly string[] {
  if (!due) return [];
  const verb = extent === 'dry' ? 'Would mail' : 'Started the mailing of';
  const lines = due.due.map(({ slug }) => `${verb} ${slug}.`);
  if (due.due.length === 0) lines.push('No issue is due.');
  const [next] = due.next;
  if (next) lines.push(`Next is ${next.slug}, due at ${instant(next)}.`);
  if (due.tooLate.length > 0)
    lines.push(`Too late to be mailed unless named: ${due.tooLate.map(({ slug }) => slug).join(', ')}.`);
  const backCount = due.backIssues.length;
  if (backCount > 0)
    lines.push(`From before the first start, and mailed only when named: ${counted(backCount, 'issue')}.`);
  return lines;
}

function instant({ dueAtMs }: DueIssue): string {
  return new Date(dueAtMs).toISOString();
}
