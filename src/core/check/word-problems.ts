// Slips in what the front matter says to readers: the same marks and left-overs that are looked for in the text.
import type { FrontMatter } from '../issue/front-matter.ts';
import type { Issue } from '../issue/issue.ts';
import { placeOf, type Metadata } from '../issue/metadata.ts';
import type { Problem, ProblemCode } from '../issue/problem.ts';
import { leftPlaceholder, templateMark, templateWords, unfinishedMark } from './unfinished-text.ts';

const KEYS = ['title', 'subject', 'preheader', 'summary'] as const;

const RULES: readonly (readonly [ProblemCode, (words: string) => string | undefined])[] = [
  ['text-unfinished', unfinishedMark],
  ['left-over', (words) => /\{\{.*|\{%.*|<%.*/.exec(words)?.[0] ?? templateMark(words)],
  ['text-placeholder', (words) => leftPlaceholder(words) ?? templateWords(words)],
];

export function wordProblems(
  { path }: Issue,
  { front, given }: { readonly front: FrontMatter; readonly given: Metadata },
): readonly Problem[] {
  return KEYS.flatMap((key) => {
    const words = given[key] ?? '';
    return RULES.flatMap(([code, find]): readonly Problem[] => {
      const found = find(words);
      if (found === undefined) return [];
      const message = `"${found}" is left in "${key}": finish or delete it.`;
      return [{ code, path, ...placeOf(front, key), message }];
    });
  });
}
