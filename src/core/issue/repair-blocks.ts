// Headings and lists that Markdown does not see where people and programs write them: `##标题` without a space, and
// what follows a line of HTML without a blank one (`</details>` above the next heading). It runs last of the repairs,
// because it adds lines; code keeps its text.
import { proseLines } from './prose-lines.ts';

export interface RepairedBlocks {
  readonly markdown: string;
  /** Headings that had no space behind their marks, as they stand. */
  readonly unspaced: readonly string[];
  /** Lines from 0, counted in what came in, before which a blank one was missing. */
  readonly joined: readonly number[];
}

/** One mark alone may be a hashtag (`#话题`), which is no heading in CommonMark either. */
const UNSPACED = /^( {0,3}#{2,6})(?=[\p{L}\p{Ps}\p{Pi}*])/u;
const TAGS = /^ {0,3}<\/?[a-z][^<>]*>.*>[ \t]*$|^ {0,3}<\/?[a-z][^<>]*>[ \t]*$/i;
const HEADING_OR_ITEM = /^ {0,3}(?:#{1,6}|[-*+]|1[.)])[ \t]+\S/;

export function repairBlocks(markdown: string): RepairedBlocks {
  if (!/^ {0,3}(?:#{2,6}[^\s#]|<\/?[a-z])/im.test(markdown)) return { markdown, unspaced: [], joined: [] };
  const lines = markdown.split('\n');
  const prose = proseLines(lines);
  const unspaced: string[] = [];
  const joined: number[] = [];
  const repaired: string[] = [];
  for (const [i, line] of lines.entries()) {
    if (prose[i] !== true) {
      repaired.push(line);
      continue;
    }
    const spaced = line.replace(UNSPACED, '$1 ');
    if (spaced !== line) unspaced.push(line);
    if (i > 0 && prose[i - 1] === true && TAGS.test(lines[i - 1] ?? '') && HEADING_OR_ITEM.test(spaced)) {
      repaired.push('');
      joined.push(i);
    }
    repaired.push(spaced);
  }
  return { markdown: repaired.join('\n'), unspaced, joined };
}
