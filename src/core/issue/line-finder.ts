// Finds the line of something that was noticed in the tree: the tree knows no lines, the source knows no tree, so the
// words are looked up. What is noticed comes in the order of the text, so the search goes on from the last find.

export interface LineFinder {
  /** The line of the file, from 1, on which `words` stand next; the one of the last find where they stand nowhere. */
  (words: string): number;
}

/** `firstLine` is the line of the file on which `source` begins. */
export function lineFinder(source: string, firstLine: number): LineFinder {
  let from = 0;
  let line = firstLine;
  return (words) => {
    let at = words === '' ? -1 : source.indexOf(words, from);
    if (at === -1 && words !== '') at = source.indexOf(words);
    if (at === -1) return line;
    if (at < from) {
      from = 0;
      line = firstLine;
    }
    for (let end = source.indexOf('\n', from); end !== -1 && end < at; end = source.indexOf('\n', end + 1)) {
      line += 1;
      from = end + 1;
    }
    return line;
  };
}
