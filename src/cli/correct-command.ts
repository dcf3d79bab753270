// masthead correct: shows what has changed in an issue since it was mailed, writes the correction, and mails it to
// those who got the issue if the editor says so.
import type { App } from '../app.ts';
import { mailingName } from '../core/ledger/mailing.ts';
import { markedChange } from '../core/revision/marked-change.ts';
import { AppError } from '../errors.ts';
import type { CorrectReport, CorrectionWay, RevisedIssue } from '../flow/correct-issue.ts';
import { asked, canAsk } from './asked.ts';
import type { CommandCall, CommandSpec, Outcome } from './command.ts';
import { pauseNotes, reportLine } from './delivery-lines.ts';
import { localTime } from './local-time.ts';
import { counted } from './problem-lines.ts';
import type { Terminal } from './terminal.ts';
import { FINISHING, watchMailing } from './watch-mailing.ts';

export const correctCommand: CommandSpec = {
  usage: 'correct <slug>',
  summary: 'show what has changed in an issue since it was mailed, and own up to it',
  options: [
    ['--note <text>', 'what was wrong, one sentence for readers'],
    ['--only-pages', 'the correction stands on the page and in the feeds'],
    ['--mail', 'it is also mailed to those who got the issue'],
    ['--next-issue', 'it is also printed as a paragraph for the next issue, which you put there'],
    ['--no-images', 'leave out the images for link previews'],
  ],
  run: async (call): Promise<Outcome> => {
    const given = wayOf(call);
    const { openApp } = await import('../app.ts');
    const { revisedIssue } = await import('../flow/correct-issue.ts');
    await using app = openApp(call.root, { onNotice: call.screen.note });
    const reading = call.screen.progress('Reading issues');
    const revised = await revisedIssue(app, call.args[0] ?? '', { onProgress: reading.step });
    reading.end();
    const { time_zone } = app.newsletter.schedule;
    const shown = [comparedLine(revised, time_zone), ...changeLines(revised, call.screen)];
    const written = call.text('note')?.replace(/\s+/g, ' ').trim() ?? '';
    if (revised.changes.length === 0 && written === '') {
      const cure = 'Nothing was written. Say --note to own up to something all the same.';
      return { data: { ...revised, outcome: 'unchanged' }, lines: [...shown, cure] };
    }
    if (given === undefined && !canAsk()) {
      return { data: { ...revised, outcome: 'shown' }, lines: [...shown, WAYS_HINT] };
    }
    for (const line of shown) call.screen.note(line);
    const way = given ?? (await askedWay(revised));
    const note = way === undefined ? '' : written === '' ? await askedNote(revised) : written;
    if (way === undefined || note === '') {
      return { data: { ...revised, outcome: 'left' }, lines: ['Nothing was written.'], failed: true };
    }
    return await corrected(call, app, { revised, way, note });
  },
};

const WAYS_HINT = 'Nothing was written. Say how readers hear of it: --only-pages, --mail or --next-issue, with --note.';

const WAYS = { 'only-pages': 'pages', mail: 'mail', 'next-issue': 'next' } as const;

function wayOf({ flag }: CommandCall): CorrectionWay | undefined {
  const given = Object.entries(WAYS).filter(([name]) => flag(name));
  if (given.length > 1) throw new AppError('USAGE', 'Say one of --only-pages, --mail and --next-issue.');
  return given[0]?.[1];
}

async function corrected(
  call: CommandCall,
  app: App,
  { revised, way, note }: { readonly revised: RevisedIssue; readonly way: CorrectionWay; readonly note: string },
): Promise<Outcome> {
  const { correctIssue } = await import('../flow/correct-issue.ts');
  const { shutdownSignal } = await import('../system/shutdown.ts');
  using stop = shutdownSignal();
  const mailing = watchMailing(call.screen);
  stop.signal.addEventListener('abort', () => call.screen.note(FINISHING), { once: true });
  const { time_zone } = app.newsletter.schedule;
  const report = await correctIssue(app, revised, {
    note,
    way,
    images: !call.flag('no-images'),
    delivery: { signal: stop.signal, onProgress: mailing.step, onWait: pauseNotes(call.screen.note, time_zone) },
  });
  mailing.end();
  const outcome = report.mailing?.outcome;
  const failed = !report.isBuilt || outcome === 'stopped' || outcome === 'interrupted';
  return {
    data: { ...revised, outcome: 'corrected', correction: report },
    lines: doneLines(revised, report, time_zone),
    failed,
  };
}

