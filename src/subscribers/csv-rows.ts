// The rows of a CSV file as they come, whatever separates the cells: nothing is kept, so the size of the file does not
// matter.
import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { AppError } from '../errors.ts';
import { decodedFile, type Encoding } from './decoded-file.ts';
import type { TextSource } from './text-source.ts';

/** A row longer than this is a file whose quotes do not match. */
const ROW_CHARACTERS = 100_000;

export interface CsvRow {
  readonly cells: readonly string[];
  /** Where it ends in the file, from 1. */
  readonly line: number;
}

/** Throws CSV_UNREADABLE where the file is no CSV. `onBytes` hears how many bytes were read. */
export async function* csvRows(
  source: TextSource,
  encoding: Encoding,
  onBytes?: (byteCount: number) => void,
): AsyncGenerator<CsvRow> {
  const text = decodedFile(source, encoding, onBytes);
  const first = await text.next();
  const start = typeof first.value === 'string' ? first.value : '';
  const parser = parse({
    delimiter: delimiterOf(start),
    // Found out from the first line only, if left alone; files glued together have several.
    record_delimiter: ['\r\n', '\n', '\r'],
    info: true,
    trim: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: ROW_CHARACTERS,
  });
  // An error of either end reaches the loop below through the parser; the file is closed in every case.
  pipeline(Readable.from(chained(start, text)), parser, () => {});
  try {
    for await (const record of parser) {
      // With `info`, csv-parse yields the cells and where the parser stands behind them.
      const { record: cells, info } = record as { record: string[]; info: { lines: number } };
      yield { cells, line: info.lines };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new AppError('CSV_UNREADABLE', `${source.name} is no CSV: ${error.message}.`, { cause: error });
  }
}

async function* chained(start: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield start;
  yield* rest;
}

/** The one of comma, semicolon and tab that the first line has most of; quoted ones do not count. */
function delimiterOf(text: string): string {
  const firstLine = (/^[^\r\n]*/.exec(text)?.[0] ?? '').replace(/"[^"]*"/g, '');
  const count = (delimiter: string) => firstLine.split(delimiter).length;
  return [';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best), ',');
}
