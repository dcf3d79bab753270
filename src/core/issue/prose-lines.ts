// Tells which lines of a Markdown text are prose: outside of fenced code, HTML comments and preformatted HTML. Whatever
// repairs the source line by line asks here first, because code must reach the reader as it was written.

/** For each line whether it is prose. A fence that is never closed reaches to the end, as CommonMark has it (4.5). */
export function proseLines(lines: readonly string[]): readonly boolean[] {
  let end: RegExp | undefined;
  return lines.map((line) => {
    if (end !== undefined) {
      if (end.test(line)) end = undefined;
      return false;
    }
    end = endOfOpaque(line);
    return end === undefined && !/^ {0,3}<!--/.test(line);
  });
}

// A fence may stand in a quote or behind a list's mark, and is then indented as its content.
const FENCE = /^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}(?=[^`]*$)|~{3,})/;
const RAW_HTML = /^[ \t>]*<(pre|script|style|textarea)(?=[\s>]|$)/i;

function endOfOpaque(line: string): RegExp | undefined {
  const fence = FENCE.exec(line)?.[1];
  if (fence !== undefined) return new RegExp(`^[ \\t>]*${fence.charAt(0)}{${fence.length},}[ \\t]*$`);
  const element = RAW_HTML.exec(line)?.[1];
  if (element !== undefined) return isClosedOn(line, `</${element}`) ? undefined : new RegExp(`</${element}`, 'i');
  return line.includes('<!--') && !isClosedOn(line.slice(line.lastIndexOf('<!--')), '-->') ? /-->/ : undefined;
}

function isClosedOn(line: string, end: string): boolean {
  return line.toLowerCase().includes(end);
}
