// The text of a file as it should have been typed: line ends as LF, and without the characters that nobody sees
// and that break structure, feeds or mail. It leaves words and the number of lines alone, so lines found later are
// the file's. Line ends and a byte order mark are put right in silence, whatever else is changed is said once with
// its first line.
import type { Problem, ProblemCode } from './problem.ts';

export interface CleanSource {
  readonly text: string;
  readonly problems: readonly Problem[];
}

interface Cleaning {
  readonly code: ProblemCode;
  readonly pattern: RegExp;
  readonly message: string;
  /** What stands for one match; `around` are the characters before and behind it. */
  readonly replacement: (match: string, around: { readonly before: string; readonly after: string }) => string;
}

/** Cleans the text of one file, front matter included. Nothing in it is an error. */
export function cleanSource(text: string, path = ''): CleanSource {
  let clean = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  // One quick look spares nearly every file all the rest.
  if (!SUSPECT.test(clean) && clean.isWellFormed()) return { text: clean, problems: [] };
  const problems: Problem[] = [];
  for (const { code, pattern, message, replacement } of CLEANINGS) {
    const source = clean;
    let first: number | undefined;
    clean = source.replace(pattern, (match: string, at: number) => {
      const after = at + match.length;
      const value = replacement(match, {
        before: source.slice(Math.max(0, at - 2), at),
        after: source.slice(after, after + 2),
      });
      if (value !== match) first ??= at;
      return value;
    });
    if (first === undefined) continue;
    problems.push({ code, path, line: source.slice(0, first).split('\n').length, message });
  }
  return { text: clean, problems };
}

/** What may stand in no text, whatever notation it came in by; the two private characters mark places in letters. */
const UNUSABLE = /[^\P{Cc}\t\n]|[\u2028\u2029\uF8F1\uF8F2\uFFFE\uFFFF]/u;

/**
 * The value without what `cleanSource` takes from a file: references (`&#8;`) and the escapes of metadata (`"\u0008"`)
 * bring in the same characters by another way.
 */
export function withoutUnusable(value: string): string {
  return UNUSABLE.test(value) || !value.isWellFormed() ? cleanSource(value).text : value;
}

const SUSPECT = /[^\P{Cc}\t\n]|[\xA0\u200B-\u200D\u2028\u2029\u2060\uF8F1\uF8F2\uFEFF\uFFFE\uFFFF]|[-*+.)#>]\u3000/u;

// Windows-1252 puts printable characters where Unicode has the controls U+0080 to U+009F; five places are empty there.
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ';

const CLEANINGS: readonly Cleaning[] = [
  {
    code: 'character-windows-1252',
    pattern: /[\x80-\x9F]/g,
    message:
      'Characters of Windows-1252 stand in this UTF-8 file; they are read as what they mean there. Save it anew.',
    replacement: (match) => {
      const meant = WINDOWS_1252.charAt(match.charCodeAt(0) - 0x80);
      return meant === match ? '' : meant;
    },
  },
  {
    code: 'character-control',
    pattern: /[^\P{Cc}\t\n]|[\u2028\u2029\uFFFE\uFFFF]/gu,
    message: 'Control characters, which neither XML nor mail may carry, are left out: delete them.',
    // Form feed, vertical tab and Unicode's own line ends part words.
    replacement: (match) => (/[\v\f\u2028\u2029]/.test(match) ? ' ' : ''),
  },
  {
    code: 'character-broken',
    pattern: /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g,
    message: 'Half a character, probably of an emoji that was cut in two, is left out: write it anew.',
    replacement: () => '',
  },
  {
    code: 'character-reserved',
    pattern: /[\uF8F1\uF8F2]/g,
    message: 'The private characters U+F8F1 and U+F8F2 mark places in letters and are left out: delete them.',
    replacement: () => '',
  },
  {
    code: 'character-zero-width',
    pattern: /[\u200B-\u200D\u2060\uFEFF]/g,
    message: 'Characters without width, mostly copied from web pages, are left out: delete them.',
    replacement: (match, { before, after }) => (isNeeded(match, before, after) ? match : ''),
  },
  {
    code: 'character-no-break-space',
    // As indentation, and behind the mark of a list, quote or heading: where Markdown counts plain spaces only.
    pattern: /^[ \t]*(?:(?:[-*+>]|#{1,6}|\d{1,9}[.)])[ \t]*)?[\xA0\u3000]+/gm,
    message:
      'A no-break or ideographic space stands where Markdown needs a plain one and is read as such: write a space.',
    replacement: (match) =>
      /[-*+>#.)]/.test(match) || match.includes('\xA0') ? match.replace(/[\xA0\u3000]/g, ' ') : match,
  },
];

// Arabic, Indic and other scripts join or part letters by U+200C and U+200D, Thai, Khmer and their like part words by
// U+200B; emoji are joined by U+200D.
const JOINING = /[\p{L}\p{M}]/u;
const NEVER_JOINING = /[\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Zyyy}]/u;
const WITHOUT_SPACES = /[\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\p{sc=Tibt}]/u;

function isNeeded(match: string, before: string, after: string): boolean {
  if (match === '\u200B') return WITHOUT_SPACES.test(before) || WITHOUT_SPACES.test(after);
  if (match !== '\u200C' && match !== '\u200D') return false;
  const last = /[\uDC00-\uDFFF]$/.test(before) ? before : before.slice(-1);
  if (match === '\u200D' && /\p{Extended_Pictographic}/u.test(after)) {
    return /[\p{Extended_Pictographic}\p{EMod}\uFE0F]/u.test(last);
  }
  return JOINING.test(last) && !NEVER_JOINING.test(last);
}
