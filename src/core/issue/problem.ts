// What can be wrong with an issue: one table of codes with their level. An error stops build and publish, a warning is
// shown and goes on, an info is worth knowing. docs/errors.md explains each code, and a test holds the lists together.

/** Code -> level. */
export const PROBLEMS = {
  'article-duplicate': 'warning',
  'article-missing': 'warning',
  'character-broken': 'warning',
  'character-control': 'warning',
  'character-no-break-space': 'warning',
  'character-reserved': 'warning',
  'character-windows-1252': 'warning',
  'character-zero-width': 'warning',
  'comment-unclosed': 'warning',
  'correction-early': 'warning',
  'date-future': 'info',
  'date-missing': 'error',
  'encoding-invalid': 'error',
  'file-ignored': 'warning',
  'footnote-unused': 'warning',
  'front-matter-invalid': 'error',
  'heading-skipped': 'warning',
  'heading-unspaced': 'warning',
  'html-refused': 'warning',
  'image-alt-missing': 'warning',
  'image-insecure': 'warning',
  'image-relative': 'warning',
  'issue-empty': 'warning',
  'issue-long': 'warning',
  'issue-too-large': 'error',
  'issue-too-slow': 'error',
  'left-over': 'warning',
  'letter-shortened': 'warning',
  'link-dead': 'warning',
  'link-empty': 'warning',
  'link-spaces': 'warning',
  'list-indentation': 'warning',
  'markdown-too-large': 'error',
  'markup-too-dense': 'warning',
  'metadata-comment': 'warning',
  'metadata-invalid': 'error',
  'metadata-unknown': 'warning',
  'preheader-same': 'warning',
  'reference-undefined': 'warning',
  'section-empty': 'warning',
  'slug-duplicate': 'error',
  'slug-reserved': 'error',
  'subject-capitals': 'warning',
  'subject-long': 'warning',
  'text-unfinished': 'warning',
  'title-missing': 'warning',
  'topic-unknown': 'warning',
  'url-unsafe': 'warning',
} as const satisfies Record<string, 'error' | 'warning' | 'info'>;

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
