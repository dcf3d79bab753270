// What the letter leans on and Gmail or Outlook for Windows does not show (client-features.ts), and what no mail
// program lets through: scripts, forms, frames, things fetched by a style, leaps inside the letter (B6.10, B6.13 to
// B6.17).
import { CLIENT_DATA_DAY, CLIENT_FEATURES, type ClientFeature } from './client-features.ts';
import type { LetterElement, LetterElements } from './letter-elements.ts';
import type { LetterFinding } from './letter-finding.ts';
import type { Declaration } from './style-rules.ts';

export function clientFindings({ elements, rules, css, head }: LetterElements): readonly LetterFinding[] {
  const found = new Map<string, LetterFinding>();
  const add = (finding: LetterFinding): void => {
    if (!found.has(finding.key)) found.set(finding.key, finding);
  };
  for (const rule of rules) for (const declaration of rule.declarations) styleFinding(declaration, add);
  for (const node of head) if (['script', 'base'].includes(node.name)) add(active(`<${node.name}>`, `<${node.name}`));
  fetchFindings(css, head, add);
  for (const element of elements) {
    elementFindings(element, add);
    // What is hidden from everybody may be hidden by whatever is at hand.
    if (!element.isHidden) for (const declaration of element.inline) styleFinding(declaration, add);
  }
  return [...found.values()];
}

type Add = (finding: LetterFinding) => void;

const ACTIVE = new Set(
  'script form input button select textarea iframe frame object embed applet canvas dialog'.split(' '),
);

function elementFindings({ node }: LetterElement, add: Add): void {
  const { name, attributes } = node;
  if (ACTIVE.has(name)) add(active(`<${name}>`, `<${name}`));
  for (const attribute of Object.keys(attributes)) {
    if (/^on[a-z]+$/.test(attribute)) add(active(`${attribute} on <${name}>`, attribute));
  }
  const { href = '', src = '' } = attributes;
  if (name === 'a' && /^javascript:/i.test(href)) add(active('a link to a script', 'javascript:'));
  if (name === 'a' && href.startsWith('#')) add(leap(href));
  const feature = CLIENT_FEATURES.find(({ elements, image }) => {
    return elements?.includes(name) === true || (name === 'img' && image?.test(pathOf(src)) === true);
  });
  if (!feature) return;
  const words = name === 'img' ? [lastOf(src)] : [`<${name}`];
  add(unsupported(feature, words, name === 'img' ? src : ''));
}

/** Properties that are for Word alone, or for clients to which nothing else speaks. */
const FOR_ONE_CLIENT = /^(?:mso|-webkit|-moz|-ms)-/;

function styleFinding({ property, value }: Declaration, add: Add): void {
  if (FOR_ONE_CLIENT.test(property)) return;
  const feature = CLIENT_FEATURES.find((each) => {
    if (each.property === undefined && each.value === undefined) return false;
    return (each.property?.test(property) ?? true) && (each.value?.test(value) ?? true);
  });
  if (feature) add(unsupported(feature, [`${property}:${value}`, `${property}: ${value}`, `${property}:`]));
}

function fetchFindings(css: string, head: LetterElements['head'], add: Add): void {
  for (const [statement] of css.matchAll(/@import\b|@font-face\b/gi)) add(fetched(statement));
  for (const { name, attributes } of head) {
    if (name === 'link' && attributes['href'] !== undefined) add(fetched('<link'));
  }
}

function unsupported(feature: ClientFeature, words: readonly string[], source = ''): LetterFinding {
  const { slug, missingIn, name, cure } = feature;
  const what = source === '' ? `The letter has ${name}` : `${source} is ${name}`;
  const message = `${what}, which ${missingIn.join(' and ')} cannot show (caniemail.com, ${CLIENT_DATA_DAY}): ${cure}.`;
  return { code: 'letter-unsupported', key: `${slug} ${source}`, message, words };
}

function active(what: string, word: string): LetterFinding {
  const message = `The letter has ${what}, which mail programs remove and filters take for an attack: leave it out.`;
  return { code: 'letter-active', key: what, message, words: [word] };
}

function fetched(what: string): LetterFinding {
  const message = `The letter fetches a style or a font (${what}): it tells a stranger who reads, and seldom arrives.`;
  return { code: 'letter-fetches', key: what, message, words: [what] };
}

function leap(href: string): LetterFinding {
  const message = `The letter has a link to ${href}, which mail programs do not follow: link to the page on the web.`;
  return { code: 'letter-leap', key: href, message, words: [href] };
}

/** An address without what stands behind its path. */
function pathOf(address: string): string {
  return /^data:/i.test(address) ? address : address.replace(/[?#].*$/, '');
}

/** The last segment is what an author has written, whatever was put before it. */
function lastOf(address: string): string {
  return address.slice(address.lastIndexOf('/', address.length - 2) + 1);
}
