// The text files in a zip archive, read where they are: nothing is unpacked, and no name in it becomes a path. An
// archive is somebody else's work, so what it may cost is bounded, whatever it says of itself (yauzl holds each member
// to the size that is written for it).
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { AppError } from '../errors.ts';
import type { TextSource } from './text-source.ts';

/** An account export with the statistics of each letter has thousands; more is none that a person would import. */
const MAX_ENTRIES = 50_000;
/** Ten million readers. */
const MAX_MEMBER_BYTES = 2_000_000_000;
/** Lists of addresses shrink to a fifth, the most monotonous to a fiftieth; bombs to a thousandth. */
const MAX_RATIO = 200;
/** Below this a ratio says nothing. */
const SMALL_BYTES = 1_000_000;

export interface OpenArchive extends Disposable {
  readonly members: readonly TextSource[];
}

/** The members whose names end in `.csv`, in their order. Throws ARCHIVE_UNREADABLE. */
export async function zipMembers(path: string): Promise<OpenArchive> {
  const archive = await opened(path);
  try {
    const members: TextSource[] = [];
    let count = 0;
    for await (const entry of archive.eachEntry()) {
      count += 1;
      if (count > MAX_ENTRIES) throw unreadable(path, `it has more than ${MAX_ENTRIES} files`);
      if (isWanted(entry)) members.push(memberOf(archive, entry, path));
    }
    return { members, [Symbol.dispose]: () => archive.close() };
  } catch (error) {
    archive.close();
    throw asUnreadable(path, error);
  }
}

async function opened(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { lazyEntries: true, autoClose: false });
  } catch (error) {
    throw asUnreadable(path, error);
  }
}

/** The finder of macOS puts a shadow of each file into the archives that it makes. */
function isWanted({ fileName }: Entry): boolean {
  return /\.csv$/i.test(fileName) && !fileName.startsWith('__MACOSX/') && !fileName.endsWith('.refused.csv');
}

function memberOf(archive: ZipFile, entry: Entry, path: string): TextSource {
  const fileName = basename(entry.fileName);
  const { uncompressedSize, compressedSize } = entry;
  if (entry.isEncrypted()) throw unreadable(path, `${entry.fileName} in it is locked with a password`);
  const isBomb = uncompressedSize > SMALL_BYTES && uncompressedSize > compressedSize * MAX_RATIO;
  if (isBomb || uncompressedSize > MAX_MEMBER_BYTES) {
    throw unreadable(path, `${entry.fileName} in it would unpack to ${uncompressedSize} bytes`);
  }
  return {
    name: `${path}, ${entry.fileName}`,
    fileName,
    byteCount: uncompressedSize,
    open: () => bytesOf(archive, entry, path),
    refusedPath: `${path}.${fileName.replaceAll(/[^\w.-]+/g, '-').slice(-80)}.refused.csv`,
  };
}

async function* bytesOf(archive: ZipFile, entry: Entry, path: string): AsyncGenerator<Buffer> {
  try {
    const stream: Readable = await archive.openReadStreamPromise(entry);
    // Without an encoding option a read stream yields buffers.
    yield* stream as AsyncIterable<Buffer>;
  } catch (error) {
    throw asUnreadable(path, error);
  }
}

function asUnreadable(path: string, error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  return unreadable(path, error.message, error);
}

function unreadable(path: string, fault: string, cause?: unknown): AppError {
  const message = `${path} cannot be read as a zip archive: ${fault}. Unpack it yourself, and name the files or the folder.`;
  return new AppError('ARCHIVE_UNREADABLE', message, cause === undefined ? {} : { cause });
}
