// issues/, templates and settings -> `out/`: whole, atomic, the same bytes from the same input. Nothing is mailed here;
// the time comes in as `now` and only hides what is dated later (docs/decisions/0071). With an error in any issue
// nothing is written, and everybody keeps the `out/` of before.
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { IssueDate } from '../core/issue/issue.ts';
import { startOfDay } from '../core/issue/zoned-time.ts';
import { AppError } from '../errors.ts';
import { fileLock, type FileLock } from '../system/file-lock.ts';
import { boundCache, writeCached } from './cache-folder.ts';
import {
  BUILD_MEMORY,
  cacheFolder,
  isBroken,
  openLibrary,
  type BuildMemory,
  type LibraryInput,
  type OpenLibrary,
  type PublishedIssue,
} from './open-library.ts';
import { recoverSwap, treePlaces } from './swap.ts';
import { writeTree, type PlannedFile } from './write-tree.ts';

export interface BuildInput extends LibraryInput {
  /** Issues dated later are left out of `out/`. */
  readonly now: Date;
  /** Whether each issue gets an image for link previews; they take longer than all the rest together. */
  readonly images: boolean;
  /** Whether something keeps what was read from being written, besides errors that are fixed. */
  readonly isHeld?: (library: OpenLibrary) => Promise<boolean>;
  /** Hears what the owner should know, one sentence each. */
  readonly onNotice?: (sentence: string) => void;
}

export interface BuildResult {
  readonly library: OpenLibrary;
  /** Absent exactly when a fixed error among `library.problems`, or `isHeld`, kept `out/` as it was. */
  readonly done?: BuildDone;
}

export interface BuildDone {
  readonly issueCount: number;
  readonly fileCount: number;
  /** Paths below `out/` whose bytes are new or different. */
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** Builds. Throws BUILD_BUSY, OUT_UNWRITABLE, OUTPUT_CONFLICT and what templates and feeds throw. */
export async function build(input: BuildInput): Promise<BuildResult> {
  using _lock = await buildLock(input.root);
  const out = join(input.root, 'out');
  // Before the issues are read: what a crash left is put right even when one of them has an error now.
  recoverSwap(treePlaces(out));
  const library = await openLibrary(input);
  if (isBroken(library) || (await input.isHeld?.(library)) === true) return { library };
  const { plannedFiles } = await import('./planned-files.ts');
  const visible = library.issues.filter(({ card }) => isOut(card.date, input));
  const shelf = library.shelf.filter(({ card }) => isOut(card.date, input));
  const images = input.images ? await shareImages(visible, input, library) : [];
  const files = plannedFiles(shelf, input.newsletter, library, images);
  const { written, changed, removed } = await writeTree(out, files, library.written);
  const listed = Object.fromEntries(library.listed.map((issue) => [issue.path, issue]));
  writeCached(cacheFolder(input.root), BUILD_MEMORY, { listed, written } satisfies BuildMemory);
  library.tidy();
  if (input.images) boundCache(join(cacheFolder(input.root), IMAGES), new Set(), 2 * visible.length + SPARE_IMAGES);
  return { library, done: { issueCount: visible.length, fileCount: files.length, changed, removed } };
}

/** A day without a time begins at midnight, whatever instant tells the issues of that day apart. */
export function isOut(date: IssueDate, { now, newsletter }: Pick<BuildInput, 'now' | 'newsletter'>): boolean {
  const { time_zone } = newsletter.schedule;
  return (date.hasTime ? Date.parse(date.at) : startOfDay(date.day, time_zone)) <= now.getTime();
}

const IMAGES = 'images';
/** Pictures kept beyond two of each issue, for another branch of the repository. */
const SPARE_IMAGES = 200;

async function shareImages(
  issues: readonly PublishedIssue[],
  { root, newsletter, onNotice }: BuildInput,
  { base, numbers }: OpenLibrary,
): Promise<readonly PlannedFile[]> {
  const { shareImageFile } = await import('./share-image-file.ts');
  const said = new Set<string>();
  const onPlain = (sentence: string): void => {
    if (!said.has(sentence)) onNotice?.(sentence);
    said.add(sentence);
  };
  const folder = join(cacheFolder(root), IMAGES);
  return issues.map(({ card }) =>
    shareImageFile(card, { newsletter, number: numbers.get(card.slug) ?? 0, base, folder, onPlain }),
  );
}

const LOCK_ATTEMPTS = 300;
const LOCK_PAUSE_MS = 100;

/** Two builds at once would take each other's half-built tree away. The second waits, for half a minute at most. */
async function buildLock(root: string): Promise<FileLock> {
  for (let attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
    const lock = fileLock(join(root, 'data', 'build.lock'));
    if (lock) return lock;
    await pause(LOCK_PAUSE_MS);
  }
  const cure = 'Wait for it to end; if none runs, remove data/build.lock.';
  throw new AppError('BUILD_BUSY', `Another command is building ${root}. ${cure}`);
}
