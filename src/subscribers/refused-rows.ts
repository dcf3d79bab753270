// What an import did not take: a CSV beside the file with the line, the reason and the row as it was, so that it can be
// put right and imported again. It appears whole, and one from an earlier run goes away when nothing is refused now.
import { createWriteStream, type WriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';

export class RefusedRows {
  readonly #path: string;
  readonly #head: readonly string[];
  #stream: WriteStream | undefined;

  /** `head` is that of the file that is read, so that the rows keep their meaning. */
  constructor(path: string, head: readonly string[]) {
    this.#path = path;
    this.#head = head;
  }

  add(line: number, reason: string, cells: readonly string[]): void {
    this.#stream ??= this.#open();
    this.#stream.write(csvLine([String(line), reason, ...cells]));
  }

  /** Puts the file in its place; its path, or undefined when nothing was refused. */
  async finish(): Promise<string | undefined> {
    if (this.#stream === undefined) {
      await rm(this.#path, { force: true });
      return undefined;
    }
    this.#stream.end();
    await finished(this.#stream);
    await rename(`${this.#path}.part`, this.#path);
    return this.#path;
  }

  #open(): WriteStream {
    const stream = createWriteStream(`${this.#path}.part`, { mode: 0o600 });
    stream.write(csvLine(['line', 'refused because', ...this.#head]));
    return stream;
  }
}

/** A spreadsheet runs a cell that begins with `=`, `+`, `-` or `@` as a formula; an apostrophe stops that (E3.05). */
function csvLine(cells: readonly string[]): string {
  return stringify([[...cells]], { escape_formulas: true });
}
