// The dates of other systems' exports as instants: ISO 8601 in its spellings, Go's own notation (listmonk), and months
// by name. What has two readings is not read.
import { readDate } from '../../issue/written-date.ts';
import { consentInstant } from '../consent-date.ts';

const MINUTE_MS = 60_000;

/** RFC 3339 in UTC, a time without a zone taken as UTC; undefined for what is no date. */
export function exportInstant(text: string): string | undefined {
  // Go writes `2023-01-02 15:04:05.123 +0000 UTC`: the name behind the offset says nothing more.
  const plain = text.trim().replace(/([+-]\d{4}) [A-Z]{2,5}$/, '$1');
  const known = consentInstant(plain);
  if (known !== undefined) return known;
  const reading = readDate(plain);
  if (!('date' in reading)) return undefined;
  const { year, month, day, seconds = 0, zone = 0 } = reading.date;
  // A zone by its name would need a table of its own, and no export has one.
  if (typeof zone === 'string') return undefined;
  return new Date(Date.UTC(year, month - 1, day, 0, 0, seconds) - zone * MINUTE_MS).toISOString();
}
