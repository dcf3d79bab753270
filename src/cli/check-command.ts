// masthead check: everything about the issues that would embarrass, without writing anything.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { levelOf } from '../core/issue/problem.ts';
import { AppError } from '../errors.ts';
import { CHECK_FORMATS } from './check-formats.ts';
import type { CommandSpec, Outcome } from './command.ts';
import { issuePaths } from './issue-paths.ts';
import { counted, problemCount, problemData } from './problem-lines.ts';

/** Levels that make the command fail. What is only worth knowing never does. */
const FAILING: Readonly<Record<'normal' | 'strict', readonly string[]>> = {
  normal: ['error'],
  strict: ['error', 'warning'],
};

export const checkCommand: CommandSpec = {
  usage: 'check [file...]',
  summary: 'show errors and warnings of all issues, or of these files',
  options: [
    ['--strict', 'let warnings fail the command too'],
    ['--links', 'ask for each link over the network, politely, and keep the answers'],
    ['--max-age <time>', 'with --links: the oldest good answer that will do, such as 0, 12h or 30d (7d)'],
    ['--format <name>', 'text, lines for editors, github for marks in a pull request, sarif for code scanners'],
    ['--output <file>', 'write the findings into a file instead'],
  ],
  run: async ({ root, args, text, flag, screen }): Promise<Outcome> => {
    const format = CHECK_FORMATS.get(text('format') ?? 'text');
    if (!format) {
      const known = [...CHECK_FORMATS.keys()].join(', ');
      throw new AppError('USAGE', `--format is one of ${known}, not "${text('format')}".`);
    }
    const { openApp } = await import('../app.ts');
    await using app = openApp(root);
    const { checkNewsletter } = await import('../flow/check-newsletter.ts');
    const chosen = issuePaths(root, args);
    const links = flag('links') ? { maxAgeMs: ageOf(text('max-age') ?? '7d') } : undefined;
    if (!links && text('max-age') !== undefined) throw new AppError('USAGE', '--max-age goes with --links.');
    const progress = screen.progress('Reading issues');
    const asking = screen.progress('Asking for links');
    const { problems, fileCount, unchecked, linkCount, spam } = await checkNewsletter(app, {
      ...(chosen.size > 0 && { paths: chosen, spam: true }),
      onProgress: progress.step,
      ...(links && { links: { ...links, onProgress: asking.step } }),
    });
    progress.end();
    asking.end();
    for (const sentence of unchecked) screen.note(sentence);
    const output = text('output');
    // A file has no width and no colours.
    const page = output === undefined ? screen : { ...screen, columns: Infinity, red: String, yellow: String };
    const found = await format(problems, { root, screen: page });
    if (output !== undefined) writeFileSync(resolve(root, output), found.map((line) => `${line}\n`).join(''));
    const lines = output === undefined ? found : [];
    const what = [counted(fileCount, 'file'), ...(linkCount === undefined ? [] : [counted(linkCount, 'link')])];
    const closing = `Checked ${what.join(' and ')}: ${problemCount(problems)}.`;
    const failed = problems.some((problem) => FAILING[flag('strict') ? 'strict' : 'normal'].includes(levelOf(problem)));
    const more = { ...(links && { linkCount }), spamAssassin: spam ?? 'not checked', unchecked };
    const data = { fileCount, problems: problems.map(problemData), ...more };
    return { data, lines, closing, failed };
  },
};

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `12h` in milliseconds. */
function ageOf(written: string): number {
  const [, count, unit = 'd'] = /^(\d{1,4})([mhd])?$/.exec(written) ?? [];
  if (count === undefined) throw new AppError('USAGE', `--max-age is a time such as 0, 12h or 30d, not "${written}".`);
  return Number(count) * (UNIT_MS[unit] ?? 0);
}
