// What mail programs, filters and the law would find fault with in the letter of one issue. Findings that the
// newsletter's sample letter has as well (frame-problems.ts) are left to it, so that a slip in a template is told once
// and not in every issue. Pure: the letter is finished, and what its images weigh is asked of whoever knows.
import { lineFinder } from '../issue/line-finder.ts';
import type { Problem } from '../issue/problem.ts';
import type { Newsletter } from '../newsletter.ts';
import { absoluteUrl } from '../newsletter.ts';
import type { Letter } from '../render/letter/letter.ts';
import { filledLetter } from '../render/letter/neutral-letter.ts';
import { clientFindings } from './client-findings.ts';
import { contrastFindings } from './contrast-findings.ts';
import { footerFindings, SAMPLE_READER } from './footer-findings.ts';
import { imageFindings, letterImages, type ImageAt, type LetterImage } from './image-findings.ts';
import { letterElements } from './letter-elements.ts';
import type { LetterFinding } from './letter-finding.ts';
import { disguiseFindings, imageOnlyFindings, subjectFindings } from './spam-findings.ts';
import { textFindings } from './text-findings.ts';

export interface CheckedLetter {
  readonly letter: Letter;
  readonly slug: string;
  /** The body in Markdown. */
  readonly markdown: string;
  readonly newsletter: Newsletter;
}

export interface LetterOfFile extends CheckedLetter, FileText {
  /** Keys of what the sample letter has too. */
  readonly known: ReadonlySet<string>;
}

/** A file of `issues/`, for the lines of what is found. */
export interface FileText {
  readonly path: string;
  /** The whole of it, front matter included. */
  readonly source: string;
}

/** What is known of a letter as long as neither the issue nor the newsletter changes. */
export interface LetterCheck {
  readonly problems: readonly Problem[];
  /** To be held against their files, which change by themselves. */
  readonly images: readonly LetterImage[];
}

/** From here on details of articles may soon give way (letter.ts), and some mail programs clip already. */
const LARGE_BYTES = 80_000;
/** The same slip in every item is one slip; the first few places are enough to find it. */
const MOST_OF_A_KIND = 20;

/** What is wrong with the letter of this issue alone, each finding with its line where there is one. */
export function letterProblems(input: LetterOfFile): LetterCheck {
  const { letter, known } = input;
  const { findings, images } = letterFindings(input);
  const own = [...findings, ...sizeFindings(letter)].filter((finding) => !known.has(knownAs(finding)));
  return { problems: placed(own, input), images };
}

/** What is wrong with the letter's images of the newsletter's own. */
export function imageProblems(images: readonly LetterImage[], imageAt: ImageAt, file: FileText): readonly Problem[] {
  return placed(imageFindings(images, imageAt), file);
}

function placed(findings: readonly LetterFinding[], { path, source }: FileText): readonly Problem[] {
  const lineOf = lineFinder(source, 1);
  const counts = new Map<string, number>();
  return findings.flatMap(({ code, message, words }) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    if (count > MOST_OF_A_KIND) return [];
    const isFound = words.some((word) => word !== '' && source.includes(word));
    return [{ code, path, ...(isFound && { line: lineOf(...words) }), message }];
  });
}

/** Names a finding among those of the sample letter. */
export function knownAs({ code, key }: LetterFinding): string {
  return `${code} ${key}`;
}

/** Everything that the rules find in one letter, whoever is to blame. */
export function letterFindings(input: CheckedLetter): {
  readonly findings: readonly LetterFinding[];
  readonly images: readonly LetterImage[];
} {
  const { letter, slug, markdown, newsletter } = input;
  const { html, text } = filledLetter(letter, SAMPLE_READER);
  const all = letterElements(html);
  const { elements } = all;
  const pageUrl = absoluteUrl(newsletter, `${encodeURIComponent(slug)}/`);
  const findings = [
    ...subjectFindings(letter),
    ...imageOnlyFindings(markdown),
    ...contrastFindings(elements),
    ...clientFindings(all),
    ...textFindings(elements, text, letter.language),
    ...footerFindings({ elements, text, newsletter, language: letter.language, pageUrl }),
    ...disguiseFindings(elements, letter),
  ];
  return { findings, images: letterImages(elements) };
}

function sizeFindings({ html, shortened }: Letter): readonly LetterFinding[] {
  const bytes = Buffer.byteLength(html);
  // Of a shortened letter it has been told already what gave way.
  if (bytes <= LARGE_BYTES || shortened.length > 0) return [];
  const size = `The HTML of the letter has ${Math.round(bytes / 1000)} KB, and Gmail shows about 102`;
  const message = `${size}: shorten the issue, or leave out what few will read.`;
  return [{ code: 'letter-large', key: 'large', message, words: [] }];
}
