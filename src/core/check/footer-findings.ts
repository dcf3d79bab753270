// What every letter must say, in both of its parts: who sends it and from where, why the reader gets it, how to leave,
// where it stands on the web (CAN-SPAM, CASL; standards B3.08, B6.18, B6.19, D.05, D.06). A template of one's own may
// have lost any of it.
import type { SigningKey } from '../audience/signed-link.ts';
import { absoluteUrl, type Newsletter } from '../newsletter.ts';
import { whyThis } from '../render/letter/letter-values.ts';
import { phrases } from '../render/phrases.ts';
import type { LetterElement } from './letter-elements.ts';
import type { LetterFinding } from './letter-finding.ts';

/** In the slots of the letter that is checked. No reader has them, so whatever holds them is personal. */
export const SAMPLE_READER = {
  address: 'reader@letters.example',
  preferences_url: 'https://letters.example/preferences/sample-token',
  unsubscribe_url: 'https://letters.example/unsubscribe/sample-token',
} as const;

/** Signs nothing that anybody gets. */
export const SAMPLE_KEY: SigningKey = { id: 'sample', secret: 'sample' };

/** Says all of it, as it comes with masthead. */
const FOOTER = 'letter-footer.liquid';

export interface FooterOf {
  readonly elements: readonly LetterElement[];
  /** text/plain, filled with SAMPLE_READER. */
  readonly text: string;
  readonly newsletter: Newsletter;
  readonly language: string;
  /** The page. */
  readonly pageUrl: string;
}

export function footerFindings({ elements, text, newsletter, language, pageUrl }: FooterOf): readonly LetterFinding[] {
  const shown = elements.filter(({ isHidden }) => !isHidden);
  const seen = bare(shown.map(({ node }) => ownText(node)).join(' '));
  const links = shown.flatMap(({ node }) => (node.name === 'a' ? (node.attributes['href'] ?? '') : []));
  const written = bare(text);
  const { postal_address: postal, sender, author, title } = newsletter;
  const says = (words: string): readonly [inHtml: boolean, inText: boolean] => {
    return [seen.includes(bare(words)), written.includes(bare(words))];
  };
  const wanted = [
    [
      'letter-way-out',
      'a link to unsubscribe',
      links.includes(SAMPLE_READER.unsubscribe_url),
      text.includes(SAMPLE_READER.unsubscribe_url),
    ],
    ['letter-way-out', `the postal address "${postal}"`, ...says(postal)],
    ['letter-footer', 'the sender', ...either([title, author, sender.name].map(says))],
    ['letter-footer', 'why the reader gets it', ...says(whyThis(newsletter, phrases(language)))],
    ['letter-footer', 'a link to its page on the web', links.includes(pageUrl), text.includes(pageUrl)],
  ] as const;
  const lacking = wanted.flatMap(([code, what, inHtml, inText]): readonly LetterFinding[] => {
    const part = inHtml ? (inText ? undefined : 'plain text') : 'HTML';
    if (part === undefined) return [];
    const message = `The ${part} of the letter does not show ${what}: put it back into ${FOOTER}.`;
    return [{ code, key: what, message, template: FOOTER, words: [] }];
  });
  return [...lacking, ...tokenFindings(links, newsletter)];
}

/** Whoever is handed "the page on the web" must not be handed the reader's own choices with it (B6.19). */
function tokenFindings(links: readonly string[], newsletter: Newsletter): readonly LetterFinding[] {
  const own = absoluteUrl(newsletter, '');
  const leaking = links.find((link) => link.startsWith(own) && /sample-token|reader(?:@|%40)letters/.test(link));
  if (leaking === undefined) return [];
  const message = `The link to ${leaking} holds what belongs to one reader alone: leave the slot out of it.`;
  return [{ code: 'letter-footer', key: 'token', message, template: FOOTER, words: [] }];
}

function either(found: readonly (readonly [boolean, boolean])[]): readonly [boolean, boolean] {
  return [found.some(([inHtml]) => inHtml), found.some(([, inText]) => inText)];
}

function ownText({ children }: LetterElement['node']): string {
  return children.map((child) => (child.kind === 'text' ? child.text : ' ')).join('');
}

function bare(words: string): string {
  return words.normalize('NFC').replace(/[^\p{L}\p{N}]+/gu, '');
}
