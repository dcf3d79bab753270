// masthead adopt: front matter for issues that came from elsewhere.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { interval, AdoptedFile, AdoptSequence, ForeignFile } from '../core/issue/adopt.ts';
import type { Problem } from '../core/issue/problem.ts';
import { AppError } from '../errors.ts';
import type { CommandCall, CommandSpec, Outcome } from './command.ts';
import { issuePaths } from './issue-paths.ts';
import { chiefProblemLines, counted, problemData } from './problem-lines.ts';

export const adoptCommand: CommandSpec = {
  usage: 'adopt <file...>',
  summary: 'write front matter into issues that came from elsewhere',
  options: [
    ['--from <date>', 'the day of the first file that tells none, such as 2018-04-13'],
    ['--every <interval>', 'how far apart the following ones are: day, week, month, 2 weeks'],
    ['--dry-run', 'say what would be written, and write nothing'],
  ],
  run: async (call): Promise<Outcome> => {
    const { openApp } = await import('../app.ts');
    const { adopt, interval } = await import('../core/issue/adopt.ts');
    const { readIssueFile } = await import('../publish/sources.ts');
    await using app = openApp(call.root);
    const sequence = sequenceOf(call, interval);
    const files: ForeignFile[] = [];
    const unreadable: Problem[] = [];
    for (const path of issuePaths(call.root, call.args)) {
      const file = join(call.root, path);
      const read = readIssueFile(file, path);
      if ('code' in read) unreadable.push(read);
      else files.push({ ...read, firstCommitDay: sequence ? undefined : await firstCommitDay(file) });
    }
    const adopted = adopt(files, sequence, app.newsletter);
    const written = adopted.filter(({ added }) => Object.keys(added).length > 0);
    if (!call.flag('dry-run')) for (const { path, text } of written) writeFileSync(join(call.root, path), text);
    const problems = [...unreadable, ...adopted.flatMap((file) => file.problems)];
    for (const line of chiefProblemLines(problems, call.screen)) call.screen.note(line);
    const data = { adopted: adopted.map(({ path, added }) => ({ path, added })), problems: problems.map(problemData) };
    return { data, lines: lines(adopted, written, call.flag('dry-run')), failed: problems.length > 0 };
  },
};

function lines(adopted: readonly AdoptedFile[], written: readonly AdoptedFile[], isDry: boolean): readonly string[] {
  const each = written.map(({ path, added }) => {
    const keys = Object.entries(added).map(([key, value]) => `${key} ${value}`);
    return `${path}: ${keys.join(', ')}`;
  });
  const verb = isDry ? 'Would complete' : 'Completed';
  return [...each, `${verb} ${written.length} of ${counted(adopted.length, 'file')}.`];
}

/** `read` understands an interval; it comes with all that reads issues, so it is loaded by whoever runs the command. */
function sequenceOf({ text }: CommandCall, read: typeof interval): AdoptSequence | undefined {
  const [from, written] = [text('from'), text('every')];
  if (from === undefined && written === undefined) return undefined;
  const every = read(written ?? '');
  if (from === undefined || !isDay(from) || !every) {
    throw new AppError(
      'USAGE',
      'Give both --from <date> and --every <interval>, such as --from 2018-04-13 --every week.',
    );
  }
  return { from, every };
}

/** Written out, and in the calendar: JavaScript takes the 31st of April for the 1st of May. */
function isDay(written: string): boolean {
  const day = new Date(`${written}T00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(written) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(written);
}

/** The day on which git first knew the file; undefined where there is no git, or no commit of it. */
async function firstCommitDay(file: string): Promise<string | undefined> {
  try {
    const args = ['log', '--diff-filter=A', '--follow', '--format=%as', '--', basename(file)];
    const { stdout } = await promisify(execFile)('git', args, { cwd: dirname(file) });
    return stdout.trim().split('\n').at(-1) || undefined;
  } catch {
    // No git, no repository: the file's own words and --from are left.
    return undefined;
  }
}
