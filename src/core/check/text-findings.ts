// Whether the plain text says all that the HTML says (RFC 2046, 5.1.4; standards B1.05): filters compare the two, and
// some readers see the text alone. Words are compared without spaces and marks, because the text wraps its lines and
// writes addresses where links were.
import { phrases } from '../render/phrases.ts';
import { ownTexts, type LetterElement } from './letter-elements.ts';
import type { LetterFinding } from './letter-finding.ts';

/** A cell of a table may be broken over lines beside its neighbours; of its words most stay whole. */
const ENOUGH_WORDS = 0.8;
const SHOWN_CHARACTERS = 40;
/** A template that forgets a part of the issue forgets it wholesale; the first places are enough. */
const MOST_FINDINGS = 3;

/** Nothing may be missing in `text`, the text/plain part, that can be seen in the HTML. */
export function textFindings(
  elements: readonly LetterElement[],
  text: string,
  language: string,
): readonly LetterFinding[] {
  const { readArticle, readRest } = phrases(language);
  // Only the HTML is ever shortened, so it alone says where the rest is.
  const said = bare(text) + bare(readArticle) + bare(readRest);
  const findings: LetterFinding[] = [];
  let known: ReadonlySet<string> | undefined;
  let at = 0;
  for (const element of elements) {
    if (element.isHidden) continue;
    for (const own of ownTexts(element)) {
      const words = bare(own);
      const next = said.indexOf(words, at);
      if (next !== -1) at = next;
      else if (!said.includes(words)) {
        known ??= new Set(wordsOf(text));
        if (!isScattered(own, known)) findings.push(lacking(own.trim()));
      }
      if (findings.length === MOST_FINDINGS) return findings;
    }
  }
  return findings;
}

/** Letters and digits alone. */
function bare(text: string): string {
  return text.normalize('NFC').replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Words of scripts that have spaces, and of the others each two characters that stand side by side. */
function wordsOf(text: string): readonly string[] {
  const runs = text.normalize('NFC').match(/[\p{L}\p{N}]+/gu) ?? [];
  return runs.flatMap((run) => {
    if (!UNSPACED.test(run)) return [run];
    return Array.from({ length: Math.max(1, run.length - 1) }, (_, i) => run.slice(i, i + 2));
  });
}

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

function isScattered(text: string, known: ReadonlySet<string>): boolean {
  const own = wordsOf(text);
  return own.filter((word) => known.has(word)).length >= ENOUGH_WORDS * own.length;
}

function lacking(words: string): LetterFinding {
  const shown = words.length > SHOWN_CHARACTERS ? `${words.slice(0, SHOWN_CHARACTERS)}…` : words;
  const message = `"${shown}" stands in the HTML of the letter and not in its plain text: both must say the same.`;
  return { code: 'letter-text-lacking', key: words, message, words: [words] };
}
