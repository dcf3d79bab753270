// What an import is to read: files that are named, the lists in a folder, the lists in a zip archive. An export holds
// much besides its list of readers, so in folders and archives only what is known as one is taken, and the rest told.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { exportFormatOf } from '../core/audience/exports/export-formats.ts';
import type { ExportName } from '../core/audience/exports/exported-reader.ts';
import { AppError } from '../errors.ts';
import { csvRows } from './csv-rows.ts';
import { encodingOf } from './decoded-file.ts';
import { fileSource, type TextSource } from './text-source.ts';
import { zipMembers } from './zip-members.ts';

export interface SubscriberSources extends Disposable {
  readonly sources: readonly TextSource[];
  /** Names of files that were looked at and hold no list of readers. */
  readonly passedOver: readonly string[];
}

/** `from` is the system that the owner has named, or `csv` for a list of no system. */
export async function subscriberSources(
  paths: readonly string[],
  from: ExportName | 'csv' | undefined,
): Promise<SubscriberSources> {
  using opened = new DisposableStack();
  const sources: TextSource[] = [];
  const passedOver: string[] = [];
  for (const path of paths) {
    const members = await membersOf(path, opened);
    if (members === undefined) {
      sources.push(fileSource(path));
      continue;
    }
    const lists: TextSource[] = [];
    for (const member of members) {
      if (await isList(member, from)) lists.push(member);
      else passedOver.push(member.name);
    }
    // A single list in an archive is meant, whoever wrote it.
    if (lists.length === 0 && members.length === 1 && (from === undefined || from === 'csv')) lists.push(...members);
    if (lists.length === 0) throw nothingIn(path, members.length);
    sources.push(...lists);
  }
  const lasting = opened.move();
  return {
    sources,
    passedOver: passedOver.filter((name) => !sources.some((source) => source.name === name)),
    [Symbol.dispose]: () => lasting.dispose(),
  };
}

/** The files in a folder or an archive; undefined for a plain file. */
async function membersOf(path: string, opened: DisposableStack): Promise<readonly TextSource[] | undefined> {
  if (statSync(path).isDirectory()) {
    const names = readdirSync(path).filter((name) => /\.csv$/i.test(name) && !name.endsWith('.refused.csv'));
    return names.toSorted().map((name) => fileSource(join(path, name)));
  }
  if (!(await isZip(path))) return undefined;
  const archive = opened.use(await zipMembers(path));
  return archive.members;
}

/** By its first bytes: people rename files. */
async function isZip(path: string): Promise<boolean> {
  for await (const bytes of fileSource(path).open()) return bytes.subarray(0, 4).equals(ZIP_MARK);
  return false;
}

const ZIP_MARK = Buffer.from([0x50, 0x4b, 0x03, 0x04]);

async function isList(member: TextSource, from: ExportName | 'csv' | undefined): Promise<boolean> {
  if (member.byteCount === 0) return false;
  for await (const { cells } of csvRows(member, await encodingOf(member))) {
    const format = exportFormatOf(cells);
    return format !== undefined && (from === undefined || format.name === from);
  }
  return false;
}

function nothingIn(path: string, count: number): AppError {
  const seen = count === 0 ? 'no CSV file' : 'no list of readers that is known';
  return new AppError('CSV_UNREADABLE', `In ${path} there is ${seen}. Name the file with the addresses itself.`);
}
