// The dates that people write beside a consent. Only what can be read in one way is read: 2026-01-31 in any of its
// spellings, with a time or without; 01/02/2026 is two different days.

const DATE =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]\s*(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?$/i;

/** The instant as RFC 3339 in UTC, a time without an offset taken as UTC; undefined when it is no such date. */
export function consentInstant(text: string): string | undefined {
  const match = DATE.exec(text.trim());
  if (match === null) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', zone = 'Z'] = match;
  const offset = /^(z|utc)$/i.test(zone) ? 'Z' : zone.replace(/^(...)(\d\d)$/, '$1:$2');
  const date = `${year}-${two(month)}-${two(day)}`;
  const at = new Date(`${date}T${two(hour)}:${two(minute)}:${two(second)}${offset}`);
  // Date rolls the 31st of February over into March; a date that moves is not one.
  const isReal = !Number.isNaN(at.getTime()) && new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
  return isReal ? at.toISOString() : undefined;
}

function two(digits: string | undefined): string {
  return (digits ?? '').padStart(2, '0');
}
