// The outline of one page: authors' heading levels -> levels without gaps below the page's one h1 (standards G.01).
// Two headings that are siblings for the author stay siblings; a jump from 2 to 4 becomes one step.

export interface Outline {
  /** The level to write for the next heading in the order of the document, 2 to 6. */
  readonly next: (authorLevel: number) => number;
}

/** A new outline; `openLevels` are the authors' levels that are open already, for a stretch inside of a section. */
export function newOutline(): Outline {
  const open: number[] = [];
  return {
    next(authorLevel) {
      // A further H1 in the body is a chapter like an H2: the page's h1 is its title.
      const level = Math.max(2, authorLevel);
      while ((open.at(-1) ?? 0) >= level) open.pop();
      open.push(level);
      return Math.min(6, open.length + 1);
    },
  };
}
