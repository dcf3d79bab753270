// What is wrong with `schedule` in masthead.yaml. node-cron itself judges the expression, so that what passes here
// runs.
import { validateDetailed } from 'node-cron';
import { isTimeZone } from '../core/issue/zoned-time.ts';

/** What to write instead, or undefined when `cron` can be used. */
export function scheduleProblem(cron: string): string | undefined {
  if (cron.trim().split(/\s+/).length !== 5) return 'write five fields: minute, hour, day of month, month, weekday';
  const { valid, errors, fields } = validateDetailed(cron);
  if (!valid || fields === undefined) return errors.map((error) => `${error.field}: ${error.message}`).join('; ');
  // Some programs read "1 * 1" as "the first or a Monday", node-cron as "a Monday that is the first".
  if (fields.dayOfMonth.length < 31 && new Set(fields.dayOfWeek.map((day) => Number(day) % 7)).size < 7) {
    return 'restrict the day of month or the weekday, not both: programs disagree about what both mean';
  }
  return undefined;
}

/** The same for a time zone's name. */
export function timeZoneProblem(timeZone: string): string | undefined {
  if (isTimeZone(timeZone)) return undefined;
  return 'write a name of the time zone database, such as Asia/Shanghai or UTC';
}
