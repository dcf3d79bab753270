// An issue as email with its slots still open: rendered once, filled for each subscriber (slots.ts). HTML and plain
// text come from the same parts, and the HTML stays below its byte budget whatever the issue holds.
import { AppError } from '../../../errors.ts';
import { advertisedSubject } from '../../check/advertising.ts';
import type { Issue } from '../../issue/issue.ts';
import { absoluteUrl, type Newsletter } from '../../newsletter.ts';
import type { ChangedLine } from '../../revision/issue-changes.ts';
import { filled, phrases } from '../phrases.ts';
import { liquidEngine, type LiquidEngine, type Templates } from '../liquid.ts';
import { emailHtml } from './email-html.ts';
import { bodyBytes, fittedBody, wholeBody, type FittedBody, type FittedPiece, type Piece } from './letter-budget.ts';
import { letterTheme, type LetterTheme } from './letter-theme.ts';
import { letterPieces } from './letter-pieces.ts';
import { LETTER_TEMPLATE, settledParts } from './letter-shell.ts';
import { letterValues } from './letter-values.ts';
import { NUMBER_BYTES, NUMBER_MARK } from './numbered-letter.ts';
import { printable } from './printable.ts';
import { slot, SLOT_NAMES, type SlotName } from './slots.ts';
import { textPart } from './text-part.ts';

export interface Letter {
  readonly subject: string;
  readonly preheader: string;
  readonly language: string;
  /** HTML with slots, below the byte budget. */
  readonly html: string;
  /** text/plain with slots. */
  readonly text: string;
  /** Titles of the articles whose details gave way to "read on the web"; empty when all of it fits. */
  readonly shortened: readonly string[];
}

/** Bytes of the HTML with its slots filled: 95 KB. Gmail clips at about 102, and the end of a letter is its footer. */
export const LETTER_MAX_BYTES = 97_280;
/** What a filled slot is reckoned at: the longest address (RFC 5321) and a signed link with room to spare. */
const SLOT_BYTES: Readonly<Record<SlotName, number>> = {
  address: 254,
  preferences_url: 512,
  unsubscribe_url: 512,
};
/** A list of contents longer than this gives way before an article does: it holds nothing that is not said below. */
const CONTENTS_MAX_BYTES = 24_000;

/** Stands where the body goes while the frame around it is measured. Source cleaning lets no such character through. */
const BODY_MARK = '\uF8F5';

/** How much of the issue a slice holds, in articles. */
export interface SliceSize {
  readonly articleCount: number;
  readonly articleTotal: number;
}

/** `compiledTemplate` is the shell that compileLetter gives; `templates` are the files of `email-templates/`. Throws
 * AppError TEMPLATE_INVALID when a template cannot be used or leaves out what every letter must say. */
export function letter(issue: Issue, newsletter: Newsletter, compiledTemplate: string, templates: Templates): Letter {
  return letterOf(issue, { newsletter, compiledTemplate, templates });
}

/** The letter of a slice (core/issue/slice.ts): `issue` holds nothing else, and `size` is told to its readers. */
export function sliceLetter(issue: Issue, size: SliceSize, setting: LetterSetting): Letter {
  return letterOf(issue, setting, { size });
}

/** The letter of a correction: its note and what has changed come first, then the corrected issue. */
export function correctionLetter(
  issue: Issue,
  changes: readonly ChangedLine[],
  setting: LetterSetting,
  size?: SliceSize,
): Letter {
  const { subject, corrections } = issue;
  const named = filled(phrases(issue.language).correctionSubject, subject);
  // What the law wants at the front of a subject stays there.
  const isMarked = advertisedSubject(subject, issue.language) === subject;
  const corrected = {
    ...issue,
    subject: isMarked ? advertisedSubject(named, issue.language) : named,
    preheader: corrections.at(-1)?.note ?? issue.preheader,
  };
  return letterOf(corrected, setting, { changes, ...(size && { size }) });
}

/** What those who chose these topics get of an issue: choices with the same key share a letter, which is made once. */
export type SliceFor = (topics: readonly string[]) => Promise<SlicedLetter>;
export type SlicedLetter = 'whole' | 'nothing' | { readonly key: string; readonly letter: () => Letter };

/** What all letters of a newsletter share. */
export interface LetterSetting {
  readonly newsletter: Newsletter;
  readonly compiledTemplate: string;
  readonly templates: Templates;
}

/** How much room the letter takes, and what in it. */
export interface LetterSizes {
  /** UTF-8 bytes of everything around the body, its slots filled by the longest values. */
  readonly frameBytes: number;
  readonly pieces: readonly FittedPiece[];
}

/** Where the bytes of an issue's letter are, piece by piece. */
export function letterSizes(issue: Issue, setting: LetterSetting): LetterSizes {
  const { frameBytes, pieces } = fittedOf(issue, setting);
  return { frameBytes, pieces };
}

