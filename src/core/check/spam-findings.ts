// Habits of advertising and of fraud that cost an honest letter its place in the inbox: a shouting subject, the phrases
// of sellers, links that show another address than theirs, words that nobody can see. Few rules, each of them one that
// filters are known to have; the judgement of a real filter is SpamAssassin's (system/spam-assassin.ts).
import { displayWidth } from '../issue/display-width.ts';
import { textOf } from '../issue/tree.ts';
import { contrast } from '../render/page/contrast.ts';
import { HIDDEN_CONTRAST } from './contrast-findings.ts';
import { ownTexts, type LetterElement } from './letter-elements.ts';
import type { LetterFinding } from './letter-finding.ts';
import { SPAM_PHRASES } from './spam-phrases.ts';

export interface Envelope {
  readonly subject: string;
  readonly preheader: string;
}

export function subjectFindings({ subject, preheader }: Envelope): readonly LetterFinding[] {
  const findings: LetterFinding[] = [];
  const marks = subject.match(/[!！]/g)?.length ?? 0;
  if (/[!！?？]{2,}/.test(subject) || marks > 1) {
    const message = 'The subject has several exclamation or question marks, which filters take for advertising.';
    findings.push({ code: 'subject-exclaims', key: 'exclaims', message, words: [subject] });
  }
  for (const [name, line] of Object.entries({ subject, preheader })) {
    const phrase = SPAM_PHRASES.map((pattern) => pattern.exec(line)?.[0]).find((found) => found !== undefined);
    if (phrase === undefined) continue;
    const message = `"${phrase}" in the ${name} is a phrase by which filters know advertising: say it in other words.`;
    findings.push({ code: 'subject-spammy', key: `${name} ${phrase}`, message, words: [line, phrase] });
  }
  return findings;
}

/** `preheader` is hidden on purpose: mail programs show it beside the subject. */
export function disguiseFindings(
  elements: readonly LetterElement[],
  { preheader }: Envelope,
): readonly LetterFinding[] {
  const findings: LetterFinding[] = [];
  for (const element of elements) {
    const { node } = element;
    if (node.name === 'a') {
      const shown = textOf(node.children).trim();
      const target = node.attributes['href'] ?? '';
      if (isMisleading(shown, target)) findings.push(misleading(shown, target));
    }
    for (const text of ownTexts(element)) {
      if (!isUnseen(element) || text.trim().startsWith(preheader.trim())) continue;
      findings.push(unseen(text.trim()));
    }
  }
  return findings;
}

/** A sentence, in columns: thirty Chinese characters, or ten English words. */
const FEW_COLUMNS = 60;

/** Of the Markdown: pictures, and next to no words beside them. */
export function imageOnlyFindings(markdown: string): readonly LetterFinding[] {
  const words = markdown.replace(/!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])|<[^>]*>|https?:\S+/g, '');
  if (words === markdown || !/!\[|<img\b/i.test(markdown)) return [];
  if (displayWidth(words.replace(/[^\p{L}]/gu, '')) >= FEW_COLUMNS) return [];
  const message = 'The issue is a picture with next to no words, which filters distrust and many readers never see.';
  return [{ code: 'letter-image-only', key: 'image-only', message, words: [] }];
}

/**
 * Only what is written as an address is taken for one: `Node.js` and `Booking.com` are names that may stand over any
 * link.
 */
function isMisleading(shown: string, target: string): boolean {
  const address = /^(?:https?:\/\/|www\.)[^\s/]+\.[^\s/]+(?:\/\S*)?$/i.test(shown)
    ? shown
    : /^[\w-]+(?:\.[\w-]+)+\/\S*$/.test(shown)
      ? shown
      : undefined;
  const [written, real] = [hostOf(address ?? ''), hostOf(target)];
  if (written === undefined || real === undefined) return false;
  return written !== real && !written.endsWith(`.${real}`) && !real.endsWith(`.${written}`);
}

function hostOf(address: string): string | undefined {
  const whole = /^https?:\/\//i.test(address) ? address : `https://${address}`;
  if (address === '' || /^(?!https?:)[a-z][a-z\d+-]*:/i.test(address) || !URL.canParse(whole)) return undefined;
  return new URL(whole).hostname.replace(/^www\./, '');
}

function isUnseen({ isHidden, light, dark }: LetterElement): boolean {
  return isHidden || [light, dark].some(({ ink, ground }) => contrast(ink, ground) < HIDDEN_CONTRAST);
}

function misleading(shown: string, target: string): LetterFinding {
  const message = `The link shows ${shown} and leads to ${target}: filters and readers take that for fraud.`;
  return { code: 'link-misleading', key: `${shown} ${target}`, message, words: [target, shown] };
}

function unseen(text: string): LetterFinding {
  const shown = text.slice(0, 40);
  const message = `"${shown}" is in the letter and cannot be seen, which filters take for fraud: show or delete it.`;
  return { code: 'letter-hidden-text', key: text, message, words: [text] };
}
