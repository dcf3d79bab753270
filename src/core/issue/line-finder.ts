// Finds the line of something that was noticed in the tree: the tree knows no lines, the source knows no tree, so the
// words are looked up. What is noticed comes in the order of the text, so the search goes on behind the last find.

/**
 * The line of the file, from 1, on which the first of `candidates` that stands anywhere stands next. Where none does,
 * because Markdown had to be undone to get at the words, it is the line of the last find.
 */
export type LineFinder = (...candidates: readonly string[]) => number;

/** `firstLine` is the line of the file on which `source` begins. */
export function lineFinder(source: string, firstLine: number): LineFinder {
  let searchFrom = 0;
  let countedTo = 0;
  let line = firstLine;
  return (...candidates) => {
    const found = candidates.flatMap((words) => placeOf(words) ?? [])[0];
    if (!found) return line;
    searchFrom = found.end;
    if (found.at < countedTo) {
      countedTo = 0;
      line = firstLine;
    }
    for (let end = source.indexOf('\n', countedTo); end !== -1 && end < found.at; end = source.indexOf('\n', end + 1)) {
      line += 1;
      countedTo = end + 1;
    }
    return line;
  };

  function placeOf(words: string): { readonly at: number; readonly end: number } | undefined {
    if (words === '') return undefined;
    const next = source.indexOf(words, searchFrom);
    const at = next === -1 ? source.indexOf(words) : next;
    return at === -1 ? undefined : { at, end: at + words.length };
  }
}
