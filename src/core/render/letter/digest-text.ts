// The text/plain part of a digest: what digest-letter.ts says in HTML, and always whole.
import type { Newsletter } from '../../newsletter.ts';
import { absoluteUrl } from '../../newsletter.ts';
import { readerDate } from '../page/reader-date.ts';
import { filled, phrases, type Phrases } from '../phrases.ts';
import type { DigestHead, DigestIssue } from './digest-letter.ts';
import { sliceNote } from './letter-values.ts';
import { headingLines, marked, stacked } from './text-blocks.ts';
import { bodyLines, footerLines, nameLines, RULE, WIDTH } from './text-part.ts';
import { wrap } from './text-wrap.ts';

type Lines = readonly string[];

/** The text with its slots open; lines end in `\n`. */
export function digestText(issues: readonly DigestIssue[], head: DigestHead, newsletter: Newsletter): string {
  const words = phrases(head.language);
  const list = issues.map(({ issue }) => {
    const date = readerDate(issue.date.day, head.language, 'long');
    return [...wrap(date, WIDTH), ...marked('  - ', wrap(issue.title, WIDTH - 4))];
  });
  const stretches = [
    [...nameLines(newsletter.title, head.period), RULE, '', ...wrap(head.title, WIDTH), '', words.readOnWeb, head.url],
    stacked([headingLines(words.contents, 2, WIDTH), stacked(list, 0)], 1),
    ...issues.flatMap((one) => issueLines(one, newsletter)),
    footerLines(newsletter, words, head.url),
  ];
  return `${stacked(stretches, 2).join('\n')}\n`;
}

function issueLines(one: DigestIssue, newsletter: Newsletter): readonly Lines[] {
  const { issue, size } = one;
  const words = phrases(issue.language);
  const note = size === undefined ? [] : ['', ...wrap(sliceNote(size, words), WIDTH)];
  const url = absoluteUrl(newsletter, `${encodeURIComponent(issue.slug)}/`);
  const top = [RULE, headLine(one, words), '', ...wrap(issue.title, WIDTH), ...note, '', words.readOnWeb, url];
  return [top, ...bodyLines(issue, newsletter)];
}

/** `第 12 期 · 2026年1月6日星期二` */
export function headLine({ issue, number }: DigestIssue, words: Phrases): string {
  const date = readerDate(issue.date.day, issue.language, 'full');
  return number === undefined ? date : `${filled(words.issueNumber, number)} · ${date}`;
}
