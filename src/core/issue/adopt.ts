// Front matter for issues that came from elsewhere: title, slug and date, as far as they are not written yet, in the
// notation that the file has. Reading and writing files and asking git are the caller's. Not one other byte changes,
// and what comes out is an issue that reads without errors, or a problem that says why not.
import type { Newsletter } from '../newsletter.ts';
import { frontMatter, type FrontMatter } from './front-matter.ts';
import type { Issue } from './issue.ts';
import { isBlank } from './metadata.ts';
import { aliasKey, ALIASES, knownKey, type KnownKey } from './metadata-keys.ts';
import { parseIssue } from './parse-issue.ts';
import { isFixed, type Problem } from './problem.ts';
import { isoDay } from './written-date.ts';

export interface ForeignFile {
  readonly path: string;
  readonly text: string;
  /** The day of its first commit, `2018-04-13`, where git knows it. */
  readonly firstCommitDay?: string | undefined;
}

/** `--from 2018-04-13 --every week`: days for the files that have none, in the order of their names. */
export interface AdoptSequence {
  readonly from: string;
  readonly every: Interval;
}

export type Interval = { readonly days: number } | { readonly months: number };

export interface AdoptedFile {
  readonly path: string;
  /** The whole file as it should be; as it was when nothing was missing or something is in the way. */
  readonly text: string;
  /** What was added, key -> value. */
  readonly added: Readonly<Record<string, string>>;
  /** Errors that keep it from being an issue even so. */
  readonly problems: readonly Problem[];
}

/**
 * Completes the files, in the order of their names (`issue-2` before `issue-10`). A day comes from the metadata, the
 * file name or the title; for the rest from the sequence when one is given, else from git.
 */
export function adopt(
  files: readonly ForeignFile[],
  sequence: AdoptSequence | undefined,
  newsletter: Newsletter,
): readonly AdoptedFile[] {
  const usedSlugs = new Set<string>();
  let undatedCount = 0;
  return files
    .toSorted((a, b) => byNumbers.compare(a.path, b.path) || (a.path < b.path ? -1 : 1))
    .map((file) => {
      const day = (): string | undefined => {
        if (!sequence) return file.firstCommitDay;
        undatedCount += 1;
        return dayAfter(sequence, undatedCount - 1);
      };
      return adopted(file, { day, usedSlugs, newsletter });
    });
}

/** `day`, `week`, `month`, `14d`, `2 weeks`; undefined for what is no interval. */
export function interval(written: string): Interval | undefined {
  const match = /^(\d{1,3})?\s*(d|day|w|week|m|month|y|year)s?$/i.exec(written.trim());
  const count = Number(match?.[1] ?? 1);
  const unit = match?.[2]?.[0]?.toLowerCase();
  if (unit === undefined || count === 0) return undefined;
  return unit === 'd' || unit === 'w'
    ? { days: count * (unit === 'w' ? 7 : 1) }
    : { months: count * (unit === 'y' ? 12 : 1) };
}

const byNumbers = new Intl.Collator('en', { numeric: true });

interface Context {
  /** A day for a file that tells none; asked at most once a file. */
  readonly day: () => string | undefined;
  readonly usedSlugs: Set<string>;
  readonly newsletter: Newsletter;
}

function adopted(file: ForeignFile, { day, usedSlugs, newsletter }: Context): AdoptedFile {
  const { path, text } = file;
  const front = frontMatter(text, path);
  const read = readDated(file, front, newsletter, day);
  if ('problems' in read) return { path, text, added: {}, problems: read.problems };
  const { issue } = read;
  const present = keysOf(front);
  const slug = present.has('slug') ? issue.slug : firstFree(issue.slug, usedSlugs);
  usedSlugs.add(slug.toLowerCase());
  const wanted = { title: issue.title, slug, date: issue.date.day };
  const added = Object.fromEntries(Object.entries(wanted).filter(([key]) => !present.has(key)));
  const completed = withKeys(text, front, added);
  const problems = parseIssue({ path, text: completed }, newsletter).problems.filter(isFixed);
  const isSafe = problems.length === 0 && keepsValues(front, frontMatter(completed, path), added);
  return isSafe ? { path, text: completed, added, problems } : refused(file, front, added, problems);
}

/** The file as the issue that it is by itself, else with a day that is found elsewhere. */
function readDated(
  file: ForeignFile,
  front: FrontMatter,
  newsletter: Newsletter,
  day: () => string | undefined,
): { readonly issue: Issue } | { readonly problems: readonly Problem[] } {
  const alone = parseIssue(file, newsletter);
  if (alone.issue) return { issue: alone.issue };
  const errors = alone.problems.filter(isFixed);
  if (errors.some((problem) => problem.code !== 'date-missing')) return { problems: errors };
  const found = day();
  if (found === undefined) return { problems: [noDay(file.path)] };
  const text = withKeys(file.text, front, { date: found });
  const dated = parseIssue({ path: file.path, text }, newsletter);
  // The file alone has been read without such errors: they are about the line that was tried.
  return dated.issue ? { issue: dated.issue } : { problems: [byHand(file, front, { date: found })] };
}

