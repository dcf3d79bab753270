// Footnotes in HTML are links to the foot of the page and back again, in a dozen fashions. Found by what they do: a
// small link to an element whose id is in the same document and that stands in a list of notes. Everything else is left
// as it is.
import { DomUtils } from 'htmlparser2';
import { classesOf, isElement, isText, type HtmlElement, type HtmlNode } from './foreign-html.ts';

export interface FoundNotes {
  /** Elements in the text that stand for a note -> its number, from 1. */
  readonly labels: ReadonlyMap<HtmlNode, number>;
  /** What the notes say, in the order of their numbers. */
  readonly bodies: readonly (readonly HtmlNode[])[];
  /** Elements that are told elsewhere: notes at their old place, links back into the text. */
  readonly dropped: ReadonlySet<HtmlNode>;
}

export function footnotesIn(nodes: readonly HtmlNode[]): FoundNotes {
  const links = DomUtils.getElementsByTagName('a', [...nodes], true);
  const byId = new Map<string, HtmlElement>();
  for (const element of DomUtils.findAll((one) => one.attribs['id'] !== undefined, [...nodes])) {
    byId.set(element.attribs['id'] ?? '', element);
  }
  const counted = notesWithoutNames(nodes);
  const labels = new Map<HtmlNode, number>();
  const dropped = new Set<HtmlNode>();
  const numbers = new Map<HtmlElement, number>();
  const bodies: (readonly HtmlNode[])[] = [];
  for (const link of links) {
    const note = isReference(link) ? (noteAt(byId.get(hashOf(link))) ?? numberedNote(link, counted)) : undefined;
    if (note === undefined || isInside(link, note)) continue;
    const number = numbers.get(note) ?? numbers.size + 1;
    if (!numbers.has(note)) {
      numbers.set(note, number);
      bodies.push(bodyOf(note));
      dropped.add(note);
    }
    labels.set(referenceOf(link), number);
  }
  for (const link of links)
    if ([...numbers.keys()].some((note) => isInside(link, note)) && isBack(link)) dropped.add(link);
  for (const note of numbers.keys()) for (const around of emptied(note, dropped)) dropped.add(around);
  return { labels, bodies, dropped };
}

/** `<sup><a href="#fn1">1</a></sup>`, `<a class="footnote-anchor">`: the address may be that of the page. */
function isReference(link: HtmlElement): boolean {
  if (hashOf(link) === '') return false;
  const text = DomUtils.textContent(link).trim();
  const isSmall = /^[[(（]?[\p{N}*†‡a-z]{1,4}[\])）]?$/u.test(text);
  const isNamed = classesOf(link).some((name) => /footnote|noteref/.test(name)) || 'data-footnote-ref' in link.attribs;
  return isSmall && (isNamed || link.attribs['role'] === 'doc-noteref' || superscript(link) !== undefined);
}

function hashOf({ attribs }: HtmlElement): string {
  const hash = /#(.+)$/.exec(attribs['href'] ?? '')?.[1] ?? '';
  try {
    return decodeURIComponent(hash);
  } catch {
    return hash;
  }
}

function superscript({ parent }: HtmlElement): HtmlElement | undefined {
  return parent !== null && 'name' in parent && parent.name === 'sup' ? parent : undefined;
}

/** The superscript around it, if nothing else is in there. */
function referenceOf(link: HtmlElement): HtmlElement {
  const around = superscript(link);
  const isAlone = around !== undefined && DomUtils.textContent(around).trim() === DomUtils.textContent(link).trim();
  return isAlone ? around : link;
}

function isNoteBlock(element: HtmlElement): boolean {
  return classesOf(element).some((name) => /^footnote(?:-definition)?$/.test(name));
}

/** Substack numbers a note with a link inside a block; everybody else marks the item of a list. */
function noteAt(target: HtmlElement | undefined): HtmlElement | undefined {
  if (target === undefined || target.name === 'li') return target;
  if (isNoteBlock(target)) return target;
  const { parent } = target;
  return parent !== null && 'attribs' in parent && isNoteBlock(parent) ? parent : undefined;
}

/** Feeds often lose the ids: then a list whose every item leads back into the text holds the notes, in their order. */
function notesWithoutNames(nodes: readonly HtmlNode[]): readonly HtmlElement[] {
  const lists = DomUtils.getElementsByTagName('ol', [...nodes], true).map(itemsOf);
  return lists.findLast((items) => items.length > 0 && items.every(leadsBack)) ?? [];
}

function leadsBack(item: HtmlElement): boolean {
  return DomUtils.getElementsByTagName('a', item.children, true).some(isReturn);
}

function itemsOf(list: HtmlElement): readonly HtmlElement[] {
  return list.children.filter(isElement).filter(({ name }) => name === 'li');
}

/** Signs that lead back; what tells a system to draw them as text or as pictures is left out before. */
const BACK = /^[↩↑⤴⏎\s]+$/u;

function isReturn(link: HtmlElement): boolean {
  return BACK.test(signsOf(link));
}

function signsOf(link: HtmlElement): string {
  return DomUtils.textContent(link).replaceAll('\uFE0E', '').replaceAll('\uFE0F', '');
}

function numberedNote(link: HtmlElement, notes: readonly HtmlElement[]): HtmlElement | undefined {
  const number = Number(/\d+/.exec(DomUtils.textContent(link))?.[0] ?? 0);
  return notes[number - 1];
}

function bodyOf(note: HtmlElement): readonly HtmlNode[] {
  const content = note.children.find((child) => isElement(child) && classesOf(child).includes('footnote-content'));
  return content !== undefined && isElement(content) ? content.children : note.children;
}

function isInside(node: HtmlElement, around: HtmlElement): boolean {
  for (let at = node.parent; at !== null; at = at.parent) if (at === around) return true;
  return false;
}

function isBack(link: HtmlElement): boolean {
  const isNamed = classesOf(link).some((name) => /backref|footnote-number/.test(name));
  return isNamed || /^[↩↑⤴⏎^\s\d]*$/u.test(signsOf(link));
}

/** The list, and the section around it, when nothing but notes is in them; headings of such sections go too. */
function emptied(note: HtmlElement, dropped: ReadonlySet<HtmlNode>): readonly HtmlElement[] {
  const found: HtmlElement[] = [];
  const gone = (child: HtmlNode): boolean =>
    dropped.has(child) ||
    (isElement(child)
      ? found.includes(child) || /^h[1-6r]$/.test(child.name)
      : !isText(child) || child.data.trim() === '');
  for (let at = note.parent; at !== null && 'attribs' in at; at = at.parent) {
    if (!/^(?:ol|ul|div|section|aside|footer)$/.test(at.name) || !at.children.every(gone)) break;
    found.push(at);
  }
  return found;
}
