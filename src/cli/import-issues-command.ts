// masthead import-issues: old issues from an export or a feed, as Markdown files.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { consentInstant } from '../core/audience/consent-date.ts';
import { AppError } from '../errors.ts';
import type { IssueImportReport } from '../importing/import-issues.ts';
import type { CommandCall, CommandSpec, Outcome } from './command.ts';
import { counted } from './problem-lines.ts';

export const importIssuesCommand: CommandSpec = {
  usage: 'import-issues <source>',
  summary:
    "bring old issues from Ghost's JSON export or from a feed, a file or an address; they are never mailed again",
  options: [
    ['--dry-run', 'say what would be written, and write nothing'],
    ['--since <date>', 'only those from this day on'],
    ['--status <status>', 'make all of them draft or published'],
    ['--site <url>', "where the issues stood: Ghost's export does not say it"],
    ['--no-images', 'leave the pictures where they are'],
  ],
  run: async (call): Promise<Outcome> => {
    const source = sourceOf(call);
    const since = sinceOf(call);
    const status = statusOf(call);
    const site = siteOf(call);
    const { openApp } = await import('../app.ts');
    const { presentIssues } = await import('../flow/present-issues.ts');
    const { importIssues } = await import('../importing/import-issues.ts');
    await using app = openApp(call.root, { onNotice: call.screen.note });
    const progress = call.screen.progress('Bringing pictures');
    const isDry = call.flag('dry-run');
    const report = await importIssues({
      root: app.root,
      newsletter: app.newsletter,
      source,
      withImages: !call.flag('no-images'),
      isDry,
      present: presentIssues(app.root, app.newsletter),
      onProgress: progress.step,
      ...(site !== undefined && { site }),
      ...(since !== undefined && { since }),
      ...(status !== undefined && { status }),
    });
    progress.end();
    return { data: { dryRun: isDry, ...report }, lines: reportLines(report, isDry) };
  },
};

function sourceOf({ root, args }: CommandCall): string {
  const [written = ''] = args;
  if (/^https?:\/\//i.test(written)) return written;
  const file = resolve(root, written);
  if (!existsSync(file)) throw new AppError('FILE_MISSING', `There is no file ${file}.`);
  return file;
}

function sinceOf({ text }: CommandCall): string | undefined {
  const written = text('since');
  const since = written === undefined ? undefined : consentInstant(written);
  if (written !== undefined && since === undefined) {
    throw new AppError('USAGE', `--since is a day such as 2026-01-06, not "${written}".`);
  }
  return since;
}

function statusOf({ text }: CommandCall): 'draft' | 'published' | undefined {
  const written = text('status');
  if (written === undefined || written === 'draft' || written === 'published') return written;
  throw new AppError('USAGE', `--status is draft or published, not "${written}".`);
}

function siteOf({ text }: CommandCall): string | undefined {
  const written = text('site');
  if (written === undefined || /^https?:\/\/[^/]/.test(written)) return written;
  throw new AppError('USAGE', `--site is an address such as https://old.example, not "${written}".`);
}

/** Redirects are for masthead.yaml, so all of them are shown; of anything else the first few. */
const SHOWN = 10;

function reportLines(report: IssueImportReport, isDry: boolean): readonly string[] {
  const { kind, issues, skipped, notes, redirects, strayTags } = report;
  const of = (result: string) => issues.filter((issue) => issue.result === result);
  const [written, kept, unchanged] = [of('written'), of('kept'), of('unchanged')];
  const drafts = written.filter(({ status }) => status === 'draft').length;
  const draftClause = drafts > 0 ? `, ${drafts} as draft` : '';
  const verb = isDry ? 'Would write' : 'Wrote';
  const moved = Object.entries(redirects);
  const stray = Object.entries(strayTags).map(([name, count]) => `${name} (${count})`);
  return [
    `Read ${kind}: ${counted(issues.length, 'issue')}.`,
    ...shown(written.map(({ path, title }) => `  ${path}: ${title}`)),
    `${verb} ${counted(written.length, 'file')}${draftClause}; ${unchanged.length} there already.`,
    ...(kept.length > 0
      ? [`There already with another text, and left alone: ${kept.map(({ path }) => path).join(', ')}.`]
      : []),
    ...shown(skipped.map((sentence) => `Left out: ${sentence}`)),
    ...notes,
    ...imageLines(report, isDry),
    ...(stray.length > 0 ? [`Tags that are no topics, kept as keywords: ${stray.slice(0, SHOWN).join(', ')}.`] : []),
    ...(moved.length > 0 ? ['Old addresses, for masthead.yaml:', 'redirects:', ...moved.map(redirectLine)] : []),
    ...(isDry
      ? ['Nothing was written. Run the command without --dry-run to import.']
      : ['They say "mailed: elsewhere", so none of them is mailed. See what "masthead check" says of them.']),
  ];
}

function imageLines({ images }: IssueImportReport, isDry: boolean): readonly string[] {
  if (images.wanted === 0) return [];
  if (isDry) return [`Pictures in them: ${images.wanted}.`];
  const failed = images.failed.map(({ url, why }) => `  ${url.slice(0, 100)}: ${why}`);
  const left = images.failed.length > 0 ? `, ${images.failed.length} left where they are` : '';
  return [`Pictures: ${images.wanted}, ${images.fetched} fetched now${left}.`, ...shown(failed)];
}

function shown(lines: readonly string[]): readonly string[] {
  const more = lines.length - SHOWN;
  return more > 0 ? [...lines.slice(0, SHOWN), `  and ${more} more`] : lines;
}

function redirectLine([from, to]: readonly [string, string]): string {
  return `  ${JSON.stringify(from)}: ${JSON.stringify(to)}`;
}
