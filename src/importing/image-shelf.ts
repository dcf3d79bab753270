// Pictures of imported issues: fetched with the guard against addresses inside, told apart by what they are and not by
// their names, and kept under static/images/imported/ by a hash of their content, so that the same picture stands there
// once. What was fetched before is not fetched again.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { guardedFetch } from '../system/guarded-fetch.ts';

/** Relative to the newsletter's folder, and as an issue says it. */
const SHELF = 'static/images/imported';
const FROM_ISSUE = '../images/imported';
/** Which address became which file. */
const INDEX = 'data/imported-images.json';

/** A photograph of a good camera; letters should have far smaller ones. */
const MAX_IMAGE_BYTES = 20_000_000;
const IMAGE_TIMEOUT_MS = 30_000;
/** Enough to be quick, few enough for a small server on the other side. */
const AT_ONCE = 4;

export interface BroughtImages {
  /** What an issue says instead of an address; undefined for one that stays. */
  readonly pathOf: PathOf;
  /** How many were fetched now. */
  readonly fetchedCount: number;
  /** Those that stay where they are. */
  readonly failed: readonly { readonly url: string; readonly why: string }[];
}

export type PathOf = (url: string) => string | undefined;

export interface ImageSource {
  readonly root: string;
  readonly isAllowed: (ip: string, origin: string) => boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What is on the shelf already, without asking anybody. */
export function shelvedImages(root: string): PathOf {
  return pathsIn(new Map(shelved(root)));
}

export async function bringImages(urls: readonly string[], source: ImageSource): Promise<BroughtImages> {
  const { root, onProgress } = source;
  const names = new Map(shelved(root));
  const wanted = urls.filter((url) => !names.has(keyOf(url)));
  const failed: { url: string; why: string }[] = [];
  let done = 0;
  const waiting = wanted.values();
  const work = async (): Promise<void> => {
    for (const url of waiting) {
      const image = await imageAt(url, source);
      done += 1;
      onProgress?.(done, wanted.length);
      if ('why' in image) failed.push({ url, why: image.why });
      else names.set(keyOf(url), shelve(root, image));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const index = Object.fromEntries([...names].toSorted(([one], [other]) => (one < other ? -1 : 1)));
  if (wanted.length > failed.length) writeWhole(join(root, INDEX), `${JSON.stringify(index, undefined, 1)}\n`);
  return { pathOf: pathsIn(names), fetchedCount: wanted.length - failed.length, failed };
}

function shelved(root: string): readonly (readonly [key: string, name: string])[] {
  return Object.entries(readIndex(root)).filter(([, name]) => existsSync(join(root, SHELF, name)));
}

function pathsIn(names: ReadonlyMap<string, string>): PathOf {
  return (url) => {
    const name = names.get(keyOf(url));
    return name === undefined ? undefined : `${FROM_ISSUE}/${name}`;
  };
}

/** A picture that stands in its own address would make an index of pictures. */
function keyOf(url: string): string {
  return url.startsWith('data:') ? `data:${createHash('sha256').update(url).digest('hex')}` : url;
}

interface Image {
  readonly bytes: Buffer;
  readonly ending: string;
}

async function imageAt(url: string, { isAllowed }: ImageSource): Promise<Image | { readonly why: string }> {
  const bytes = url.startsWith('data:') ? dataBytes(url) : await fetchedBytes(url, isAllowed);
  if ('why' in bytes) return bytes;
  const ending = endingOf(bytes);
  return ending === undefined ? { why: 'it is no PNG, JPEG, GIF, WebP or AVIF' } : { bytes, ending };
}

async function fetchedBytes(
  url: string,
  isAllowed: ImageSource['isAllowed'],
): Promise<Buffer | { readonly why: string }> {
  const bounds = { maxBytes: MAX_IMAGE_BYTES, timeoutMs: IMAGE_TIMEOUT_MS };
  const answer = await guardedFetch(url, { ...bounds, isAllowed, headers: { accept: 'image/*' } });
  if (answer.kind === 'fault') return { why: answer.detail };
  return answer.status === 200 ? answer.body : { why: `the server answers ${answer.status}` };
}

function dataBytes(url: string): Buffer | { readonly why: string } {
  const base64 = /^data:image\/[\w.+-]+;base64,([A-Za-z0-9+/=\s]+)$/.exec(url)?.[1];
  return base64 === undefined ? { why: 'it is in the text and cannot be read' } : Buffer.from(base64, 'base64');
}

/** By the first bytes: neither the name nor the server can be trusted. SVG can run programs and stays outside. */
function endingOf(bytes: Buffer): string | undefined {
  const start = bytes.subarray(0, 12).toString('latin1');
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (start.startsWith('\xff\xd8\xff')) return 'jpg';
  if (/^GIF8[79]a/.test(start)) return 'gif';
  if (/^RIFF[^]{4}WEBP/.test(start)) return 'webp';
  return /^[^]{4}ftypavi[fs]/.test(start) ? 'avif' : undefined;
}

/** Enough of SHA-256 that no two pictures of one newsletter share it. */
const HASH_DIGITS = 20;

function shelve(root: string, { bytes, ending }: Image): string {
  const name = `${createHash('sha256').update(bytes).digest('hex').slice(0, HASH_DIGITS)}.${ending}`;
  const file = join(root, SHELF, name);
  if (!existsSync(file)) writeWhole(file, bytes);
  return name;
}

function readIndex(root: string): Readonly<Record<string, string>> {
  try {
    const read = z.record(z.string(), z.string().regex(/^[0-9a-f]+\.\w+$/));
    return read.safeParse(JSON.parse(readFileSync(join(root, INDEX), 'utf8'))).data ?? {};
  } catch {
    // It spares fetching and decides nothing.
    return {};
  }
}

/** Either the whole file is there or none. */
function writeWhole(file: string, content: string | Buffer): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, content);
  renameSync(`${file}.part`, file);
}
