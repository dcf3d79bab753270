// Instants, numbers and durations as the desk writes them: on the newsletter's clock, in the editor's language.
import { rfc3339 } from '../core/issue/zoned-time.ts';
import { deskText } from './desk-texts.ts';
import type { DeskContext, DeskTools } from './desk-tools.ts';

/** `2026-01-07 08:00` in the newsletter's time zone. */
export function deskTime(instant: string | number, { newsletter }: Pick<DeskTools, 'newsletter'>): string {
  const ms = typeof instant === 'number' ? instant : Date.parse(instant);
  return rfc3339(ms, newsletter().schedule.time_zone).slice(0, '2026-01-07T08:00'.length).replace('T', ' ');
}

/** `08:00`. */
export function deskClock(instantMs: number, tools: Pick<DeskTools, 'newsletter'>): string {
  return deskTime(instantMs, tools).slice('2026-01-07 '.length);
}

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3600;
/** Up to here the smaller unit says more. */
const SMALLER_UNIT = 1.5;

/** `40 seconds`, `3 minutes`, `2 hours`. */
export function deskDuration(seconds: number, c: DeskContext): string {
  const [name, unit] =
    seconds < SMALLER_UNIT * MINUTE_SECONDS
      ? (['seconds', 1] as const)
      : seconds < SMALLER_UNIT * HOUR_SECONDS
        ? (['minutes', MINUTE_SECONDS] as const)
        : (['hours', HOUR_SECONDS] as const);
  return deskText(c.get('texts'), 'durations', name, { count: Math.max(Math.round(seconds / unit), 1) });
}
