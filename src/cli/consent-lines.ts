// A line of the record of consent for the terminal: what happened, and below it everything that proves it.
import type { Consent } from '../core/audience/subscriber.ts';

/** Rows of two columns: the instant and what happened, then each piece of evidence under its name. */
export function consentLines({ at, what, source, ...more }: Consent): readonly (readonly string[])[] {
  const { consentAt, asked, evidence = {}, details } = more;
  const pieces: readonly (readonly [string, string | undefined])[] = [
    ['agreed', consentAt],
    ['asked', asked && [asked.at, asked.ip, asked.userAgent].filter((part) => part !== undefined).join(', ')],
    ['from', [evidence.ip, evidence.userAgent].filter((part) => part !== undefined).join(', ') || undefined],
    ['form', evidence.form],
    ['text', evidence.text],
    ['text version', evidence.textVersion],
    ['privacy version', evidence.privacyVersion],
    ['page language', evidence.language],
    ['token', evidence.tokenId],
    ['details', details],
  ];
  const known = pieces.flatMap(([name, value]) => (value === undefined ? [] : [[`  ${name}`, value]]));
  return [[at, `${what}, ${source}`], ...known];
}
