// masthead publish: check, build, mail what is due.
import { isFixed, type Problem } from '../core/issue/problem.ts';
import { mailingName } from '../core/ledger/mailing.ts';
import type { Newsletter } from '../core/newsletter.ts';
import type { Named } from '../flow/due-issues.ts';
import type { PublishInput, PublishReport } from '../flow/publish-issues.ts';
import type { OpenLibrary } from '../publish/open-library.ts';
import type { CommandCall, CommandSpec, Outcome } from './command.ts';
import { pauseNotes, reportLine } from './delivery-lines.ts';
import { forcedCodes } from './forced-codes.ts';
import { issuePaths } from './issue-paths.ts';
import { localTime } from './local-time.ts';
import { chiefProblemLines, counted, problemCount, problemData } from './problem-lines.ts';
import { FINISHING, watchMailing } from './watch-mailing.ts';

type Schedule = Newsletter['schedule'];

/** How long the command itself waits for servers that ask to be tried later; then the ledger keeps the rest. */
const WAIT_MS = 15 * 60_000;

export const publishCommand: CommandSpec = {
  usage: 'publish [file...]',
  summary:
    'check, build, and mail the issues that are due and not yet mailed; named files do not wait for the schedule',
  options: [
    ['--dry-run', 'say what would be done, and do nothing'],
    ['--force <code>', 'mail an issue although it has errors of this code; may be given again'],
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
    const forced = forcedCodes(call.texts('force'));
    await using app = openApp(call.root, { onNotice: call.screen.note, adoptStore: call.flag('adopt-store') });
    using stop = shutdownSignal();
    if (call.flag('adopt-store')) await app.mailingStore();
    const building = call.screen.progress('Reading issues');
    const mailing = watchMailing(call.screen);
    stop.signal.addEventListener('abort', () => call.screen.note(FINISHING), { once: true });
    const report = await publishIssues(app, {
      onPaceWarning: (sentence) => call.screen.note(`${call.screen.yellow('warning')}: ${sentence}`),
      named: (library) => namedBy(paths, library),
      backIssues: 'due',
      extent: extentOf(call),
      images: !call.flag('no-images'),
      forced,
      onProgress: building.step,
      delivery: {
        signal: stop.signal,
        waitMs: WAIT_MS,
        onProgress: mailing.step,
        onWait: pauseNotes(call.screen.note, app.newsletter.schedule.time_zone),
      },
    });
    building.end();
    mailing.end();
    const { shownProblems } = await import('../publish/open-library.ts');
    const { holding, forced: overruled } = report.gate;
    // Of letters the library knows nothing, of issues the gate has the library's own.
    const problems = [...new Set([...shownProblems(report.library), ...holding, ...overruled])];
    for (const line of chiefProblemLines(problems, call.screen)) call.screen.note(line);
    for (const line of unmailedLines(paths, report)) call.screen.note(line);
    const { SMTP_URL } = app.environment;
    return outcome(report, problems, {
      extent: extentOf(call),
      isLocal: SMTP_URL === undefined,
      schedule: app.newsletter.schedule,
    });
  },
};

function extentOf({ flag }: CommandCall): PublishInput['extent'] {
  if (flag('dry-run')) return 'dry';
  if (flag('no-mail')) return 'build';
  return flag('detach') ? 'start' : 'deliver';
}

function namedBy(paths: ReadonlySet<string>, library: OpenLibrary): Named | undefined {
  if (paths.size === 0) return undefined;
  return { slugs: new Set(library.issues.filter(({ path }) => paths.has(path)).map(({ card }) => card.slug)) };
}

/** Why a file that was named is not mailed now; whoever names one waits for it. */
function unmailedLines(paths: ReadonlySet<string>, { library, due, started }: PublishReport): readonly string[] {
  if (!due) return [];
  return [...paths].flatMap((path) => {
    const card = library.issues.find((issue) => issue.path === path)?.card;
    if (!card) return [`${path} is not mailed: it is a draft. Set "status: published" when it is ready.`];
    if (card.isMailedElsewhere === true) {
      return [`${path} is not mailed: it says "mailed: elsewhere". Take that line out if its readers have not got it.`];
    }
    const isWaiting = [...due.due, ...due.next].some(({ slug }) => slug === card.slug);
    return isWaiting || started.includes(card.slug) ? [] : [`${path} is not mailed: its mailing was started before.`];
  });
}

interface OutcomeSetting {
  readonly extent: PublishInput['extent'];
  /** Mail goes into the local mailbox. */
  readonly isLocal: boolean;
  readonly schedule: Schedule;
}

