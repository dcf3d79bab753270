// The letters of issues before they are mailed: what is wrong with each of them, and with all of them together. A
// letter is looked at once; what was found is kept as long as neither it nor the newsletter changes.
import type { App } from '../app.ts';
import { frameProblems, type FrameProblems } from '../core/check/frame-problems.ts';
import { imageProblems, letterProblems, type LetterCheck } from '../core/check/letter-problems.ts';
import { SAMPLE_ISSUE } from '../core/check/sample-letter.ts';
import type { Problem } from '../core/issue/problem.ts';
import type { IssueCard } from '../core/render/rendered-issue.ts';
import { readCached, writeCached } from '../publish/cache-folder.ts';
import { cacheFolder, type LibraryInput, type OpenLibrary } from '../publish/open-library.ts';
import type { ListedIssue } from '../publish/renderings.ts';
import { ownImages } from '../publish/own-images.ts';

/** An issue that can be mailed, or a draft that may become one. */
export interface CheckableIssue extends ListedIssue {
  readonly card: IssueCard;
}

/** What the letters of an earlier check have come to, as one file of the cache. */
interface KnownLetters {
  readonly base: string;
  readonly frame: FrameProblems;
  readonly letters: ReadonlyMap<string, LetterCheck>;
}

const MEMORY = 'letters';

/** What is wrong with the letters of these issues, and with the newsletter's letters as such. */
export async function checkLetters(
  app: App,
  library: OpenLibrary,
  issues: readonly CheckableIssue[],
  onProgress?: LibraryInput['onProgress'],
): Promise<readonly Problem[]> {
  const cache = cacheFolder(app.root);
  // Its hash is right and its base holds the program's fingerprint, so it is what we wrote.
  const before = readCached(cache, MEMORY) as KnownLetters | undefined;
  const kept = before?.base === library.base ? before : undefined;
  const frame = kept?.frame ?? (await sampleProblems(app, library));
  const imageAt = ownImages(app.root, app.newsletter, library.sources);
  const sources = new Map(library.sources.issues.map(({ path, text }) => [path, text]));
  const letters = new Map<string, LetterCheck>();
  const problems = [...frame.problems];
  for (const [i, issue] of issues.entries()) {
    const file = { path: issue.path, source: sources.get(issue.path) ?? '' };
    const check =
      kept?.letters.get(issue.key) ?? (await letterCheck(app, library, { ...file, issue, known: frame.known }));
    letters.set(issue.key, check);
    if (!kept?.letters.has(issue.key)) onProgress?.(i + 1, issues.length);
    problems.push(...check.problems, ...imageProblems(check.images, imageAt, file));
  }
  const isNews = !kept || issues.some(({ key }) => !kept.letters.has(key));
  if (isNews)
    writeCached(cache, MEMORY, { base: library.base, frame, letters: merged(kept?.letters, letters, library) });
  return problems;
}

interface ToCheck {
  readonly path: string;
  readonly source: string;
  readonly issue: CheckableIssue;
  readonly known: ReadonlySet<string>;
}

async function letterCheck(app: App, library: OpenLibrary, { issue, ...file }: ToCheck): Promise<LetterCheck> {
  const { letter, markdown } = await library.load(issue);
  return letterProblems({ ...file, letter, slug: issue.card.slug, markdown, newsletter: app.newsletter });
}

async function sampleProblems({ newsletter }: App, library: OpenLibrary): Promise<FrameProblems> {
  const { letter, card, markdown } = await library.render(SAMPLE_ISSUE);
  const templates = library.sources.emailTemplates;
  return frameProblems({ letter, slug: card.slug, markdown, newsletter, templates });
}

/** Those of other issues stay, as long as there are such issues. */
function merged(
  before: ReadonlyMap<string, LetterCheck> | undefined,
  now: ReadonlyMap<string, LetterCheck>,
  { listed }: OpenLibrary,
): ReadonlyMap<string, LetterCheck> {
  const all = new Map([...(before ?? []), ...now]);
  return new Map(
    listed.flatMap(({ key }) => {
      const check = all.get(key);
      return check ? [[key, check]] : [];
    }),
  );
}
