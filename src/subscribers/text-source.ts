// A file that can be read from its start as often as is needed: on the disk, or inside an archive. `name` is for people
// and is never used as a path.
import { createReadStream, statSync } from 'node:fs';
import { basename } from 'node:path';

export interface TextSource {
  /** As messages name it. */
  readonly name: string;
  /** The last part of its path: some exports say there what is in it. */
  readonly fileName: string;
  /** Uncompressed. */
  readonly byteCount: number;
  readonly open: () => AsyncIterable<Buffer>;
  /** Where its refused rows go. */
  readonly refusedPath: string;
}

export function fileSource(path: string): TextSource {
  return {
    name: path,
    fileName: basename(path),
    byteCount: statSync(path).size,
    // Without an encoding option a read stream yields buffers.
    open: () => createReadStream(path) as AsyncIterable<Buffer>,
    refusedPath: `${path}.refused.csv`,
  };
}
