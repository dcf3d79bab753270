// What can stand at the end of a command line that is being written: a pure function of its words, of the table of
// commands and of what the newsletter holds. The same for every shell; completion-scripts.ts speaks to each.
import type { CommandSpec } from './command.ts';
import { completionValues, type CompletionValues } from './completion-values.ts';

export interface Offer {
  readonly value: string;
  /** A few words beside it, where the shell shows any. */
  readonly about: string;
}

/** What to offer; or the shell's own names of files or folders. */
export type Completions = readonly Offer[] | 'files' | 'folders';

/** What the newsletter holds, asked for only when it is needed. */
export interface KnownIssues {
  readonly slugs: () => readonly string[];
  readonly issues: () => readonly string[];
}

type Option = readonly [flags: string, description: string];

const COMMON: readonly Option[] = [
  ['-C <dir>', 'run as if started in <dir>'],
  ['--json', 'print one JSON document'],
  ['-h, --help', 'show how it is used'],
];

/** `words` are those behind the program's name; the last one is being written and may be empty. */
export function completions(
  words: readonly string[],
  commands: readonly CommandSpec[],
  known: KnownIssues,
): Completions {
  const place = placeOf(words.slice(0, -1), commands);
  const last = words.at(-1) ?? '';
  // bash hands `--only=we` over in three words.
  const started = last === '=' ? '' : last;
  if (place.pending !== undefined) return valuesAt(place, place.pending, started, '', known);
  const [, name, value = ''] = /^(--[\w-]+)=(.*)$/s.exec(started) ?? [];
  const option = name === undefined ? undefined : optionNamed(place, name);
  if (option !== undefined) return valuesAt(place, option, value, `${name}=`, known);
  if (started.startsWith('-') && !place.isPlain) return matching(optionOffers(place), started);
  if (place.children.length > 0) return matching(place.children.map(commandOffer), started);
  const placeholder = placeholderAt(place);
  return placeholder === undefined
    ? []
    : offersOf(completionValues(place.owner, placeholder, placeholder), started, '', known);
}

interface Place {
  /** The whole name of the command that the line has come to; empty at its beginning. */
  readonly owner: string;
  readonly usage: string;
  readonly options: readonly Option[];
  readonly children: readonly CommandSpec[];
  /** Options that are on the line already. */
  readonly given: ReadonlySet<string>;
  readonly argumentCount: number;
  /** The option whose value comes next. */
  readonly pending: Option | undefined;
  /** Behind `--` nothing is an option any more. */
  readonly isPlain: boolean;
}

const START: Omit<Place, 'children'> = {
  owner: '',
  usage: '',
  options: COMMON,
  given: new Set(),
  argumentCount: 0,
  pending: undefined,
  isPlain: false,
};

function placeOf(before: readonly string[], commands: readonly CommandSpec[]): Place {
  return before.reduce<Place>(placeAfter, { ...START, children: commands });
}

function placeAfter(place: Place, word: string): Place {
  if (word === '=') return place;
  if (place.pending !== undefined) return { ...place, pending: undefined };
  if (word === '--') return { ...place, isPlain: true };
  if (word.startsWith('-') && !place.isPlain) {
    const [name = ''] = word.split('=');
    const option = optionNamed(place, name);
    const given = new Set([...place.given, ...(option === undefined ? [name] : namesOf(option))]);
    return { ...place, given, pending: takesValue(option) && !word.includes('=') ? option : undefined };
  }
  const child = place.children.find((each) => nameOf(each) === word);
  if (child === undefined) return { ...place, children: [], argumentCount: place.argumentCount + 1 };
  return {
    ...place,
    owner: `${place.owner} ${word}`.trim(),
    usage: child.usage,
    options: [...(child.options ?? []), ...COMMON],
    children: child.commands ?? [],
  };
}

function nameOf({ usage }: CommandSpec): string {
  return usage.split(' ')[0] ?? '';
}

/** `-h, --help` has two names, `--only <checks>` one. */
function namesOf([flags]: Option): readonly string[] {
  return flags.split(/[ ,]+/).filter((part) => part.startsWith('-'));
}

function optionNamed({ options }: Place, name: string): Option | undefined {
  return options.find((option) => namesOf(option).includes(name));
}

function takesValue(option: Option | undefined): boolean {
  return option?.[0].includes('<') === true;
}

function optionOffers({ options, given }: Place): readonly Offer[] {
  return options
    .filter((option) => takesValue(option) || !namesOf(option).some((name) => given.has(name)))
    .map((option) => ({ value: namesOf(option).at(-1) ?? '', about: option[1] }));
}

function commandOffer(spec: CommandSpec): Offer {
  return { value: nameOf(spec), about: spec.summary };
}

/** The name in the brackets that the next argument fills; the last one goes on when it ends in three dots. */
function placeholderAt({ usage, argumentCount }: Place): string | undefined {
  const placeholders = usage.split(' ').slice(1);
  const last = placeholders.at(-1);
  const next = placeholders[argumentCount] ?? (last?.includes('...') === true ? last : undefined);
  return next?.replace(/[[\]<>.]/g, '');
}

function valuesAt(place: Place, option: Option, started: string, before: string, known: KnownIssues): Completions {
  const placeholder = /<([^>]+)>/.exec(option[0])?.[1] ?? '';
  const name = namesOf(option).at(-1) ?? '';
  return offersOf(completionValues(place.owner, name, placeholder), started, before, known);
}

function offersOf(
  values: CompletionValues | undefined,
  started: string,
  before: string,
  known: KnownIssues,
): Completions {
  if (values === 'files' || values === 'folders') return values;
  if (values === undefined || values === 'nothing') return [];
  const all = values === 'slugs' ? known.slugs() : values === 'issues' ? known.issues() : values;
  // Lists have commas: what stands before the last one is kept.
  const kept = Array.isArray(values) ? started.slice(0, started.lastIndexOf(',') + 1) : '';
  const open = started.slice(kept.length);
  return all
    .filter((value) => value.startsWith(open) && !kept.split(',').includes(value))
    .map((value) => ({ value: before + kept + value, about: '' }));
}

function matching(offers: readonly Offer[], started: string): readonly Offer[] {
  return offers.filter(({ value }) => value.startsWith(started));
}
