// Where the bytes of a letter are, article by article, against the budget that keeps mail programs from cutting it.
import { LETTER_MAX_BYTES, type LetterSizes } from '../core/render/letter/letter.ts';
import type { FittedPiece } from '../core/render/letter/letter-budget.ts';
import { deskText, type DeskTexts } from './desk-texts.ts';

export interface SizeTable {
  readonly rows: readonly SizeRow[];
  readonly total: string;
  readonly budget: string;
  /** Share of the budget in percent, at most 100, for a bar. */
  readonly percent: number;
  readonly frame: string;
  readonly verdict: string;
}

export interface SizeRow {
  readonly title: string;
  readonly is_label: boolean;
  readonly size: string;
  /** Of the largest piece, in percent, for a bar; `kept` is the part that stands in the letter. */
  readonly percent: number;
  readonly kept_percent: number;
  readonly fate: string;
  readonly is_cut: boolean;
}

export function sizeTable({ frameBytes, pieces }: LetterSizes, texts: DeskTexts): SizeTable {
  const largest = Math.max(1, ...pieces.map(({ fullBytes }) => fullBytes));
  // One byte between two pieces.
  const inLetter = frameBytes + pieces.reduce((sum, { bytes }) => sum + bytes, 0) + pieces.length;
  const whole = frameBytes + pieces.reduce((sum, { fullBytes }) => sum + fullBytes, 0) + pieces.length;
  const values = { whole: kilobytes(whole), budget: kilobytes(LETTER_MAX_BYTES) };
  return {
    rows: pieces.map((piece) => sizeRow(piece, largest, texts)),
    total: kilobytes(inLetter),
    budget: values.budget,
    percent: Math.min(100, Math.round((inLetter / LETTER_MAX_BYTES) * 100)),
    frame: kilobytes(frameBytes),
    verdict: deskText(texts, 'size', whole > LETTER_MAX_BYTES ? 'over' : 'within', values),
  };
}

function sizeRow({ title, isLabel, fullBytes, bytes }: FittedPiece, largest: number, texts: DeskTexts): SizeRow {
  const fate = bytes === fullBytes ? 'whole' : bytes === 0 ? 'gone' : 'part';
  return {
    title,
    is_label: isLabel,
    size: kilobytes(fullBytes),
    percent: percentOf(fullBytes, largest),
    kept_percent: percentOf(Math.min(bytes, fullBytes), largest),
    fate: deskText(texts, 'size', fate, { kept: kilobytes(bytes) }),
    is_cut: fate !== 'whole',
  };
}

function percentOf(bytes: number, largest: number): number {
  return Math.round((bytes / largest) * 1000) / 10;
}

/** KB as mail programs count them, 1024 bytes, and never broken before the unit. */
function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)}\u00A0KB`;
}