function comparedLine({ path, since }: RevisedIssue, timeZone: string): string {
  if (since === undefined) return `${path}: what readers have of it is not known, neither to the ledger nor to git.`;
  const { from, commit = '', mailing } = since;
  const short = commit.slice(0, COMMIT_CHARACTERS);
  if (mailing === undefined) return `${path} was never mailed. Compared with commit ${short}:`;
  const time = `${localTime(Date.parse(mailing.startedAt), timeZone)} (${timeZone})`;
  const what = mailing.edition === '' ? 'it was mailed' : `its last correction was mailed, ${mailingName(mailing)},`;
  if (from === 'ledger') return `${path}: changed since ${what} at ${time}:`;
  return `${path}: changed since commit ${short}, the last before ${what} at ${time}:`;
}

const COMMIT_CHARACTERS = 10;

function changeLines({ changes }: RevisedIssue, screen: Terminal): readonly string[] {
  if (changes.length === 0) return ['  nothing that readers see'];
  const paint = { removed: screen.red, added: screen.green };
  let above: string | undefined;
  return changes.flatMap((change) => {
    const heading = change.heading !== above && change.heading !== undefined ? [`  ${change.heading}`] : [];
    above = change.heading;
    return [...heading, `    ${markedChange(change, paint)}`];
  });
}

async function askedWay({ isMailed, letterCount }: RevisedIssue): Promise<CorrectionWay | undefined> {
  const mail = `m  also a mail to those who got it (${counted(letterCount, 'letter')})`;
  const ways = [
    'p  page and feeds alone',
    ...(isMailed ? [mail] : []),
    'n  also a paragraph for the next issue, which you put there',
    'Enter  leave it',
  ];
  const answer = await asked(`How do readers hear of it?\n  ${ways.join('\n  ')}\n>`);
  if (/^p/i.test(answer)) return 'pages';
  if (/^m/i.test(answer) && isMailed) return 'mail';
  return /^n/i.test(answer) ? 'next' : undefined;
}

async function askedNote({ proposal }: RevisedIssue): Promise<string> {
  if (!canAsk()) throw new AppError('USAGE', 'Say --note: one sentence for readers about what was wrong.');
  const answer = await asked(
    `What was wrong, in one sentence for readers?${proposal ? `\n  Enter  ${proposal}` : ''}\n>`,
  );
  return answer === '' ? (proposal ?? '') : answer;
}

function doneLines(
  { path, url, slug, title }: RevisedIssue,
  report: CorrectReport,
  timeZone: string,
): readonly string[] {
  const { at, note, way, isBuilt, mailing } = report;
  const broken = 'out/ is as it was, because some issues have errors: "masthead check" shows them.';
  const later = way === 'mail' ? ` Then "masthead send ${slug} --correction" mails it.` : '';
  return [
    `Written into ${path}: ${at.slice(0, '2026-01-07'.length)}, "${note}"`,
    isBuilt ? `It stands on ${url} and in the feeds.` : broken + later,
    ...(way === 'next' ? ['For the next issue:', '', `[${linkText(title)}](${url}): ${note}`, ''] : []),
    ...(mailing ? [reportLine(mailing, timeZone)] : []),
    'Commit the file.',
  ];
}

/** A title between brackets of Markdown says what it is. */
function linkText(title: string): string {
  return title.replace(/[\\`*_[\]<>]/g, String.raw`\$&`);
}
