// Where the articles of an issue come from: the little that is needed to notice a repetition, here and among issues,
// and a date that cannot be right.
import { articlesIn } from '../issue/article-topics.ts';
import type { Issue } from '../issue/issue.ts';
import { lineFinder } from '../issue/line-finder.ts';
import type { Problem } from '../issue/problem.ts';
import { readDate, isoDay } from '../issue/written-date.ts';
import { articleAddress } from './article-address.ts';

/** Small: those of all issues are in memory. */
export interface ArticleSource {
  /** As articleAddress gives it. */
  readonly address: string;
  /** Of the file, from 1. */
  readonly line: number;
}

interface WrittenSource extends ArticleSource {
  readonly title: string;
  readonly url: string;
  /** `2026-01-04` where one is written and can be read. */
  readonly day?: string;
}

export interface CheckedSources {
  readonly sources: readonly ArticleSource[];
  readonly problems: readonly Problem[];
}

/** `firstLine` is the line of the file on which the issue's Markdown begins. */
export function checkedSources(issue: Issue, firstLine: number, articleAgeDays: number): CheckedSources {
  const written = writtenSources(issue, firstLine);
  const problems = [...repetitions(issue, written), ...oddDates(issue, written, articleAgeDays)];
  return { sources: written.map(({ address, line }) => ({ address, line })), problems };
}

function writtenSources({ parts, markdown }: Issue, firstLine: number): readonly WrittenSource[] {
  const lineOf = lineFinder(markdown, firstLine);
  return articlesIn(parts).flatMap(({ source, heading }) => {
    const address = source && articleAddress(source.url);
    if (source === undefined || address === undefined) return [];
    const reading = source.day === undefined ? undefined : readDate(source.day);
    const day = reading && 'date' in reading ? { day: isoDay(reading.date) } : {};
    return [{ address, line: lineOf(source.url), title: heading.text, url: source.url, ...day }];
  });
}

function repetitions({ path }: Issue, sources: readonly WrittenSource[]): readonly Problem[] {
  const seen = new Map<string, WrittenSource>();
  return sources.flatMap((source): readonly Problem[] => {
    const { address, title, url, line } = source;
    const other = seen.get(address);
    seen.set(address, source);
    if (!other) return [];
    const message = `"${title}" and "${other.title}" (line ${other.line}) have one source, ${url}: is one a repetition?`;
    return [{ code: 'article-duplicate', path, line, message }];
  });
}

const DAY_MS = 86_400_000;
/** Where the day begins first, it is another day already (UTC+14). */
const EARLIEST_ZONE_MS = 14 * 3_600_000;

function oddDates(
  { path, date }: Issue,
  sources: readonly WrittenSource[],
  articleAgeDays: number,
): readonly Problem[] {
  const latest = date.hasTime ? new Date(Date.parse(date.at) + EARLIEST_ZONE_MS).toISOString().slice(0, 10) : date.day;
  const oldest = new Date(Date.parse(date.day) - articleAgeDays * DAY_MS).toISOString().slice(0, 10);
  return sources.flatMap(({ day, title, line }): readonly Problem[] => {
    if (day === undefined || (day >= oldest && day <= latest)) return [];
    if (day > latest) {
      const message = `"${title}" is dated ${day}, after the issue itself (${date.day}): mend the one that is a slip.`;
      return [{ code: 'article-future', path, line, message }];
    }
    const age = Math.round((Date.parse(date.day) - Date.parse(day)) / DAY_MS);
    const message = `"${title}" is dated ${day}, ${age} days before the issue: is it news still, or a slip of the year?`;
    return [{ code: 'article-old', path, line, message }];
  });
}
