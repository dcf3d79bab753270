// The images of a newsletter's own site, as files: those of static/, and those that the last build has made. They are
// read as far as their width stands in them, and each of them once.
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { imageSize } from 'image-size';
import type { ImageAt, ImageFile } from '../core/check/image-findings.ts';
import { absoluteUrl, type Newsletter } from '../core/newsletter.ts';
import type { Sources } from './sources.ts';

/** Photographs may carry a thumbnail and a page of notes before their size. */
const HEADER_BYTES = 256_000;

/** Looks up images by their address on the site. `root` is the newsletter's folder. */
export function ownImages(
  root: string,
  newsletter: Newsletter,
  { staticFiles }: Pick<Sources, 'staticFiles'>,
): ImageAt {
  const site = absoluteUrl(newsletter, '');
  const sources = new Map(staticFiles.map(({ path, source }) => [path.normalize('NFC'), source]));
  const known = new Map<string, ImageFile | 'absent'>();
  return (url) => {
    if (!url.startsWith(site)) return 'foreign';
    const path = pathIn(url.slice(site.length));
    const file = known.get(path) ?? imageFile(sources.get(path) ?? join(root, 'out', path));
    known.set(path, file);
    return file;
  };
}

/** The path below the site's root, decoded. */
function pathIn(address: string): string {
  const path = address.replace(/[?#].*$/s, '');
  try {
    return decodeURIComponent(path).normalize('NFC');
  } catch {
    return path;
  }
}

function imageFile(file: string): ImageFile | 'absent' {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) return 'absent';
  const width = imageWidth(headOf(file));
  return { bytes: stat.size, ...(width !== undefined && { width }) };
}

/** Pixels, of the kinds that can be measured. */
function imageWidth(head: Uint8Array): number | undefined {
  try {
    const { width, type } = imageSize(head);
    // A drawing is as sharp at every width.
    return type === 'svg' ? undefined : width;
  } catch {
    // Cut short, or of a kind that nobody knows: its weight says enough.
    return undefined;
  }
}

function headOf(file: string): Uint8Array {
  const descriptor = openSync(file, 'r');
  try {
    const head = new Uint8Array(HEADER_BYTES);
    return head.subarray(0, readSync(descriptor, head));
  } finally {
    closeSync(descriptor);
  }
}