/** What some letters have beside the issue. */
export interface LetterExtras {
  /** Of a slice. */
  readonly size?: SliceSize;
  /** Of a correction. */
  readonly changes?: readonly ChangedLine[];
}

function letterOf(issue: Issue, setting: LetterSetting, extras: LetterExtras = {}): Letter {
  const { html, shortened } = fittedOf(issue, setting, extras);
  const { subject, preheader, language } = issue;
  const text = printable(textPart(issue, setting.newsletter, extras));
  return { subject, preheader, language, html: printable(html), text, shortened };
}

function fittedOf(issue: Issue, setting: LetterSetting, extras: LetterExtras = {}): FittedLetter {
  const { newsletter } = setting;
  const { engine, theme } = settledOnce(setting);
  const pageUrl = absoluteUrl(newsletter, `${encodeURIComponent(issue.slug)}/`);
  const values = letterValues(issue, newsletter, { pageUrl, theme, ...extras });
  const render = (name: string, more: Readonly<Record<string, unknown>>): string => {
    return engine.render(name, { ...values, ...more });
  };
  const email = emailHtml(pageUrl, theme, values.type);
  const pieces = letterPieces(issue, { email, pageUrl, render });
  return fittedLetter(pieces, render, newsletter);
}

export type Render = (name: string, more: Readonly<Record<string, unknown>>) => string;

interface FittedLetter extends FittedBody {
  readonly frameBytes: number;
}

/** The frame with as much of the pieces in it as the budget allows; `render` knows what the frame's templates say. */
export function fittedLetter(pieces: readonly Piece[], render: Render, newsletter: Newsletter): FittedLetter {
  const frame = frameOf(render, newsletter, { shortened: false });
  if (frame.bytes + bodyBytes(pieces) + pieces.length <= LETTER_MAX_BYTES) {
    const body = wholeBody(pieces);
    return { ...body, html: frame.around(body.html), frameBytes: frame.bytes };
  }
  const noted = frameOf(render, newsletter, { shortened: true });
  const bare = frameOf(render, newsletter, { shortened: true, contents: [] });
  const tight = noted.bytes - bare.bytes > CONTENTS_MAX_BYTES ? bare : noted;
  const body = fittedBody(pieces, LETTER_MAX_BYTES - tight.bytes - pieces.length);
  return { ...body, html: tight.around(body.html), frameBytes: tight.bytes };
}

interface Frame {
  /** With its slots filled by the longest values. */
  readonly bytes: number;
  readonly around: (body: string) => string;
}

function frameOf(render: Render, newsletter: Newsletter, values: Readonly<Record<string, unknown>>): Frame {
  const html = render(LETTER_TEMPLATE, { ...values, body: BODY_MARK });
  const [before, after, ...more] = html.split(BODY_MARK);
  if (before === undefined || after === undefined || more.length > 0) throw lacking('{{ body | raw }} once');
  // CAN-SPAM, CASL and the mailbox providers ask for both in every letter.
  if (!html.includes(slot('unsubscribe_url'))) throw lacking('{{ unsubscribe_url }}');
  if (!says(html, newsletter.postal_address)) throw lacking('{{ newsletter.postal_address }}');
  const slots = SLOT_NAMES.map((name) => (html.split(slot(name)).length - 1) * SLOT_BYTES[name]);
  const numbers = (html.split(NUMBER_MARK).length - 1) * NUMBER_BYTES;
  const bytes = Buffer.byteLength(html) + numbers + slots.reduce((sum, value) => sum + value, 0);
  return { bytes, around: (body) => before + body + after };
}

/** Whether the value is there, in whichever way its markup characters have been escaped. */
function says(html: string, value: string): boolean {
  return html.includes(value) || unmarked(html).includes(unmarked(value));
}

function unmarked(text: string): string {
  return text.replace(/&[#\w]+;|[&<>"'{}]/g, '');
}

function lacking(what: string): AppError {
  const message = `The letter's templates in email-templates/ must say ${what}. See docs/email.md.`;
  return new AppError('TEMPLATE_INVALID', message);
}

interface Settled {
  readonly shell: string;
  readonly newsletter: Newsletter;
  readonly engine: LiquidEngine;
  readonly theme: LetterTheme;
}

// What all letters of a newsletter share is made once, and kept as long as its templates are.
const settled = new WeakMap<Templates, Settled>();

export function settledOnce({ compiledTemplate: shell, templates, newsletter }: LetterSetting): Settled {
  const known = settled.get(templates);
  if (known?.shell === shell && known.newsletter === newsletter) return known;
  const engine = liquidEngine({ ...settledParts(templates, newsletter), [LETTER_TEMPLATE]: shell });
  const made = { shell, newsletter, engine, theme: letterTheme(newsletter.theme) };
  settled.set(templates, made);
  return made;
}
