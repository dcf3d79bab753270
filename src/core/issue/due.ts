// Which issues are to be mailed now, which come later, and which no longer. It follows from the files, from what has
// been started already and from the time alone, so that a restart, a missed nudge or a turned clock changes nothing: a
// mailing that was started is never due again, and an issue that is not mailed stands in one of the lists.
import type { IssueDate, IssueStatus } from './issue.ts';
import { dayOf, startOfDay } from './zoned-time.ts';

export interface DueQuestion {
  readonly issues: readonly DatedIssue[];
  /** Slugs of the issues whose mailing has been started, ever. */
  readonly startedSlugs: ReadonlySet<string>;
  readonly nowMs: number;
  /** When this newsletter was first started; null asks without regard to it. */
  readonly firstStartMs: number | null;
  /** Slugs that the editor has named: due from their date on without waiting for a slot, however late they are. */
  readonly namedSlugs?: ReadonlySet<string>;
  readonly tooLateHours: number;
  readonly timeZone: string;
  /** The schedule's first slot at or after an instant, in milliseconds; null when none ever comes. */
  readonly slotAt: (instantMs: number) => number | null;
}

interface DatedIssue {
  readonly slug: string;
  readonly date: IssueDate;
  /** Counts as mailed for ever, whoever names it. */
  readonly isMailedElsewhere?: boolean;
  readonly status: IssueStatus;
}

export interface DueIssue {
  readonly slug: string;
  readonly dueAtMs: number;
}

/**
 * Every published issue that was mailed neither from here nor elsewhere is in exactly one list; each list is oldest
 * first.
 */
export interface Due {
  readonly due: readonly DueIssue[];
  readonly next: readonly DueIssue[];
  /** Came due longer ago than the window; mailed only when named. */
  readonly tooLate: readonly DueIssue[];
  /** Dated before the first start; mailed only when named. */
  readonly backIssues: readonly string[];
  /** Dated behind the last slot that the schedule will ever have. */
  readonly unscheduled: readonly string[];
}

const HOUR_MS = 3_600_000;

/** Sorts the issues that have not been mailed by what is to be done with them at `nowMs`. */
export function due(question: DueQuestion): Due {
  const lists = { due: [] as DueIssue[], next: [] as DueIssue[], tooLate: [] as DueIssue[] };
  const backIssues: string[] = [];
  const unscheduled: string[] = [];
  for (const issue of waiting(question)) {
    const isNamed = question.namedSlugs?.has(issue.slug) === true;
    if (!isNamed && isBackIssue(issue.date, question)) {
      backIssues.push(issue.slug);
      continue;
    }
    const dueAtMs = isNamed ? Date.parse(issue.date.at) : dueAt(issue.date, question);
    if (dueAtMs === null) unscheduled.push(issue.slug);
    else if (dueAtMs > question.nowMs) lists.next.push({ slug: issue.slug, dueAtMs });
    else if (isNamed || dueAtMs >= question.nowMs - question.tooLateHours * HOUR_MS) {
      lists.due.push({ slug: issue.slug, dueAtMs });
    } else lists.tooLate.push({ slug: issue.slug, dueAtMs });
  }
  return {
    due: oldestFirst(lists.due),
    next: oldestFirst(lists.next),
    tooLate: oldestFirst(lists.tooLate),
    backIssues,
    unscheduled,
  };
}

/** With a time of its own an issue is due then; else at the first slot from the start of its day in the zone. */
function dueAt(date: IssueDate, { timeZone, slotAt }: Pick<DueQuestion, 'timeZone' | 'slotAt'>): number | null {
  return date.hasTime ? Date.parse(date.at) : slotAt(startOfDay(date.day, timeZone));
}

function waiting({ issues, startedSlugs }: DueQuestion): readonly DatedIssue[] {
  return issues
    .filter((issue) => isMailable(issue) && !startedSlugs.has(issue.slug))
    .toSorted((a, b) => Date.parse(a.date.at) - Date.parse(b.date.at) || (a.slug < b.slug ? -1 : 1));
}

function isMailable({ status, isMailedElsewhere }: DatedIssue): boolean {
  return status === 'published' && isMailedElsewhere !== true;
}

/** The issue of the day of the first start itself is not a back issue, even where its slot has passed that day. */
function isBackIssue(date: IssueDate, { firstStartMs, timeZone }: DueQuestion): boolean {
  if (firstStartMs === null) return false;
  return date.hasTime ? Date.parse(date.at) < firstStartMs : date.day < dayOf(firstStartMs, timeZone);
}

/** Issues of one slot stay in the order of their dates, in which `waiting` gave them. */
function oldestFirst(issues: readonly DueIssue[]): readonly DueIssue[] {
  return issues.toSorted((a, b) => a.dueAtMs - b.dueAtMs);
}
