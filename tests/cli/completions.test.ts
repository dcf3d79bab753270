// What is offered at the end of a command line, by the table of commands of the real program.
import { describe, expect, test } from 'vitest';
import type { CommandSpec } from '../../src/cli/command.ts';
import { completionValues, VALUES_OF_COMMAND } from '../../src/cli/completion-values.ts';
import { completions } from '../../src/cli/completions.ts';
import { COMMANDS } from '../../src/cli/program.ts';
import { PARTS } from '../../src/flow/run-parts.ts';

const known = { slugs: () => ['2026-01-05', 'hello'], issues: () => ['issues/2026-01-05.md', 'issues/hello.md'] };

function offered(line: string): readonly string[] | string {
  const found = completions(line.split(' '), COMMANDS, known);
  return typeof found === 'string' ? found : found.map(({ value }) => value);
}

test.each<readonly [string, readonly string[] | string]>([
  ['che', ['check']],
  ['subscribers er', ['erase']],
  ['--js', ['--json']],
  ['-C some doc', ['doctor']],
  ['-C ', 'folders'],
  ['check h', []],
  ['check issues/h', ['issues/hello.md']],
  ['check issues/hello.md issues/2', ['issues/2026-01-05.md']],
  ['check --strict --str', []],
  ['check --format g', ['github']],
  ['check --format=g', ['--format=github']],
  ['check --format = g', ['github']],
  ['check --format =', ['text', 'lines', 'github', 'sarif']],
  ['doctor --only spf-', ['spf-server']],
  ['doctor --only=dmarc,spf-', ['--only=dmarc,spf-server']],
  ['doctor --only smtp-size,smtp-size', []],
  ['start --only web,', ['web,schedule', 'web,deliver']],
  ['send hel', ['hello']],
  ['send hello ', []],
  ['send --test a@b.example hel', ['hello']],
  ['new hel', []],
  ['init ', 'folders'],
  ['subscribers export ', 'files'],
  ['subscribers list --state supp', ['suppressed']],
  ['check -- --s', []],
  ['completion ', ['bash', 'zsh', 'fish']],
  ['nonsense ', []],
])('"masthead %s" goes on with %j', (line, expected) => {
  expect(offered(line)).toEqual(expected);
});

test('at the beginning every command is offered, with what it does', () => {
  const found = completions([''], COMMANDS, known);
  expect(found).toEqual(COMMANDS.map(({ usage, summary }) => ({ value: usage.split(' ')[0], about: summary })));
});

interface Slot {
  readonly owner: string;
  readonly name: string;
  readonly placeholder: string;
}

describe('the values of the command line', () => {
  const slots = COMMANDS.flatMap((spec) => slotsOf(spec, ''));

  test('are known for every placeholder', () => {
    const unknown = slots.filter(
      ({ owner, name, placeholder }) => completionValues(owner, name, placeholder) === undefined,
    );
    expect(unknown.map(({ owner, name, placeholder }) => `${owner} ${name} <${placeholder}>`)).toEqual([]);
  });

  test('are given for no command that is not there', () => {
    const there = new Set(slots.map(({ owner, name }) => `${owner} ${name}`));
    expect(Object.keys(VALUES_OF_COMMAND).filter((key) => !there.has(key))).toEqual([]);
  });

  test('of start are its parts', () => {
    expect(VALUES_OF_COMMAND['start --only']).toEqual(PARTS);
  });
});

function slotsOf(spec: CommandSpec, above: string): readonly Slot[] {
  const [name = '', ...given] = spec.usage.split(' ');
  const owner = `${above} ${name}`.trim();
  const own = given.map((part) => part.replace(/[[\]<>.]/g, ''));
  const options = (spec.options ?? []).flatMap(([flags]) => {
    const [, long, placeholder] = /(--[\w-]+) <([^>]+)>/.exec(flags) ?? [];
    return long === undefined || placeholder === undefined ? [] : [{ owner, name: long, placeholder }];
  });
  return [
    ...own.map((placeholder) => ({ owner, name: placeholder, placeholder })),
    ...options,
    ...(spec.commands ?? []).flatMap((child) => slotsOf(child, owner)),
  ];
}
