// Days as a reader of a language writes them. A day has been settled in the newsletter's time zone before it comes
// here, so nothing in this file knows the machine's zone or locale.

/** The forms in which pages show a day. */
export type DateForm = keyof typeof FORMS;

const FORMS = {
  /** 2026年1月6日星期二 */
  full: { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' },
  /** 2026年1月6日 */
  long: { year: 'numeric', month: 'long', day: 'numeric' },
  /** 6日周二 */
  dayOfMonth: { day: 'numeric', weekday: 'short' },
  /** 7日 */
  day: { day: 'numeric' },
  /** 1月7日 */
  monthDay: { month: 'long', day: 'numeric' },
  /** 1月 */
  month: { month: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** `day` (YYYY-MM-DD) in the words of the language (BCP 47). */
export function readerDate(day: string, language: string, form: DateForm): string {
  return formatter(language, form).format(Date.parse(`${day}T00:00:00Z`));
}

/** What stands between two days where every part of a date has its own word. */
const BETWEEN: Readonly<Record<string, string>> = { zh: '至', ja: '～' };

/** From one day to another, `2026年1月5日至11日`, `January 5–11, 2026`; one day alone is that day. */
export function readerPeriod(from: string, to: string, language: string): string {
  if (from === to) return readerDate(from, language, 'long');
  const between = BETWEEN[language.toLowerCase().split('-')[0] ?? ''];
  if (between !== undefined) {
    const end = from.slice(0, 7) === to.slice(0, 7) ? 'day' : from.slice(0, 4) === to.slice(0, 4) ? 'monthDay' : 'long';
    return readerDate(from, language, 'long') + between + readerDate(to, language, end);
  }
  const [first, last] = [from, to].map((day) => Date.parse(`${day}T00:00:00Z`));
  const period = formatter(language, 'long').formatRange(first ?? 0, last ?? 0);
  // Thin spaces are for print; in a subject line they are strange characters.
  return period.replaceAll(/[\u2009\u202F]/g, ' ').replaceAll(/(?<=\d) – (?=\d)/g, '–');
}

// Making a formatter costs more than a thousand uses of it.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(language: string, form: DateForm): Intl.DateTimeFormat {
  const key = `${form} ${language}`;
  const known = formatters.get(key);
  if (known) return known;
  // The calendar is fixed: a Thai or Persian tag would otherwise count other years than the ids and addresses do.
  const made = new Intl.DateTimeFormat(language, { ...FORMS[form], timeZone: 'UTC', calendar: 'gregory' });
  formatters.set(key, made);
  return made;
}
