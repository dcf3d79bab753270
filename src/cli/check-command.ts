// masthead check: everything about the issues that would embarrass, without writing anything.
import { levelOf, type Problem } from '../core/issue/problem.ts';
import { AppError } from '../errors.ts';
import type { CommandSpec, Outcome } from './command.ts';
import { issuePaths } from './issue-paths.ts';
import { counted, githubLine, problemCount, problemData, problemLine, problemPages } from './problem-lines.ts';
import type { Terminal } from './terminal.ts';

const FORMATS: ReadonlyMap<string, (problem: Problem, screen: Terminal) => string> = new Map([
  ['text', problemLine],
  ['github', githubLine],
]);

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
    ['--format <name>', 'text, or github for marks in a pull request'],
  ],
  run: async ({ root, args, text, flag, screen }): Promise<Outcome> => {
    const format = FORMATS.get(text('format') ?? 'text');
    if (!format) throw new AppError('USAGE', `--format is text or github, not "${text('format')}".`);
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
    const lines = problems.map((problem) => format(problem, screen));
    const pages = problems.length === 0 ? '' : ` Causes and cures: ${problemPages(problems)}`;
    const closing = `Checked ${counted(fileCount, 'file')}: ${problemCount(problems)}.${pages}`;
    const failed = problems.some((problem) => FAILING[flag('strict') ? 'strict' : 'normal'].includes(levelOf(problem)));
    return { data: { fileCount, problems: problems.map(problemData) }, lines, closing, failed };
  },
};
