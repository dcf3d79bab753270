// The slot that has come last: what is made up for when a process was not there at its time.
import { nextSlot, type Schedule } from './next-slot.ts';

const MINUTE_MS = 60_000;

/** The last slot at or before the instant, if one lies within so many milliseconds before it. Whole minutes. */
export function lastSlot(schedule: Schedule, instant: Date, withinMs: number): Date | undefined {
  let last: Date | undefined;
  for (let from = instant.getTime() - withinMs; ;) {
    const slot = nextSlot(schedule, new Date(from));
    if (slot === undefined || slot > instant) return last;
    last = slot;
    from = slot.getTime() + MINUTE_MS;
  }
}
