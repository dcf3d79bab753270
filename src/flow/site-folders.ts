// Where the tree of out/ stands now. During a swap it is called out.old for a moment, and after a crash for longer
// (publish/swap.ts); whoever serves it must find it all the while.
import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { treePlaces } from '../publish/swap.ts';
import type { SiteFolders } from '../server/site-listing.ts';

export function siteFolders(root: string): SiteFolders {
  const out = join(root, 'out');
  return () => {
    const { current, next, old } = treePlaces(out);
    // A whole `next` has its turn only when `current` has moved away for it.
    const places = existsSync(old) ? [current, old, next] : [current];
    return places.filter((place) => lstatSync(place, { throwIfNoEntry: false })?.isDirectory() === true);
  };
}
