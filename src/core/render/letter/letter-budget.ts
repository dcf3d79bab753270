// What gives way when a letter would be too long: Gmail clips at about 102 KB, and a clipped letter has lost its
// footer. Details of the last articles go first, then whole articles become headlines, then the tail is cut between
// blocks; every cut is at a boundary that the author made, and the footer is reckoned in before anything else.

/** One stretch of a letter's body, longest form first. Forms that are rarely needed are made on demand. */
export interface Piece {
  /** What `Letter.shortened` calls it. */
  readonly title: string;
  readonly full: string;
  /** Headline, source line and abstract with a link to the rest; absent where nothing would be left out. */
  readonly abridged?: () => string;
  readonly headline?: () => string;
  /** As much from its beginning as fits into so many bytes, cut between blocks; `''` when nothing does. */
  readonly cut?: (roomBytes: number) => string;
  /** A heading over what follows: it does not end a letter. */
  readonly isLabel?: boolean;
}

export interface FittedBody {
  readonly html: string;
  /** Titles of what was shortened, in the order. */
  readonly shortened: readonly string[];
  /** Every piece, in the order. */
  readonly pieces: readonly FittedPiece[];
}

/** What became of a piece, in UTF-8 bytes. */
export interface FittedPiece {
  readonly title: string;
  readonly isLabel: boolean;
  readonly fullBytes: number;
  /** As it stands in the letter. */
  readonly bytes: number;
}

interface Choice {
  readonly piece: Piece;
  html: string;
  bytes: number;
  isShortened: boolean;
}

/** UTF-8 bytes of the whole body. */
export function bodyBytes(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece.full), 0);
}

export function fittedBody(pieces: readonly Piece[], roomBytes: number): FittedBody {
  const choices = pieces.map((piece): Choice => {
    return { piece, html: piece.full, bytes: Buffer.byteLength(piece.full), isShortened: false };
  });
  let excess = choices.reduce((sum, choice) => sum + choice.bytes, 0) - roomBytes;
  for (const form of ['abridged', 'headline'] as const) {
    for (let i = choices.length - 1; i >= 0 && excess > 0; i -= 1) {
      excess -= savedBytes(choices[i], form);
    }
  }
  if (excess > 0) cutTail(choices, excess);
  return {
    html: choices.map((choice) => choice.html).join('\n'),
    shortened: choices.filter((choice) => choice.isShortened).map((choice) => choice.piece.title),
    pieces: choices.map(({ piece, bytes }) => fittedPiece(piece, bytes)),
  };
}

/** The body with nothing left out. */
export function wholeBody(pieces: readonly Piece[]): FittedBody {
  return {
    html: pieces.map((piece) => piece.full).join('\n'),
    shortened: [],
    pieces: pieces.map((piece) => fittedPiece(piece, Buffer.byteLength(piece.full))),
  };
}

function fittedPiece({ title, isLabel = false, full }: Piece, bytes: number): FittedPiece {
  return { title, isLabel, fullBytes: Buffer.byteLength(full), bytes };
}

function savedBytes(choice: Choice | undefined, form: 'abridged' | 'headline'): number {
  const html = choice?.piece[form]?.();
  if (!choice || html === undefined) return 0;
  const saved = choice.bytes - Buffer.byteLength(html);
  if (saved <= 0) return 0;
  replace(choice, html);
  return saved;
}

function cutTail(choices: Choice[], excessBytes: number): void {
  let excess = excessBytes;
  for (const choice of choices.toReversed()) {
    if (excess <= 0) break;
    const html = choice.piece.cut?.(choice.bytes - excess) ?? '';
    excess -= choice.bytes - Buffer.byteLength(html);
    replace(choice, html);
  }
  // A heading with nothing left below it says nothing.
  for (const choice of choices.toReversed()) {
    if (choice.html !== '' && !choice.piece.isLabel) break;
    replace(choice, '');
  }
}

function replace(choice: Choice, html: string): void {
  choice.html = html;
  choice.bytes = Buffer.byteLength(html);
  choice.isShortened = true;
}
