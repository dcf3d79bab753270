// The report of an import of subscribers for people and for programs: what each file was taken for, what has become of
// its rows, what was refused and why, and what was left behind.
import { ADD_RESULTS } from '../core/audience/adding.ts';
import type { FileReport, ImportReport } from '../subscribers/import-subscribers.ts';
import { counted } from './problem-lines.ts';

/** How many names of a long list are worth a line. */
const NAMES_SHOWN = 8;

/** Totals beside the files, so that a program that imports one file need not look further. */
export function importData({ files, passedOver }: ImportReport, isDry: boolean): object {
  const [first] = files;
  const sum = (of: (file: FileReport) => number) => files.reduce((total, file) => total + of(file), 0);
  return {
    dryRun: isDry,
    rows: sum(({ rows }) => rows),
    results: Object.fromEntries(ADD_RESULTS.map((name) => [name, sum(({ results }) => results[name])])),
    pending: sum(({ pending }) => pending),
    refused: sum(({ refused }) => refused),
    ...(first && { encoding: first.encoding }),
    ...(first?.refusedFile !== undefined && { refusedFile: first.refusedFile }),
    files,
    passedOver,
  };
}

export function importLines({ files, passedOver }: ImportReport, isDry: boolean): readonly string[] {
  const lines = files.flatMap((file) => fileLines(file, isDry));
  if (passedOver.length > 0) lines.push(`Not read, because they hold no list of readers: ${named(passedOver)}.`);
  const sum = (of: (file: FileReport) => number) => files.reduce((total, file) => total + of(file), 0);
  if (sum(({ results }) => results.blocked) > 0) {
    lines.push('Blocked are those who have unsubscribed or are suppressed: an import never brings them back.');
  }
  const pending = sum((file) => file.pending);
  if (pending > 0) {
    lines.push(`Pending, and not mailed until something says that they have agreed: ${pending}. See --consent-source.`);
  }
  if (isDry) lines.push('Nothing was changed. Run the command without --dry-run to import.');
  return lines;
}

function fileLines(report: FileReport, isDry: boolean): string[] {
  const { file, system, rows, encoding, results, states, lostColumns, strayLabels } = report;
  const parts = ADD_RESULTS.filter((name) => results[name] > 0).map((name) => `${results[name]} ${name}`);
  const said = Object.entries(states).map(([name, count]) => `${count} ${name}`);
  const read = isDry
    ? `${counted(rows, 'row')} (${encoding}) would give`
    : `Read ${counted(rows, 'row')} (${encoding})`;
  const stray = Object.entries(strayLabels).map(([name, count]) => `${name} (${count})`);
  return [
    `${file}: ${system === undefined ? 'a plain list' : `an export of ${system}`}.`,
    `${read}: ${parts.join(', ') || 'none'}.`,
    ...(said.length > 0 ? [`  The file says: ${said.join(', ')}.`] : []),
    ...refusalLines(report),
    ...(lostColumns.length > 0 ? [`  Columns not taken over: ${named(lostColumns)}.`] : []),
    ...(stray.length > 0 ? [`  Labels that stand for no topic: ${named(stray)}. See --topic.`] : []),
  ];
}

function refusalLines({ refused, refusedFile, refusals }: FileReport): readonly string[] {
  if (refused === 0) return [];
  const where = refusedFile === undefined ? '' : `; they are in ${refusedFile}`;
  const reasons = refusals.map(({ reason, count, examples }) => {
    const shown = examples.map(({ line, address }) => `line ${line} ${address}`.trimEnd());
    return `    ${count}: ${reason} (${shown.join(', ')})`;
  });
  return [`  Refused ${counted(refused, 'row')}${where}:`, ...reasons];
}

function named(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN;
  return names.slice(0, NAMES_SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
