// What the owner's templates can say of one issue: `{{ issue.title }}`, `{{ theme.ink }}` and the rest. Plain values,
// all of them text that the engine escapes; docs/email.md lists them, and a test holds the two against each other.
import { isBriefContents } from '../../issue/contents.ts';
import type { Correction, Heading, Issue } from '../../issue/issue.ts';
import type { ChangedLine } from '../../revision/issue-changes.ts';
import { absoluteUrl, type Newsletter } from '../../newsletter.ts';
import { filled, phrases, type Phrases } from '../phrases.ts';
import { readerDate } from '../page/reader-date.ts';
import { moreChanges, shownChanges } from './letter-changes.ts';
import { letterContents } from './letter-contents.ts';
import type { SliceSize } from './letter.ts';
import type { LetterTheme } from './letter-theme.ts';
import { letterType, type LetterType } from './letter-type.ts';
import { NUMBER_MARK } from './numbered-letter.ts';
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
/** Corrections beyond these stand on the web page alone; the newest are shown. */
const CORRECTIONS_MAX = 10;

export interface LetterFacts {
  readonly pageUrl: string;
  /** The newsletter's: computing it takes longer than all the rest. */
  readonly theme: LetterTheme;
  /** Of a slice. */
  readonly size?: SliceSize;
  /** Of a correction: what it has changed. */
  readonly changes?: readonly ChangedLine[];
  /** Of a digest, which has no number of its own: its days. */
  readonly period?: string;
}

export function letterValues(
  issue: Issue,
  newsletter: Newsletter,
  { pageUrl, theme, size, changes = [], period }: LetterFacts,
): LetterValues {
  const words = phrases(issue.language);
  return {
    issue: {
      title: issue.title,
      language: issue.language,
      date: period ?? readerDate(issue.date.day, issue.language, 'full'),
      day: issue.date.day,
      edition: period === undefined ? NUMBER_MARK : '',
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
    contents_is_brief: isBriefContents(issue),
    changes: shownChanges(changes),
    more_changes: moreChanges(changes, words),
    slice_note: size === undefined ? '' : sliceNote(size, words),
    phrases: words,
    theme,
    type: letterType(issue.language, newsletter.theme),
    address: slot('address'),
    sent_to: filled(words.sentTo, slot('address')),
    preferences_url: slot('preferences_url'),
    unsubscribe_url: slot('unsubscribe_url'),
  };
}

/** The owner's reason, else the plain one. */
export function whyThis(newsletter: Newsletter, words: Phrases): string {
  return newsletter.texts.why ?? filled(words.subscribedTo, newsletter.title);
}

/** That the letter is a choice, and how much of the issue it is. */
export function sliceNote({ articleCount, articleTotal }: SliceSize, words: Phrases): string {
  if (articleTotal === 0) return words.sliceAlone;
  return filled(filled(words.slice, articleCount), articleTotal);
}

function shown(correction: Correction, language: string): { readonly date: string; readonly note: string } {
  return { date: readerDate(correction.day, language, 'long'), note: correction.note };
}

function contentsValues(issue: Issue, pageUrl: string): readonly unknown[] {
  return letterContents(issue).map(({ heading, children }) => ({
    title: heading.text,
    url: anchorUrl(pageUrl, heading),
    articles: children.map((child) => ({ title: child.heading.text, url: anchorUrl(pageUrl, child.heading) })),
  }));
}

/** The heading's place on the issue's page. */
export function anchorUrl(pageUrl: string, heading: Heading): string {
  return `${pageUrl}#${encodeURIComponent(heading.anchor)}`;
}
