// The date of an issue and of its corrections as instants in the newsletter's time zone. A day without a time gets a
// stable time of its own, so that two issues of one day do not share an instant and no machine's clock has a say.
import type { Correction, IssueDate, Withdrawal } from './issue.ts';
import type { WrittenCorrection, WrittenWithdrawal } from './metadata.ts';
import { fingerprint } from './fingerprint.ts';
import { datesIn, isoDay, type WrittenDate } from './written-date.ts';
import { dayOf, instantOf, rfc3339, startOfDay } from './zoned-time.ts';

/** Ten minutes are room enough to tell the issues of one day apart, and few enough to stay "midnight" to readers. */
const SPREAD_SECONDS = 600;

/** The first date of a file name, else the last of a title (the end of a range). */
export function dateInNames(fileName: string, title: string | undefined): WrittenDate | undefined {
  return datesIn(fileName)[0] ?? datesIn(title ?? '').at(-1);
}

export function issueDate(written: WrittenDate, slug: string, timeZone: string): IssueDate {
  const hasTime = written.seconds !== undefined;
  const instant = hasTime
    ? instantAt(written, timeZone)
    : startOfDay(isoDay(written), timeZone) + (fingerprint(slug) % SPREAD_SECONDS) * 1000;
  return { day: hasTime ? dayOf(instant, timeZone) : isoDay(written), at: rfc3339(instant, timeZone), hasTime };
}

/** Oldest first. Each is later than the issue and than the one before it, by a second at least: `updated` moves. */
export function datedCorrections(
  written: readonly WrittenCorrection[],
  issue: IssueDate,
  timeZone: string,
): readonly Correction[] {
  const instants = written.map((one) => ({ ...one, instant: instantAt(one.date, timeZone) }));
  let last = Date.parse(issue.at);
  return instants
    .toSorted((a, b) => a.instant - b.instant)
    .map(({ note, instant }) => {
      last = Math.max(instant, last + 1000);
      return { at: rfc3339(last, timeZone), day: dayOf(instant, timeZone), note };
    });
}

/** The day on which it was taken back, and why. */
export function datedWithdrawal({ date, note }: WrittenWithdrawal, timeZone: string): Withdrawal {
  return {
    ...(date && { day: dayOf(instantAt(date, timeZone), timeZone) }),
    ...(note !== undefined && { note }),
  };
}

function instantAt(written: WrittenDate, timeZone: string): number {
  const { year, month, day, seconds = 0, zone } = written;
  const wall = {
    year,
    month,
    day,
    hour: Math.floor(seconds / 3600),
    minute: Math.floor((seconds % 3600) / 60),
    second: seconds % 60,
  };
  if (typeof zone === 'number') return instantOf(wall, 'UTC') - zone * 60_000;
  return instantOf(wall, zone ?? timeZone);
}
