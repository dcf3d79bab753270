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
  /** 1月 */
  month: { month: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** `day` (YYYY-MM-DD) in the words of the language (BCP 47). */
export function readerDate(day: string, language: string, form: DateForm): string {
  return formatter(language, form).format(Date.parse(`${day}T00:00:00Z`));
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
