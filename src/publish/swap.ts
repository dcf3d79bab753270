// Puts a finished folder in the place of another, so that a reader of `out/` finds the old tree or the new one and
// never a mixture. POSIX has no exchange of two folders that Node can reach, so it takes two renames; a program that
// dies between them leaves no `out/` but two whole trees, and the next command finishes what was begun
// (docs/decisions/0070).
import { existsSync, lstatSync, mkdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { AppError } from '../errors.ts';

/** The three places of one tree, side by side and so on one file system. */
export interface TreePlaces {
  readonly current: string;
  /** Being built; becomes `current` only when it is whole. */
  readonly next: string;
  /** The tree of before, on its way out. */
  readonly old: string;
}

/** The places for `out`, which may be a link to a folder elsewhere. */
export function treePlaces(out: string): TreePlaces {
  const current = lstatSync(out, { throwIfNoEntry: false })?.isSymbolicLink() === true ? realpathSync(out) : out;
  return { current, next: `${current}.next`, old: `${current}.old` };
}

/**
 * Finishes or clears away what an interrupted build left. Harmless at any other time, but only under the build's lock.
 */
export function recoverSwap(places: TreePlaces): void {
  const { current, next, old } = places;
  if (!existsSync(current)) {
    // Only a whole `next` ever makes `current` move away, so where `old` stands `next` may take its place.
    if (existsSync(old) && existsSync(next)) renameSync(next, current);
    else if (existsSync(old)) renameSync(old, current);
  }
  rmSync(next, { recursive: true, force: true });
  rmSync(old, { recursive: true, force: true });
}

/** `next` becomes `current`. Throws OUT_UNWRITABLE, with `current` as it was. */
export function swapTrees(places: TreePlaces): void {
  const { current, next, old } = places;
  try {
    if (existsSync(current)) renameSync(current, old);
  } catch (error) {
    const cure = 'It may be a mount point or belong to another user: mount the folder above it, or change its owner.';
    throw new AppError('OUT_UNWRITABLE', `${current} cannot be replaced. ${cure}`, { cause: error });
  }
  renameSync(next, current);
  rmSync(old, { recursive: true, force: true });
}

/** An empty `next`. Disposing takes away what has not become `current`: a build that fails leaves nothing beside it. */
export function startTree({ current, next }: TreePlaces): Disposable {
  rmSync(next, { recursive: true, force: true });
  mkdirSync(next, { recursive: true });
  return {
    [Symbol.dispose]: () => {
      // Without a `current` it may be the only whole tree there is, which recoverSwap knows what to do with.
      if (existsSync(current)) rmSync(next, { recursive: true, force: true });
    },
  };
}
