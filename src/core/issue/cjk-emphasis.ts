// Where emphasis and strikethrough begin and end: CommonMark's delimiter runs, with the one amendment that Chinese,
// Japanese and Korean need, because they put neither spaces nor Latin punctuation around a bold word. It works on text
// whose links, code and escapes are masked already. For text without CJK characters its rules are CommonMark's own.
import { CJK } from './east-asian.ts';

/** From the first delimiter character up to behind the last one. */
export interface EmphasisSpan {
  readonly end: number;
  readonly kind: 'em' | 'strong' | 'del';
  /** Delimiter characters on each side. */
  readonly width: number;
}

interface Run {
  readonly mark: string;
  /** Of the whole run, as rules 9 and 10 count it. */
  readonly length: number;
  readonly canOpen: boolean;
  readonly canClose: boolean;
  /** First character that is still free, and how many are. */
  start: number;
  free: number;
}

type Neighbour = 'space' | 'punctuation' | 'cjk' | 'other';

/**
 * The spans of one stretch of inline text, by the place of their first delimiter (CommonMark 0.31.2, section 6.2
 * and its appendix; GFM strikethrough). A CJK character beside a delimiter counts neither as punctuation nor as a
 * word that holds it back. `_` keeps CommonMark's rules throughout: names_with_underscores stand in Chinese, too.
 */
export function emphasisSpans(masked: string): ReadonlyMap<number, EmphasisSpan> {
  const spans = new Map<number, EmphasisSpan>();
  const openers: Run[] = [];
  // Below this height of the stack nothing can match such a closer: what keeps the whole linear.
  const floors = new Map<string, number>();
  for (const match of masked.matchAll(/\*+|_+|~+/g)) {
    const run = runAt(masked, match.index, match[0]);
    if (run === undefined) continue;
    while (run.canClose && run.free > 0) {
      const floor = `${run.mark}${run.canOpen}${run.mark === '~' ? run.length : run.length % 3}`;
      const place = openerFor(run, openers, floors.get(floor) ?? 0);
      if (place === -1) {
        floors.set(floor, openers.length);
        break;
      }
      close(run, place, openers, spans);
      for (const [key, height] of floors) floors.set(key, Math.min(height, openers.length));
    }
    if (run.canOpen && run.free > 0) openers.push(run);
  }
  return spans;
}

function runAt(masked: string, start: number, marks: string): Run | undefined {
  const mark = marks.charAt(0);
  // Three tildes and more are no strikethrough (GFM 6.5).
  if (mark === '~' && marks.length > 2) return undefined;
  const before = neighbour(characterBefore(masked, start), mark);
  const after = neighbour(characterAt(masked, start + marks.length), mark);
  // Emphasis may open behind a tilde as behind punctuation: `~~old~~**"new"**`.
  const outer = before === 'other' && masked.charAt(start - 1) === '~' ? 'punctuation' : before;
  const opens = flanks(after, outer);
  const closes = flanks(before, after);
  const run = { mark, length: marks.length, start, free: marks.length };
  if (mark !== '_') return { ...run, canOpen: opens, canClose: closes };
  return {
    ...run,
    canOpen: opens && (!closes || outer === 'punctuation'),
    canClose: closes && (!opens || after === 'punctuation'),
  };
}

/** Left-flanking with the inner side behind the run, right-flanking with the inner side before it. */
function flanks(inner: Neighbour, outer: Neighbour): boolean {
  return inner !== 'space' && (inner !== 'punctuation' || outer !== 'other');
}

const PUNCTUATION = /[\p{P}\p{S}]/u;

function neighbour(character: string, mark: string): Neighbour {
  if (character === '' || /\s/.test(character)) return 'space';
  if (mark !== '_' && CJK.test(character)) return 'cjk';
  // `**~~gone~~**word`: GFM lets a tilde stand at the edge of emphasis like a letter.
  if (character === '~' && mark !== '~') return 'other';
  return PUNCTUATION.test(character) ? 'punctuation' : 'other';
}

function characterAt(masked: string, index: number): string {
  const code = masked.codePointAt(index);
  return code === undefined ? '' : String.fromCodePoint(code);
}

function characterBefore(masked: string, index: number): string {
  if (index <= 0) return '';
  const isLow = /[\uDC00-\uDFFF]/.test(masked.charAt(index - 1));
  const start = isLow && index > 1 ? index - 2 : index - 1;
  const character = characterAt(masked, start);
  // A variation selector belongs to the character before it, an ideograph or an emoji.
  return start > 0 && /\p{Variation_Selector}/u.test(character) ? characterBefore(masked, start) : character;
}

function openerFor(run: Run, openers: readonly Run[], floor: number): number {
  for (let place = openers.length - 1; place >= floor; place--) {
    const opener = openers[place];
    if (opener?.mark !== run.mark) continue;
    if (run.mark === '~' ? opener.length === run.length : sumsFit(opener, run)) return place;
  }
  return -1;
}

/** Rules 9 and 10: where a delimiter could be either, lengths that add up to a multiple of three do not pair. */
function sumsFit(opener: Run, closer: Run): boolean {
  if (!opener.canClose && !closer.canOpen) return true;
  return (opener.length + closer.length) % 3 !== 0 || closer.length % 3 === 0;
}

function close(closer: Run, place: number, openers: Run[], spans: Map<number, EmphasisSpan>): void {
  const opener = openers[place];
  if (opener === undefined) return;
  const width = opener.free >= 2 && closer.free >= 2 ? 2 : 1;
  const kind = closer.mark === '~' ? 'del' : width === 2 ? 'strong' : 'em';
  opener.free -= width;
  spans.set(opener.start + opener.free, { end: closer.start + width, kind, width });
  closer.start += width;
  closer.free -= width;
  openers.length = opener.free > 0 ? place + 1 : place;
}
