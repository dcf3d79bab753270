// When the schedule of masthead.yaml strikes: a cron expression on the wall clock of a time zone. node-cron alone says
// what an expression matches; this walks the minutes, and settles what clock changes do to them. A wall time that
// clocks skip in spring strikes at the first minute after the gap; one that they repeat in autumn strikes once, the
// first time.
import { createTask, parse, type ScheduledTask } from 'node-cron';
import { offsetAtMs } from '../core/issue/zoned-time.ts';

export interface Schedule {
  readonly cron: string;
  readonly time_zone: string;
}

const MINUTE_MS = 60_000;
/** Offsets of all zones since 1972 are multiples of a quarter of an hour, and clocks change at such times. */
const QUARTER_MS = 15 * MINUTE_MS;
/** No clock has ever been put back by more; repeated wall times are found by looking back as far. */
const LONGEST_REPEAT_MS = 3 * 60 * MINUTE_MS;
/** A schedule that strikes less often than once in a leap year strikes never, as far as a newsletter is concerned. */
const HORIZON_MS = 366 * 24 * 60 * MINUTE_MS;

/** The first slot at or after the instant; undefined when there is none within a year. Whole minutes. */
export function nextSlot(schedule: Schedule, instant: Date): Date | undefined {
  const from = Math.ceil(instant.getTime() / MINUTE_MS) * MINUTE_MS;
  const strikes = wallClockMatch(schedule.cron);
  const start = Math.floor((from - LONGEST_REPEAT_MS) / QUARTER_MS) * QUARTER_MS;
  let offset = offsetAtMs(start - QUARTER_MS, schedule.time_zone);
  /** Wall times before this one have been shown already. */
  let shownUntil = -Infinity;
  for (let quarter = start; quarter < from + HORIZON_MS; quarter += QUARTER_MS) {
    const offsetNow = offsetAtMs(quarter, schedule.time_zone);
    if (offsetNow < offset) shownUntil = Math.max(shownUntil, quarter + offset);
    const skipsSlot = offsetNow > offset && strikes(quarter + offset, quarter + offsetNow) !== undefined;
    offset = offsetNow;
    if (skipsSlot && quarter >= from) return new Date(quarter);
    const wallStart = Math.max(quarter, from) + offset;
    const wall = strikes(Math.max(wallStart, shownUntil), quarter + QUARTER_MS + offset);
    if (wall !== undefined) return new Date(wall - offset);
  }
  return undefined;
}

/** The first match in `[fromWall, toWall)`, wall times given as if they were UTC. */
type WallMatch = (fromWall: number, toWall: number) => number | undefined;

/** Matching is the costly part, so minutes that the expression does not name are not asked for. */
function wallClockMatch(cron: string): WallMatch {
  const task = taskOf(cron);
  const minutes = new Set(parse(cron).minute);
  return (fromWall, toWall) => {
    for (let wall = fromWall; wall < toWall; wall += MINUTE_MS) {
      if (minutes.has(new Date(wall).getUTCMinutes()) && task.match(new Date(wall))) return wall;
    }
    return undefined;
  };
}

const tasks = new Map<string, ScheduledTask>();

/** One task an expression, never started: it only answers `match`. */
function taskOf(cron: string): ScheduledTask {
  const known = tasks.get(cron);
  if (known) return known;
  const task = createTask(cron, () => undefined, { timezone: 'UTC' });
  tasks.set(cron, task);
  return task;
}
