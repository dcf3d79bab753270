// The bytes of files and of their encodings, in memory up to a bound; what was asked for least lately goes first.
// Compressing is done by the threads of zlib, one file at a time and with an effort that a visitor can wait for, and
// once for each content.
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Encoding } from './accepted-encoding.ts';
import type { Site, SiteFile } from './site.ts';

/** All that is kept in memory; some hundred issues with their pages. */
const CACHE_BYTES = 64 * 1_048_576;
/** Larger files are read from the disk each time, and never compressed. */
export const MAX_CACHED_BYTES = 2 * 1_048_576;
/** Smaller files fit into the first packet anyway. */
const MIN_COMPRESSED_BYTES = 600;

/** 250 KB take about 30 ms at these, and the last few percent would take ten times as long. */
const BROTLI_QUALITY = 8;
const GZIP_LEVEL = 8;

export interface FileBytes {
  /** What it became: a file that does not get smaller stays as it is. */
  readonly encoding: Encoding;
  readonly bytes: Buffer;
}

export class FileCache {
  readonly #kept = new Map<string, FileBytes>();
  readonly #coming = new Map<string, Promise<FileBytes | undefined>>();
  #size = 0;
  #compressing: Promise<unknown> = Promise.resolve();

  /** At once, when it is kept. */
  kept(file: SiteFile, encoding: Encoding): FileBytes | undefined {
    const key = file.hash + encoding;
    const entry = this.#kept.get(key);
    if (entry === undefined) return undefined;
    // The youngest stand at the end.
    this.#kept.delete(key);
    this.#kept.set(key, entry);
    return entry;
  }

  /** Reads and compresses it; undefined when another tree has taken the file's place. */
  load(site: Site, file: SiteFile, encoding: Encoding): Promise<FileBytes | undefined> {
    const key = file.hash + encoding;
    const coming = this.#coming.get(key);
    if (coming) return coming;
    const loading = this.#load(site, file, encoding).finally(() => this.#coming.delete(key));
    this.#coming.set(key, loading);
    return loading;
  }

  async #load(site: Site, file: SiteFile, encoding: Encoding): Promise<FileBytes | undefined> {
    const key = file.hash + encoding;
    const kept = this.kept(file, encoding);
    if (kept) return kept;
    const plain = await this.#plain(site, file);
    if (plain === undefined) return undefined;
    const entry = encoding === 'identity' ? plain : await this.#compressed(plain.bytes, encoding);
    this.#keep(key, entry);
    return entry;
  }

  async #plain(site: Site, file: SiteFile): Promise<FileBytes | undefined> {
    const kept = this.kept(file, 'identity');
    if (kept) return kept;
    await using handle = await site.openFile(file);
    return handle && { encoding: 'identity', bytes: await handle.readFile() };
  }

  async #compressed(plain: Buffer, encoding: 'br' | 'gzip'): Promise<FileBytes> {
    if (plain.length < MIN_COMPRESSED_BYTES) return { encoding: 'identity', bytes: plain };
    const compressing = this.#compressing.then(() => compressed(plain, encoding));
    this.#compressing = compressing.catch(() => undefined);
    const bytes = await compressing;
    return bytes.length < plain.length ? { encoding, bytes } : { encoding: 'identity', bytes: plain };
  }

  #keep(key: string, entry: FileBytes): void {
    if (this.#kept.has(key)) return;
    this.#kept.set(key, entry);
    this.#size += entry.bytes.length;
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#size <= CACHE_BYTES) break;
      this.#kept.delete(oldest);
      this.#size -= bytes.length;
    }
  }
}

const brotli = promisify(brotliCompress);
const zip = promisify<Buffer, { readonly level: number }, Buffer>(gzip);

function compressed(plain: Buffer, encoding: 'br' | 'gzip'): Promise<Buffer> {
  if (encoding === 'gzip') return zip(plain, { level: GZIP_LEVEL });
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT, BROTLI_PARAM_MODE, BROTLI_MODE_TEXT } = constants;
  return brotli(plain, {
    params: {
      [BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [BROTLI_PARAM_SIZE_HINT]: plain.length,
      [BROTLI_PARAM_MODE]: BROTLI_MODE_TEXT,
    },
  });
}
