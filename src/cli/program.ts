// The command line as a whole: every command by name, the options that all of them have, and what a failure becomes.
// Loads only what `--help` needs; each command loads its own work when it runs.
import { Command, CommanderError } from 'commander';
import { errorExplainedAt } from '../core/explained-at.ts';
import { AppError, ERRORS, type ErrorCode } from '../errors.ts';
import { adoptCommand } from './adopt-command.ts';
import { bouncesCommand } from './bounces-command.ts';
import { buildCommand } from './build-command.ts';
import { checkCommand } from './check-command.ts';
import { commandCall, repeatedValue, type AddCommand, type CommandSpec, type Outcome } from './command.ts';
import { completionCommand } from './completion-command.ts';
import { demoCommand } from './demo-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { deskCommand } from './desk-command.ts';
import { importIssuesCommand } from './import-issues-command.ts';
import { initCommand } from './init-command.ts';
import { newCommand } from './new-command.ts';
import { publishCommand } from './publish-command.ts';
import { reportCommand } from './report-command.ts';
import { sendCommand } from './send-command.ts';
import { startCommand } from './start-command.ts';
import { statusCommand } from './status-command.ts';
import { subscribersCommand } from './subscribers-command.ts';
import { correctCommand } from './correct-command.ts';
import { verifyCommand } from './verify-command.ts';
import { withdrawCommand } from './withdraw-command.ts';
import { isClosedPipe, terminal, type Terminal } from './terminal.ts';

const DESCRIPTION = 'A newsletter that lives in git: Markdown issues become feeds, web pages and email.';
/** Descriptions wrap beside the names down to this many columns, so that a narrow terminal shows columns too. */
const HELP = { showGlobalOptions: true, minWidthToWrap: 24 } as const;
/** In the order of the help. */
export const COMMANDS: readonly CommandSpec[] = [
  initCommand,
  newCommand,
  adoptCommand,
  importIssuesCommand,
  checkCommand,
  buildCommand,
  publishCommand,
  sendCommand,
  correctCommand,
  withdrawCommand,
  verifyCommand,
  statusCommand,
  reportCommand,
  subscribersCommand,
  bouncesCommand,
  startCommand,
  doctorCommand,
  deskCommand,
  demoCommand,
  completionCommand(() => COMMANDS),
];

/** Runs the command that `args` name and gives the exit status: 0 done, 1 failed, 2 wrong use. */
export async function program(args: readonly string[]): Promise<number> {
  const screen = terminal(process.stdout, process.stderr);
  let status = 0;
  const root = new Command('masthead')
    .description(DESCRIPTION)
    .option('-C <dir>', 'run as if started in <dir>')
    .option('--json', 'print one JSON document on stdout, everything else on stderr')
    .configureHelp(HELP)
    .showHelpAfterError('Run the command with --help to see how it is used.')
    .exitOverride();
  const add: AddCommand = (parent, spec) => {
    const command = parent.command(spec.usage).description(spec.summary);
    command.configureHelp(HELP).exitOverride().copyInheritedSettings(parent);
    for (const [flags, description] of spec.options ?? []) {
      if (flags.includes('<')) command.option(flags, description, repeatedValue);
      else command.option(flags, description);
    }
    for (const child of spec.commands ?? []) add(command, child);
    if (!spec.run) return;
    const { run } = spec;
    command.action(async () => {
      const outcome = await run(commandCall(command, screen));
      show(outcome, command, screen);
      status = outcome.failed === true ? 1 : 0;
    });
  };
  for (const spec of COMMANDS) add(root, spec);
  try {
    await root.parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    return failure(error, args.includes('--json'), screen);
  }
}

function show(outcome: Outcome, command: Command, screen: Terminal): void {
  const isJson = command.optsWithGlobals()['json'] === true;
  if (isJson) screen.print(JSON.stringify(outcome.data, undefined, 2));
  else for (const line of outcome.lines) screen.print(line);
  if (outcome.closing !== undefined) screen.note(outcome.closing);
}

function failure(error: unknown, isJson: boolean, screen: Terminal): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  if (isClosedPipe(error)) return 0;
  const { code, message } = failureOf(error);
  const page = errorExplainedAt(code);
  if (isJson) screen.print(JSON.stringify({ error: { code, message, page } }, undefined, 2));
  // Commander has written its own message, help included, by now.
  if (!(error instanceof CommanderError)) {
    const [first = '', ...more] = message.split('\n');
    screen.note(`${screen.red('error')} ${code}: ${first}`);
    for (const line of more) screen.note(line);
  }
  screen.note(`Causes and cures: ${page}`);
  return ERRORS[code].exitStatus;
}

/** What failed, in our words. A fault of our own is thrown on: its stack is what has to be reported. */
function failureOf(error: unknown): { readonly code: ErrorCode; readonly message: string } {
  if (error instanceof AppError) return error;
  if (error instanceof CommanderError) return { code: 'USAGE', message: error.message.replace(/^error: /, '') };
  if (error instanceof Error && 'syscall' in error) {
    const cure = 'See that the file or folder is what you mean, that you may use it, and that the disk is not full.';
    return { code: 'SYSTEM_REFUSED', message: `The system refused: ${error.message}. ${cure}` };
  }
  throw error;
}
