// masthead check: everything about the issues that would embarrass, without writing anything.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { levelOf } from '../core/issue/problem.ts';
import { AppError } from '../errors.ts';
import { CHECK_FORMATS } from './check-formats.ts';
import type { CommandSpec, Outcome } from './command.ts';
import { issuePaths } from './issue-paths.ts';
import { counted, problemCount, problemData, problemPages } from './problem-lines.ts';

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
    const progress = screen.progress('Reading issues');
    const { problems, fileCount } = await checkNewsletter(app, {
      ...(chosen.size > 0 && { paths: chosen }),
      onProgress: progress.step,
    });
    progress.end();
    const output = text('output');
    // A file has no width and no colours.
    const page = output === undefined ? screen : { ...screen, columns: Infinity, red: String, yellow: String };
    const found = await format(problems, { root, screen: page });
    if (output !== undefined) writeFileSync(resolve(root, output), found.map((line) => `${line}\n`).join(''));
    const lines = output === undefined ? found : [];
    const pages = problems.length === 0 ? '' : ` Causes and cures: ${problemPages(problems)}`;
    const closing = `Checked ${counted(fileCount, 'file')}: ${problemCount(problems)}.${pages}`;
    const failed = problems.some((problem) => FAILING[flag('strict') ? 'strict' : 'normal'].includes(levelOf(problem)));
    return { data: { fileCount, problems: problems.map(problemData) }, lines, closing, failed };
  },
};
