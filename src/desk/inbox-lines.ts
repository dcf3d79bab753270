// Subject and preheader as inboxes cut them. The widths are what their lists show at usual sizes, in columns: two for a
// Chinese character, one for a Latin letter (B6.20). They are a guide and no promise, for every screen differs a
// little.
import { cutToWidth, displayWidth } from '../core/issue/display-width.ts';

interface Inbox {
  readonly name: 'gmail' | 'outlook' | 'iphone' | 'gmailPhone';
  readonly subjectColumns: number;
  /** Of the preheader, over all of its lines. */
  readonly preheaderColumns: number;
  /** Subject and preheader share a line, and the preheader gets what the subject leaves. */
  readonly sharesLine?: true;
}

const INBOXES: readonly Inbox[] = [
  { name: 'gmail', subjectColumns: 100, preheaderColumns: 100, sharesLine: true },
  { name: 'outlook', subjectColumns: 52, preheaderColumns: 56 },
  { name: 'iphone', subjectColumns: 38, preheaderColumns: 84 },
  { name: 'gmailPhone', subjectColumns: 36, preheaderColumns: 40 },
];

export interface InboxLine {
  readonly name: Inbox['name'];
  readonly subject: string;
  readonly preheader: string;
  readonly is_subject_cut: boolean;
  readonly is_preheader_cut: boolean;
  readonly shares_line: boolean;
}

/** One for each inbox. No grapheme is ever split. */
export function inboxLines(subject: string, preheader: string): readonly InboxLine[] {
  return INBOXES.map((inbox) => {
    const first = cut(subject, inbox.subjectColumns);
    const used = inbox.sharesLine ? displayWidth(first) + BETWEEN_COLUMNS : 0;
    const second = cut(preheader, Math.max(0, inbox.preheaderColumns - used));
    return {
      name: inbox.name,
      subject: first,
      preheader: second,
      is_subject_cut: first !== subject,
      is_preheader_cut: second !== preheader,
      shares_line: inbox.sharesLine === true,
    };
  });
}

/** ` – ` between the two. */
const BETWEEN_COLUMNS = 3;

function cut(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  return columns < 2 ? '' : `${cutToWidth(text, columns - 1).trimEnd()}…`;
}
