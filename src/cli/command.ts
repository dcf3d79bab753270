// What a command is to the program: its usage, its options, and a function from a call to an outcome. Commands print
// nothing themselves, so each of them speaks to people and to programs (`--json`) alike.
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Terminal } from './terminal.ts';

export interface CommandSpec {
  /** Name and arguments in commander's notation: `check [file...]`. */
  readonly usage: string;
  /** One line, a phrase without a full stop. */
  readonly summary: string;
  /** Flags and what they do. */
  readonly options?: readonly (readonly [flags: string, description: string])[];
  readonly commands?: readonly CommandSpec[];
  readonly run?: (call: CommandCall) => Promise<Outcome>;
}

export interface CommandCall {
  /** The folder that the command is run for, absolute. */
  readonly root: string;
  /** The arguments in order; repeated ones (`[file...]`) are flattened. */
  readonly args: readonly string[];
  /** The value of an option, by its long name; undefined when it was not given. */
  readonly text: (name: string) => string | undefined;
  /** All values of an option that may be given several times. */
  readonly texts: (name: string) => readonly string[];
  /** Whether a switch was given. */
  readonly flag: (name: string) => boolean;
  readonly screen: Terminal;
}

export interface Outcome {
  /** Plain JSON for `--json`. */
  readonly data: unknown;
  /** The same for people, on stdout. */
  readonly lines: readonly string[];
  /** A line on stderr behind the result: what it comes to. */
  readonly closing?: string;
  /** Exit status 1. */
  readonly failed?: boolean;
}

export type AddCommand = (parent: Command, spec: CommandSpec) => void;

/** Keeps what an option was given before, for those that may be given several times. */
export function repeatedValue(value: string, before: unknown): readonly string[] {
  return Array.isArray(before) ? [...(before as readonly string[]), value] : [value]; // Only we have put them there.
}

/** The call that commander has parsed into `command`. */
export function commandCall(command: Command, screen: Terminal): CommandCall {
  const options: Readonly<Record<string, unknown>> = command.optsWithGlobals();
  const valueOf = (name: string): unknown =>
    // Commander keeps `--dry-run` as `dryRun`, and `--no-mail` as `mail: false`.
    options[name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())];
  const texts = (name: string): readonly string[] =>
    [valueOf(name)].flat().filter((value): value is string => typeof value === 'string');
  // Of an option that is given again the last one counts, as everywhere.
  const text = (name: string): string | undefined => texts(name).at(-1);
  const flag = (name: string): boolean =>
    name.startsWith('no-') ? valueOf(name.slice(3)) === false : valueOf(name) === true;
  return { root: resolve(text('C') ?? '.'), args: command.args, text, texts, flag, screen };
}