function outcome(report: PublishReport, problems: readonly Problem[], setting: OutcomeSetting): Outcome {
  const { extent, isLocal, schedule } = setting;
  const { done, due, started, paceWarnings, reports } = report;
  const isBroken = problems.some(isFixed);
  const isHeld = report.gate.holding.length > 0;
  const failed = isBroken || isHeld || reports.some(({ outcome: end }) => end === 'stopped' || end === 'interrupted');
  const { digests, forecasts = [] } = report;
  const data = {
    problems: problems.map(problemData),
    heldBy: report.gate.holding.map(problemData),
    forced: report.gate.forced.map(problemData),
    built: done ?? null,
    due: due ?? null,
    started,
    digests: digests.map(({ slug, edition, total }) => ({ slug, edition, total })),
    forecasts,
    paceWarnings,
    reports,
  };
  if (isBroken) return { data, failed, lines: [`Nothing was written or mailed: ${problemCount(problems)}.`] };
  const held = heldLines(report.gate.holding, extent);
  if (isHeld && extent !== 'dry') return { data, failed, lines: held };
  const lines = [
    ...held,
    ...forcedLines(report.gate.forced, extent),
    ...(done ? [`Built ${counted(done.issueCount, 'issue')}: ${counted(done.changed.length, 'file')} changed.`] : []),
    ...dueLines(report, extent, schedule),
    ...reports.map((one) => reportLine(one, schedule.time_zone)),
    ...(reports.length > 0 && isLocal ? ['SMTP_URL is not set, so the mail lies in data/mailbox/.'] : []),
  ];
  return { data, failed, lines };
}

/** Why nothing is written or mailed, and the two ways on. */
function heldLines(holding: readonly Problem[], extent: PublishInput['extent']): readonly string[] {
  if (holding.length === 0) return [];
  const codes = [...new Set(holding.map(({ code }) => code))];
  const force = codes.map((code) => `--force ${code}`).join(' ');
  const verb = extent === 'dry' ? 'Nothing would be written or mailed' : 'Nothing was written or mailed';
  const what = `${counted(holding.length, 'error')} in what is on its way to readers`;
  return [`${verb}: ${what}.`, ...holding.map(findingName), `Mend it, or take it upon yourself with ${force}.`];
}

function forcedLines(forced: readonly Problem[], extent: PublishInput['extent']): readonly string[] {
  const verb = extent === 'dry' ? 'Would be forced' : 'Forced, and noted in data/publish.log';
  return forced.length === 0 ? [] : [`${verb}:`, ...forced.map(findingName)];
}

function findingName({ path, line, code }: Problem): string {
  return `  ${[path, line].filter((part) => part !== undefined).join(':')}  ${code}`;
}

/** `: whole to 12 readers, their topics alone to 3 (2 letters)`; of a dry run alone. */
function whomClause({ forecasts = [] }: PublishReport, slug: string): string {
  const forecast = forecasts.find((one) => one.slug === slug);
  if (!forecast) return '';
  const { wholeCount, sliceCount, letterCount, nothingCount, digestCount } = forecast;
  const parts = [
    `whole to ${counted(wholeCount, 'reader')}`,
    ...(sliceCount > 0 ? [`their topics alone to ${sliceCount} (${counted(letterCount, 'letter')})`] : []),
    ...(nothingCount > 0 ? [`nothing to ${nothingCount}, none of whose topics is in it`] : []),
    ...(digestCount > 0 ? [`with the next digest to ${digestCount}`] : []),
  ];
  return `: ${parts.join(', ')}`;
}

function dueLines(report: PublishReport, extent: PublishInput['extent'], { time_zone }: Schedule): readonly string[] {
  const { due, isAudienceEmpty } = report;
  if (!due) return [];
  if (isAudienceEmpty) {
    const slugs = due.due.map(({ slug }) => slug).join(', ');
    return [`Nobody to mail yet: no subscriber is active, so ${slugs} stays due. Add readers with "subscribers".`];
  }
  const isHeld = report.gate.holding.length > 0;
  const verb = isHeld ? 'Without that it would mail' : extent === 'dry' ? 'Would mail' : 'Started the mailing of';
  const lines = due.due.map(({ slug }) => `${verb} ${slug}${whomClause(report, slug)}.`);
  for (const digest of report.digests)
    lines.push(`Started the ${mailingName(digest)} to ${counted(digest.total, 'reader')}.`);
  if (due.due.length === 0) lines.push('No issue is due.');
  const [next] = due.next;
  if (next) lines.push(`Next is ${next.slug}, due ${localTime(next.dueAtMs, time_zone)} (${time_zone}).`);
  if (due.tooLate.length > 0)
    lines.push(`Too late to be mailed unless named: ${due.tooLate.map(({ slug }) => slug).join(', ')}.`);
  const backCount = due.backIssues.length;
  if (backCount > 0)
    lines.push(`From before the first start, and mailed only when named: ${counted(backCount, 'issue')}.`);
  return lines;
}
