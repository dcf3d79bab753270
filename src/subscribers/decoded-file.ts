// A text file of unknown origin as Unicode. Spreadsheets in China save GB18030, elsewhere UTF-8 with or without a mark
// or UTF-16; what is none of these is refused, because a wrong guess would import wrong addresses silently.
import { AppError } from '../errors.ts';
import type { TextSource } from './text-source.ts';

export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';

/** The file's encoding, found by reading all of it once. Throws CSV_UNREADABLE when it is none that is known. */
export async function encodingOf(source: TextSource): Promise<Encoding> {
  const mark = await firstBytes(source);
  if (mark[0] === 0xff && mark[1] === 0xfe) return 'utf-16le';
  if (mark[0] === 0xfe && mark[1] === 0xff) return 'utf-16be';
  // Text in these encodings has no NUL, and nearly every second byte of unmarked UTF-16 is one.
  if (mark.includes(0)) throw unreadable(source, 'looks like UTF-16 without a byte order mark');
  for (const encoding of ['utf-8', 'gb18030'] as const) if (await decodes(source, encoding)) return encoding;
  throw unreadable(source, 'is neither UTF-8 nor GB18030');
}

/** The text in pieces; `onBytes` hears how many bytes each of them took. */
export async function* decodedFile(
  source: TextSource,
  encoding: Encoding,
  onBytes?: (byteCount: number) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const bytes of source.open()) {
    onBytes?.(bytes.length);
    yield decoder.decode(bytes, { stream: true });
  }
  yield decoder.decode();
}

async function decodes(source: TextSource, encoding: Encoding): Promise<boolean> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const chunk of source.open()) decoder.decode(chunk, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** Enough for the mark and for a first line or two. */
const FIRST_BYTES = 4096;

async function firstBytes(source: TextSource): Promise<Buffer> {
  try {
    for await (const chunk of source.open()) return chunk.subarray(0, FIRST_BYTES);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('CSV_UNREADABLE', `${source.name} cannot be read.`, { cause: error });
  }
  throw unreadable(source, 'is empty');
}

function unreadable({ name }: TextSource, fault: string): AppError {
  return new AppError('CSV_UNREADABLE', `${name} ${fault}. Save it as CSV in UTF-8 and try again.`);
}