/** Our keys that the file has already, by whatever name; an empty one is still to be filled. */
function keysOf(front: FrontMatter): ReadonlySet<string> {
  const keys = new Set<KnownKey>();
  for (const [key, value] of Object.entries(front.values)) {
    if (isBlank(value)) continue;
    const known = knownKey(key);
    if (known !== undefined) keys.add(known);
    const alias = aliasKey(key);
    // A permalink is often a pattern; the slug that follows from it is worth writing down.
    if (alias !== undefined && ALIASES[alias] === 'date') keys.add('date');
  }
  return keys;
}

function withKeys(text: string, front: FrontMatter, added: Readonly<Record<string, string>>): string {
  const entries = Object.entries(added);
  if (entries.length === 0) return text;
  const newline = /\r?\n/.exec(text)?.[0] ?? '\n';
  const filled = text.split('\n');
  const missing = entries.filter(([key, value]) => !isFilled(filled, front, key, value));
  const whole = filled.join('\n');
  if (missing.length === 0) return whole;
  const lines = missing.map(([key, value]) => `${lineFor(front.format, key, value)}${newline}`).join('');
  const block = front.format === 'none' ? `---${newline}${lines}---${newline}${newline}` : lines;
  return whole.slice(0, front.insertAt) + block + whole.slice(front.insertAt);
}

/** Writes the value behind a key that stands there without one (`date:`), because a key may stand only once. */
function isFilled(lines: string[], front: FrontMatter, key: string, value: string): boolean {
  const own = Object.keys(front.values).find((one) => knownKey(one) === key);
  const index = own === undefined ? -1 : front.place([own]).line - 1;
  const line = lines[index];
  if (line === undefined || !/^["']?\w+["']?[ \t]*[:=][ \t]*(?:""|''|~|null)?[ \t]*\r?$/i.test(line)) return false;
  lines[index] = lineFor(front.format, key, value) + (line.endsWith('\r') ? '\r' : '');
  return true;
}

function lineFor(format: FrontMatter['format'], key: string, value: string): string {
  if (format === 'lines') return `${key[0]?.toUpperCase() ?? ''}${key.slice(1)}: ${value}`;
  // JSON's strings are strings of YAML and of TOML too; a date is a date in both without quotes.
  const quoted = key === 'date' ? value : JSON.stringify(value);
  return format === 'toml' ? `${key} = ${quoted}` : `${key}: ${quoted}`;
}

/** Whether all that was there reads as before and all that was added reads as meant. */
function keepsValues(before: FrontMatter, after: FrontMatter, added: Readonly<Record<string, string>>): boolean {
  const now = valuesOf(after);
  const wanted = new Map([
    ...valuesOf(before),
    ...Object.entries(added).map(([key, value]) => [key, JSON.stringify(value)] as const),
  ]);
  return now.size === wanted.size && [...wanted].every(([key, value]) => now.get(key) === value);
}

function valuesOf(front: FrontMatter): ReadonlyMap<string, string> {
  return new Map(Object.entries(front.values).map(([key, value]) => [key.toLowerCase(), JSON.stringify(value)]));
}

function refused(
  file: ForeignFile,
  front: FrontMatter,
  added: Readonly<Record<string, string>>,
  problems: readonly Problem[],
): AdoptedFile {
  const { path, text } = file;
  return { path, text, added: {}, problems: problems.length > 0 ? problems : [byHand(file, front, added)] };
}

function byHand({ path }: ForeignFile, front: FrontMatter, added: Readonly<Record<string, string>>): Problem {
  const lines = Object.entries(added).map(([key, value]) => lineFor(front.format, key, value));
  const message = `The metadata cannot be completed by a program: add ${lines.join(' and ')} by hand.`;
  return { code: 'front-matter-invalid', path, line: 1, message };
}

function noDay(path: string): Problem {
  const message = `${path} tells no date, and git knows none: run adopt with --from 2018-04-13 --every week.`;
  return { code: 'date-missing', path, message };
}

function firstFree(slug: string, used: ReadonlySet<string>): string {
  let free = slug;
  for (let number = 2; used.has(free.toLowerCase()); number += 1) free = `${slug}-${number}`;
  return free;
}

/** Months are counted from the first day, so that the 31st comes back after a shorter month. */
function dayAfter({ from, every }: AdoptSequence, count: number): string {
  const [year = 0, month = 1, day = 1] = from.split('-').map(Number);
  if ('days' in every) return new Date(Date.UTC(year, month - 1, day + every.days * count)).toISOString().slice(0, 10);
  const first = new Date(Date.UTC(year, month - 1 + every.months * count, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return isoDay({ year: first.getUTCFullYear(), month: first.getUTCMonth() + 1, day: Math.min(day, last) });
}
