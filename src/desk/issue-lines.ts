// The list of issues as the desk shows it: what is being written first, then the published ones by year, newest first.
import type { Problem } from '../core/issue/problem.ts';
import { levelOf } from '../core/issue/problem.ts';
import type { Level } from '../core/check/rule.ts';
import { deskText, type DeskTexts } from './desk-texts.ts';
import type { PreviewLine } from './preview-tools.ts';

export interface IssueGroup {
  readonly title: string;
  readonly lines: readonly IssueLine[];
}

export interface IssueLine {
  readonly href: string;
  readonly path: string;
  readonly title: string;
  readonly language: string;
  readonly day: string;
  readonly status: string;
  readonly is_broken: boolean;
  readonly findings: string;
}

export function issueGroups(lines: readonly PreviewLine[], texts: DeskTexts, language: string): readonly IssueGroup[] {
  const shown = lines
    .toSorted((a, b) => instantOf(b) - instantOf(a) || (a.path < b.path ? -1 : 1))
    .map((line) => ({ line, isWritten: line.status !== 'published' }));
  const written = shown.filter(({ isWritten }) => isWritten).map(({ line }) => line);
  const published = shown.filter(({ isWritten }) => !isWritten).map(({ line }) => line);
  const years = Map.groupBy(published, ({ card }) => card?.date.day.slice(0, 4) ?? '');
  return [
    ...(written.length > 0 ? [group(deskText(texts, 'issues', 'written'), written)] : []),
    ...[...years].map(([year, ofYear]) => group(year, ofYear)),
  ];

  function group(title: string, some: readonly PreviewLine[]): IssueGroup {
    return { title, lines: some.map((line) => issueLine(line, texts, language)) };
  }
}

/** What cannot be read has no date, and comes first. */
function instantOf({ card }: PreviewLine): number {
  return card ? Date.parse(card.date.at) : Number.MAX_SAFE_INTEGER;
}

function issueLine({ path, card, status, problems }: PreviewLine, texts: DeskTexts, language: string): IssueLine {
  return {
    href: issueHref(path),
    path,
    title: card?.title ?? path,
    language: card?.language ?? language,
    day: card?.date.day ?? '',
    status: deskText(texts, 'status', status ?? 'broken'),
    is_broken: status === undefined,
    findings: findingCounts(problems, texts),
  };
}

const LEVELS: readonly Level[] = ['error', 'warning', 'info'];

/** `2 errors, 1 warning`; empty when there is nothing. */
export function findingCounts(problems: readonly Problem[], texts: DeskTexts): string {
  const counts = LEVELS.map((level) => ({ level, count: problems.filter((one) => levelOf(one) === level).length }));
  return counts
    .filter(({ count }) => count > 0)
    .map(({ level, count }) => deskText(texts, 'findings', `${level}${count === 1 ? 'One' : 'Many'}`, { count }))
    .join(deskText(texts, 'findings', 'between'));
}

/** The address of the issue's previews, without a view. `path` begins with `issues/`. */
export function issueHref(path: string): string {
  return `/issues/${encodeURIComponent(path.replace(/^issues\//, ''))}`;
}
