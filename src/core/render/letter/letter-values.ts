// What the owner's templates can say of one issue: `{{ issue.title }}`, `{{ theme.ink }}` and the rest. Plain values, all
// of them text that the engine escapes; docs/email.md lists them, and a test holds the two against each other.
import { contents } from '../../issue/contents.ts';
import type { Correction, Heading, Issue } from '../../issue/issue.ts';
import { absoluteUrl, type Newsletter } from '../../newsletter.ts';
import { phrases, type Phrases } from '../phrases.ts';
import { letterTheme, type LetterTheme } from './letter-theme.ts';
import { letterType, type LetterType } from './letter-type.ts';
import { slot } from './slots.ts';
import { columns } from './text-width.ts';

export interface LetterValues {
  readonly [name: string]: unknown;
  readonly theme: LetterTheme;
  readonly type: LetterType;
}

/** Columns of the line that mail clients show beside the subject; what the preheader leaves is filled up. */
const PREVIEW_COLUMNS = 150;
/** Takes room and shows nothing, so that the letter's first words do not run into the preheader (B6.11). */
const FILLER = '\u034F\u200C\u00A0';
/** A list of one line is no help to anyone. */
export const CONTENTS_MIN_ENTRIES = 3;
/** Corrections beyond these stand on the web page alone; the newest are shown. */
const CORRECTIONS_MAX = 10;

export function letterValues(issue: Issue, newsletter: Newsletter, pageUrl: string): LetterValues {
  const words = phrases(issue.language);
  return {
    issue: {
      title: issue.title,
      language: issue.language,
      date: longDate(issue.date.day, issue.language),
      day: issue.date.day,
      url: pageUrl,
      summary: issue.summary,
      preheader: issue.preheader,
      filler: FILLER.repeat(Math.max(0, PREVIEW_COLUMNS - columns(issue.preheader))),
      corrections: issue.corrections.slice(-CORRECTIONS_MAX).map((correction) => shown(correction, issue.language)),
    },
    newsletter: {
      title: newsletter.title,
      description: newsletter.description,
      author: newsletter.author,
      postal_address: newsletter.postal_address,
      url: absoluteUrl(newsletter, ''),
      about_url: absoluteUrl(newsletter, 'about.html'),
      why: whyThis(newsletter, words),
    },
    contents: contentsValues(issue, pageUrl),
    phrases: words,
    theme: letterTheme(newsletter.theme),
    type: letterType(issue.language, newsletter.theme),
    address: slot('address'),
    unsubscribe_url: slot('unsubscribe_url'),
  };
}

/** The owner's reason, else the plain one. */
export function whyThis(newsletter: Newsletter, words: Phrases): string {
  return newsletter.texts.why ?? words.subscribedTo.replace('{name}', () => newsletter.title);
}

function shown(correction: Correction, language: string): { readonly date: string; readonly note: string } {
  return { date: longDate(correction.day, language), note: correction.note };
}

function contentsValues(issue: Issue, pageUrl: string): readonly unknown[] {
  const entries = contents(issue);
  const count = entries.reduce((sum, entry) => sum + 1 + entry.children.length, 0);
  if (count < CONTENTS_MIN_ENTRIES) return [];
  return entries.map(({ heading, children }) => ({
    title: heading.text,
    url: anchorUrl(pageUrl, heading),
    articles: children.map((child) => ({ title: child.heading.text, url: anchorUrl(pageUrl, child.heading) })),
  }));
}

/** The heading's place on the issue's page. */
export function anchorUrl(pageUrl: string, heading: Heading): string {
  return `${pageUrl}#${encodeURIComponent(heading.anchor)}`;
}

// Making a formatter costs more than a letter's worth of using it.
const formatters = new Map<string, Intl.DateTimeFormat>();

/** `2026年1月6日星期二`. The day is settled already, so the zone is fixed. */
export function longDate(day: string, language: string): string {
  let formatter = formatters.get(language);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone: 'UTC', calendar: 'gregory' });
    formatters.set(language, formatter);
  }
  return formatter.format(Date.parse(`${day}T00:00:00Z`));
}
