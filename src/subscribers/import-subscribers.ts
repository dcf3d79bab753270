// Files of subscribers -> the store, in batches, with what was refused in a file beside each. An import only ever adds:
// whoever has unsubscribed or is suppressed stays so (core/audience/adding.ts), and a second run changes nothing. With
// the adder of a dry run nothing is written at all.
import type { AddResult } from '../core/audience/adding.ts';
import type { NewSubscriber } from '../core/audience/subscriber.ts';
import { SUBSCRIBER_BATCH } from '../store/store.ts';
import { csvRows } from './csv-rows.ts';
import { encodingOf, type Encoding } from './decoded-file.ts';
import type { Adder } from './dry-adder.ts';
import { ImportTally, type RefusalGroup } from './import-tally.ts';
import { RefusedRows } from './refused-rows.ts';
import { rowReader, type RowReader, type RowRules } from './row-reader.ts';
import { subscriberSources } from './subscriber-sources.ts';
import type { TextSource } from './text-source.ts';

export interface ImportOptions extends Omit<RowRules, 'now'> {
  readonly now: () => Date;
  /** Nothing is written beside the files. */
  readonly isDry?: boolean;
  /** After each batch. */
  readonly onProgress?: (progress: {
    readonly rows: number;
    readonly bytes: number;
    readonly totalBytes: number;
  }) => void;
}

export interface FileReport {
  readonly file: string;
  /** The system whose export it is; absent for a plain list. */
  readonly system?: string;
  readonly encoding: Encoding;
  /** Rows read, without the head. */
  readonly rows: number;
  /** How many ended as what; `added` includes those that start as pending. */
  readonly results: Readonly<Record<AddResult, number>>;
  /** What the rows say that the readers are, whatever is known here. */
  readonly states: Readonly<Record<string, number>>;
  /** Of the added, those that still need a consent. */
  readonly pending: number;
  readonly refused: number;
  readonly refusals: readonly RefusalGroup[];
  /** Where the refused rows are, with line and reason; absent when there are none. */
  readonly refusedFile?: string;
  /** Columns of the file that nothing was taken from. */
  readonly lostColumns: readonly string[];
  /** Tags, labels and lists that stand for no topic -> how often. */
  readonly strayLabels: Readonly<Record<string, number>>;
}

export interface ImportReport {
  readonly files: readonly FileReport[];
  /** Files of an archive or a folder that hold no list of readers. */
  readonly passedOver: readonly string[];
}

/**
 * Imports the files, folders and archives. Throws CSV_UNREADABLE or ARCHIVE_UNREADABLE when one of them as a whole
 * makes no sense; single bad rows are refused.
 */
export async function importSubscribers(
  add: Adder,
  paths: readonly string[],
  options: ImportOptions,
): Promise<ImportReport> {
  using opened = await subscriberSources(paths, options.from);
  const totalBytes = opened.sources.reduce((sum, { byteCount }) => sum + byteCount, 0);
  let [bytes, rows] = [0, 0];
  const files: FileReport[] = [];
  for (const source of opened.sources) {
    const report = await importFile(add, source, options, {
      onBytes: (byteCount) => (bytes += byteCount),
      onBatch: (rowCount) => options.onProgress?.({ rows: rows + rowCount, bytes, totalBytes }),
    });
    rows += report.rows;
    files.push(report);
  }
  return { files, passedOver: opened.passedOver };
}

interface Listener {
  readonly onBytes: (byteCount: number) => void;
  /** Hears how many rows of the file have been read. */
  readonly onBatch: (rowCount: number) => void;
}

async function importFile(
  add: Adder,
  source: TextSource,
  options: ImportOptions,
  { onBytes, onBatch }: Listener,
): Promise<FileReport> {
  const encoding = await encodingOf(source);
  const tally = new ImportTally();
  let batch: NewSubscriber[] = [];
  const flush = async () => {
    const answers = await add(batch, options.now().toISOString());
    for (const [index, subscriber] of batch.entries()) tally.added(subscriber, answers[index] ?? 'unchanged');
    batch = [];
    onBatch(tally.rows);
  };
  let reader: RowReader | undefined;
  let refused: RefusedRows | undefined;
  for await (const { cells, line } of csvRows(source, encoding, onBytes)) {
    if (reader === undefined) {
      reader = rowReader(cells, source, { ...options, now: options.now().toISOString() });
      refused = new RefusedRows(source.refusedPath, reader.hasHead ? cells : []);
      if (reader.hasHead) continue;
    }
    tally.rows += 1;
    const row = reader.read(cells);
    if ('refusal' in row) {
      tally.refuse(line, row.refusal, reader.typed(cells));
      if (options.isDry !== true) refused?.add(line, row.refusal, cells);
      continue;
    }
    tally.labels(row.strayLabels);
    if (batch.push(row.subscriber) === SUBSCRIBER_BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  const refusedFile = options.isDry === true ? undefined : await refused?.finish();
  return { ...fileReport(source, encoding, tally, reader), ...(refusedFile !== undefined && { refusedFile }) };
}

function fileReport(
  { name }: TextSource,
  encoding: Encoding,
  tally: ImportTally,
  reader: RowReader | undefined,
): FileReport {
  const { rows, results, pending, refused } = tally;
  return {
    file: name,
    ...(reader?.system !== undefined && { system: reader.system }),
    encoding,
    rows,
    results,
    states: tally.states(),
    pending,
    refused,
    refusals: tally.refusals(),
    lostColumns: reader?.lostColumns ?? [],
    strayLabels: tally.strayLabels(),
  };
}
