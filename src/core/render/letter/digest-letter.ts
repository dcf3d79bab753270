// Several issues as one letter, for readers who want a letter a day or a week: a list of them with their dates, then
// each under its title, the newest first. The byte budget holds over the whole: later ones give way to their highlights
// and a link, and only then the first one gives way as it would by itself.
import { advertisedSubject } from '../../check/advertising.ts';
import type { Issue } from '../../issue/issue.ts';
import { element, text } from '../../issue/tree.ts';
import { absoluteUrl } from '../../newsletter.ts';
import { readerDate, readerPeriod } from '../page/reader-date.ts';
import { filled, phrases } from '../phrases.ts';
import { digestText, headLine } from './digest-text.ts';
import { emailHtml } from './email-html.ts';
import type { Piece } from './letter-budget.ts';
import { letterPieces } from './letter-pieces.ts';
import { letterValues, sliceNote } from './letter-values.ts';
import { fittedLetter, settledOnce, type Letter, type LetterSetting, type Render, type SliceSize } from './letter.ts';
import { printable } from './printable.ts';

/** One issue as a reader gets it in a digest. */
export interface DigestIssue {
  /** The whole, or a slice of it. */
  readonly issue: Issue;
  /** Of a slice. */
  readonly size?: SliceSize;
  /** Its place, counted from the oldest; absent when it has none. */
  readonly number?: number;
}

export interface DigestHead {
  readonly title: string;
  readonly period: string;
  readonly language: string;
  /** Where all issues are. */
  readonly url: string;
}

/** `issues` come newest first and are two at least: one alone is its own letter. */
export function digestLetter(
  issues: readonly DigestIssue[],
  frequency: 'daily' | 'weekly',
  setting: LetterSetting,
): Letter {
  const { newsletter } = setting;
  const [newest] = issues;
  if (newest === undefined) throw new RangeError('a digest holds at least one issue');
  const head = headOf(issues, newest.issue, frequency, setting);
  const words = phrases(head.language);
  const { engine, theme } = settledOnce(setting);
  const preheader = issues.map(({ issue }) => issue.title).join(' · ');
  const shell = { ...newest.issue, title: head.title, preheader, summary: preheader, corrections: [], parts: [] };
  const values = {
    ...letterValues(shell, newsletter, { pageUrl: head.url, theme, period: head.period }),
    // What was left out has links of its own; the last one leads to all of it.
    phrases: { ...words, readRest: words.allIssues },
    contents: contentsOf(issues, setting, head.language),
    contents_is_brief: false,
  };
  const render: Render = (name, more) => engine.render(name, { ...values, ...more });
  const parts = issues.map((one) => issueParts(one, setting, head.language));
  const pieces = parts.flatMap((one, i) => (i === 0 ? [one.head, ...one.body] : [asOne(one)]));
  const { html } = fittedLetter(pieces, render, newsletter);
  const subject = filled(filled(words.digestSubject, newsletter.title), head.period);
  const isCommercial = issues.some(({ issue }) => issue.commercial === true);
  return {
    subject: isCommercial ? advertisedSubject(subject, head.language) : subject,
    preheader,
    language: head.language,
    html: printable(html),
    text: printable(digestText(issues, head, newsletter)),
    shortened: [],
  };
}

function headOf(
  issues: readonly DigestIssue[],
  newest: Issue,
  frequency: 'daily' | 'weekly',
  { newsletter }: LetterSetting,
): DigestHead {
  const { language } = newest;
  const days = issues.map(({ issue }) => issue.date.day).toSorted();
  const [from = newest.date.day] = days;
  const words = phrases(language);
  return {
    title: frequency === 'daily' ? words.dailyDigest : words.weeklyDigest,
    period: readerPeriod(from, days.at(-1) ?? from, language),
    language,
    url: absoluteUrl(newsletter, ''),
  };
}

/** In the form of an issue's contents: the date stands where a section would, the issue where its articles would. */
function contentsOf(issues: readonly DigestIssue[], setting: LetterSetting, language: string): readonly unknown[] {
  return issues.map(({ issue }) => {
    const url = pageUrlOf(issue, setting);
    return { title: readerDate(issue.date.day, language, 'long'), url, articles: [{ title: issue.title, url }] };
  });
}

function pageUrlOf(issue: Issue, { newsletter }: LetterSetting): string {
  return absoluteUrl(newsletter, `${encodeURIComponent(issue.slug)}/`);
}

interface IssueParts {
  readonly head: Piece;
  readonly body: readonly Piece[];
  /** Its highlights, or its summary, with a link to the rest. */
  readonly brief: () => string;
  /** Its title with a link. */
  readonly bare: () => string;
}

/** An issue in its own language. */
function issueParts(one: DigestIssue, setting: LetterSetting, language: string): IssueParts {
  const { issue, size } = one;
  const { engine, theme } = settledOnce(setting);
  const pageUrl = pageUrlOf(issue, setting);
  const values = letterValues(issue, setting.newsletter, { pageUrl, theme, ...(size && { size }) });
  const render: Render = (name, more) => engine.render(name, { ...values, ...more });
  const words = phrases(issue.language);
  const facts = {
    title: issue.title,
    url: pageUrl,
    line: headLine(one, words),
    note: size === undefined ? '' : sliceNote(size, words),
    language: issue.language === language ? '' : issue.language,
  };
  const head = render('letter-issue.liquid', { head: facts });
  const given = { email: emailHtml(pageUrl, theme, values.type), pageUrl, render };
  const rest = (): string => render('letter-issue-rest.liquid', { head: facts });
  return {
    head: { title: issue.title, full: head, isLabel: true },
    body: letterPieces(issue, given),
    brief: () => [head, ...briefHtml(issue, given), rest()].join('\n'),
    bare: () => [head, rest()].join('\n'),
  };
}

function briefHtml(issue: Issue, given: Parameters<typeof letterPieces>[1]): readonly string[] {
  const highlights = issue.parts.filter((part) => part.kind === 'highlights');
  if (highlights.length > 0) return letterPieces({ ...issue, parts: highlights }, given).map((piece) => piece.full);
  return [given.email.html([element('p', {}, [text(issue.summary)])])];
}

/** A later issue gives way as a whole: it is there, or its highlights are, or its title. */
function asOne({ head, body, brief, bare }: IssueParts): Piece {
  const full = [head, ...body].map((piece) => piece.full).join('\n');
  return { title: head.title, full, abridged: brief, headline: bare };
}
