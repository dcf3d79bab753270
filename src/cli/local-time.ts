// Instants as an editor reads them: day and minute on the clocks of the newsletter. `--json` keeps the exact ones.
import { rfc3339 } from '../core/issue/zoned-time.ts';

/** `2026-01-07 08:00`, in the time zone. */
export function localTime(instantMs: number, timeZone: string): string {
  return rfc3339(instantMs, timeZone).slice(0, '2026-01-07T08:00'.length).replace('T', ' ');
}
