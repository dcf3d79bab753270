// An instant as the Date header wants it (RFC 5322, 3.3): English names, the sender's zone as a numeric offset.

const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** `2026-01-06T00:00:00.000Z` in Asia/Shanghai gives `Tue, 06 Jan 2026 08:00:00 +0800`. */
export function messageDate(at: string, timeZone: string): string {
  const parts = new Map(
    format(timeZone)
      .formatToParts(new Date(at))
      .map((part) => [part.type, part.value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  const offset = /[+-]\d\d:\d\d/.exec(part('timeZoneName'))?.[0].replace(':', '') ?? '+0000';
  const day = `${part('weekday')}, ${part('day')} ${part('month')} ${part('year')}`;
  return `${day} ${part('hour')}:${part('minute')}:${part('second')} ${offset}`;
}

/** Building a format costs a hundred times more than using it, and a mailing has one zone. */
function format(timeZone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    day: '2-digit',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  });
  FORMATS.set(timeZone, made);
  return made;
}
