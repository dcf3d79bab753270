// A CSV file -> the store, in batches, with what was refused in a file beside it. An import only ever adds: whoever has
// unsubscribed or is suppressed stays so (core/audience/subscriber.ts), and a second run changes nothing.
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { columnsOf } from '../core/audience/subscriber-columns.ts';
import { subscriberRow, type RowSettings } from '../core/audience/subscriber-row.ts';
import type { NewSubscriber } from '../core/audience/subscriber.ts';
import type { Newsletter } from '../core/newsletter.ts';
import { AppError } from '../errors.ts';
import { SUBSCRIBER_BATCH, type AddResult, type Store } from '../store/store.ts';
import { decodedFile, encodingOf, type Encoding } from './decoded-file.ts';
import { RefusedRows } from './refused-rows.ts';

export interface ImportOptions {
  readonly topics: Newsletter['topics'];
  /** What the owner vouches for, for rows that state no consent themselves; RFC 3339. */
  readonly consent?: { readonly source: string; readonly at: string };
  readonly now: () => Date;
  /** After each batch. */
  readonly onProgress?: (progress: {
    readonly rows: number;
    readonly bytes: number;
    readonly totalBytes: number;
  }) => void;
}

export interface ImportReport {
  readonly encoding: Encoding;
  /** Rows read, without the head. */
  readonly rows: number;
  /** How many ended as what; `added` includes those that start as pending. */
  readonly results: Readonly<Record<AddResult, number>>;
  /** Of the added, those that still need a consent. */
  readonly pending: number;
  readonly refused: number;
  /** Where the refused rows are, with line and reason; absent when there are none. */
  readonly refusedFile?: string;
}

/** A row longer than this is a file whose quotes do not match. */
const ROW_CHARACTERS = 100_000;

/** Imports `file`. Throws CSV_UNREADABLE when the file as a whole makes no sense; single bad rows are refused. */
export async function importSubscribers(store: Store, file: string, options: ImportOptions): Promise<ImportReport> {
  const encoding = await encodingOf(file);
  const totalBytes = (await stat(file)).size;
  const refused = new RefusedRows(file);
  const results = { added: 0, activated: 0, changed: 0, unchanged: 0, blocked: 0 };
  let [rows, bytes, pending] = [0, 0, 0];
  let batch: NewSubscriber[] = [];
  const flush = async () => {
    const answers = await store.addSubscribers(batch, options.now().toISOString());
    for (const [index, answer] of answers.entries()) {
      results[answer] += 1;
      if (answer === 'added' && batch[index]?.event === 'unproven') pending += 1;
    }
    batch = [];
    options.onProgress?.({ rows, bytes, totalBytes });
  };
  let settings: RowSettings | undefined;
  for await (const { cells, line } of csvRows(file, encoding, (byteCount) => (bytes += byteCount))) {
    if (settings === undefined) {
      const { columns, hasHead } = columnsOf(cells) ?? noAddressColumn(file);
      settings = rowSettings(columns, file, options);
      refused.head(hasHead ? cells : []);
      if (hasHead) continue;
    }
    rows += 1;
    const row = subscriberRow(cells, settings);
    if ('refusal' in row) refused.add(line, row.refusal, cells);
    else if (batch.push(row.subscriber) === SUBSCRIBER_BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  const refusedFile = await refused.finish();
  const found = refusedFile === undefined ? {} : { refusedFile };
  return { encoding, rows, results, pending, refused: refused.count, ...found };
}

function rowSettings(columns: RowSettings['columns'], file: string, options: ImportOptions): RowSettings {
  return {
    columns,
    topics: options.topics,
    ...(options.consent === undefined ? {} : { consent: options.consent }),
    origin: `import of ${basename(file)}`,
    now: options.now().toISOString(),
  };
}

async function* csvRows(
  file: string,
  encoding: Encoding,
  onBytes: (byteCount: number) => void,
): AsyncGenerator<{ cells: readonly string[]; line: number }> {
  const text = decodedFile(file, encoding, onBytes);
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
    throw new AppError('CSV_UNREADABLE', `${file} is no CSV: ${error.message}.`, { cause: error });
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

function noAddressColumn(file: string): never {
  const cure = 'Name one "email" or "邮箱", or give one address a line.';
  throw new AppError('CSV_UNREADABLE', `${file} has no column of addresses in its first row. ${cure}`);
}
