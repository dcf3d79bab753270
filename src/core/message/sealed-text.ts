// A text with open slots as base64 that is ready but for the slots. What stands between two slots is encoded once and
// shared by all messages; what is encoded for each of them is a slot and the few bytes beside it. Decoded, the result
// is the filled text to the byte: nothing is padded, because base64 may break its lines anywhere between two groups.
import { cutAtSlots, type SlotName } from '../render/letter/slots.ts';

export interface SealedText {
  readonly first: EncodedStretch;
  readonly rest: readonly OpenStretch[];
}

/** Parts that are encoded for each message, and what follows them. */
interface OpenStretch {
  /** Text and name of a slot by turns, beginning with a name. */
  readonly parts: readonly (Uint8Array | SlotName)[];
  readonly next: StretchVariants;
}

/** A fixed stretch, encoded after its first 0, 1 and 2 bytes: those complete the last group of the slot before it. */
type StretchVariants = readonly [EncodedStretch, EncodedStretch, EncodedStretch];

interface EncodedStretch {
  /** The bytes that the slot before it takes. */
  readonly head: Uint8Array;
  /** Whole lines. */
  readonly lines: Uint8Array;
  /** What is left beyond the last whole group, for the slot behind it; nothing at the end of the text. */
  readonly tail: Uint8Array;
}

/** Bytes that make one group of four characters, and one line (RFC 2045, 6.8: lines of at most 76). */
const GROUP_BYTES = 3;
const LINE_BYTES = 57;

/** Encodes everything but the slots; `lead` is what stands before the base64, as it is. */
export function sealedText(lead: string, text: string): SealedText {
  const [opening = '', ...others] = cutAtSlots(text);
  const rest: OpenStretch[] = [];
  let parts: (Uint8Array | SlotName)[] = [];
  for (let i = 0; i < others.length; i += 2) {
    // The pattern that cuts matches the names of the table only, and they stand at every other place.
    parts.push(others[i] as SlotName);
    const between = Buffer.from(others[i + 1] ?? '');
    const isLast = i + 2 >= others.length;
    // A stretch below a line is not worth its three copies: it is encoded with the slots around it.
    if (between.length < LINE_BYTES) parts.push(between);
    if (between.length < LINE_BYTES && !isLast) continue;
    const fixed = between.length < LINE_BYTES ? between.subarray(0, 0) : between;
    rest.push({ parts, next: variants(fixed, isLast) });
    parts = [];
  }
  const first = encoded(Buffer.from(opening), 0, others.length === 0);
  return { first: { ...first, lines: Buffer.concat([Buffer.from(lead), first.lines]) }, rest };
}

/** The whole text in base64, in lines that end in CRLF; the caller escapes the values for where they stand. */
export function filledBase64(sealed: SealedText, values: Readonly<Record<SlotName, string>>): readonly Uint8Array[] {
  const pieces = [sealed.first.lines];
  let carried = sealed.first.tail;
  for (const { parts, next } of sealed.rest) {
    const filled = parts.map((part) => (typeof part === 'string' ? Buffer.from(values[part]) : part));
    const open = Buffer.concat([carried, ...filled]);
    const lacking = (GROUP_BYTES - (open.length % GROUP_BYTES)) % GROUP_BYTES;
    // `lacking` is 0, 1 or 2.
    const stretch = next[lacking as 0 | 1 | 2];
    pieces.push(base64Lines(stretch.head.length === 0 ? open : Buffer.concat([open, stretch.head])), stretch.lines);
    carried = stretch.tail;
  }
  return pieces;
}

function variants(bytes: Buffer, isLast: boolean): StretchVariants {
  return [encoded(bytes, 0, isLast), encoded(bytes, 1, isLast), encoded(bytes, 2, isLast)];
}

function encoded(bytes: Buffer, taken: number, isLast: boolean): EncodedStretch {
  const left = bytes.subarray(taken);
  const end = isLast ? left.length : left.length - (left.length % GROUP_BYTES);
  return { head: bytes.subarray(0, taken), lines: base64Lines(left.subarray(0, end)), tail: left.subarray(end) };
}

function base64Lines(bytes: Buffer): Buffer {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += LINE_BYTES) {
    lines.push(bytes.toString('base64', at, Math.min(at + LINE_BYTES, bytes.length)), '\r\n');
  }
  return Buffer.from(lines.join(''), 'latin1');
}
