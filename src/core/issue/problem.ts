// What can be wrong with an issue: one table of codes with their level. An error stops build and publish, a warning is
// shown and goes on. docs/errors.md explains each code, and a test holds the two lists against each other.

/** Code -> level. */
export const PROBLEMS = {
  'character-broken': 'warning',
  'character-control': 'warning',
  'character-no-break-space': 'warning',
  'character-reserved': 'warning',
  'character-windows-1252': 'warning',
  'character-zero-width': 'warning',
  'comment-unclosed': 'warning',
  'date-missing': 'error',
  'front-matter-invalid': 'error',
  'html-refused': 'warning',
  'left-over': 'warning',
  'link-spaces': 'warning',
  'list-indentation': 'warning',
  'markdown-too-large': 'error',
  'markup-too-dense': 'warning',
  'metadata-invalid': 'error',
  'metadata-unknown': 'warning',
  'reference-undefined': 'warning',
  'slug-duplicate': 'error',
  'title-missing': 'error',
  'url-unsafe': 'warning',
} as const satisfies Record<string, 'error' | 'warning'>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One finding in one place. Lines and columns count from 1 in the file as it stands on disk, front matter included. */
export interface Problem {
  readonly code: ProblemCode;
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
  /** What is wrong and what to write instead, one or two sentences. */
  readonly message: string;
}

export function isError(problem: Problem): boolean {
  return PROBLEMS[problem.code] === 'error';
}
