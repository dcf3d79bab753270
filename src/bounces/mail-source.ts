// Mails that lie somewhere: in a stream, a file of one or of many (mbox), a folder of files, a Maildir. Nothing is
// ever deleted; in a Maildir what has been dealt with is marked as read. Of a large mail only the beginning is kept.
import { createReadStream, existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError } from '../errors.ts';

export interface FoundMail {
  readonly bytes: Uint8Array;
  /** Called when its report is on the disk: from then on it need not be read again. */
  readonly done: () => void | Promise<void>;
}

/** More than a report is read of (core/report/received-mail.ts). */
export const MAX_MAIL_BYTES = 1024 * 1024;

const stays = (): void => {};

/** Every mail at `path`. Throws FILE_MISSING when nothing is there. */
export function mailsAt(path: string): AsyncIterable<FoundMail> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined)
    throw new AppError('FILE_MISSING', `There is no ${path}. Name a file, a folder or a Maildir.`);
  if (!stats.isDirectory()) return mailsIn(createReadStream(path));
  return isMaildir(path) ? mailsInMaildir(path) : mailsInFolder(path);
}

/** Whether a folder is a Maildir: `new`, `cur` and `tmp`. */
function isMaildir(path: string): boolean {
  return ['new', 'cur', 'tmp'].every((name) => existsSync(join(path, name)));
}

/** Ends one mail of an mbox and begins the next. */
const MBOX_LINE = /^From \S+ .*\d{4}/;

/** The mails of a stream: one, or several in an mbox. */
export async function* mailsIn(stream: AsyncIterable<Uint8Array | string>): AsyncGenerator<FoundMail> {
  let mail: string[] = [];
  let [characters, count] = [0, 0];
  let isMbox: boolean | undefined;
  let wasEmpty = true;
  const found = (): FoundMail => ({ bytes: Buffer.from(mail.join('\n'), 'latin1'), done: stays });
  for await (const line of linesOf(stream)) {
    isMbox ??= MBOX_LINE.test(line);
    if (isMbox && wasEmpty && MBOX_LINE.test(line)) {
      if (count > 0) yield found();
      [mail, characters] = [[], 0];
      count += 1;
      continue;
    }
    wasEmpty = line === '' || line === '\r';
    characters += line.length + 1;
    // mboxrd: a line of the mail itself that looked like the end of it.
    if (characters <= MAX_MAIL_BYTES) mail.push(isMbox ? line.replace(/^>(>*From )/, '$1') : line);
  }
  if (mail.some((line) => line.trim() !== '')) yield found();
}

/** Lines as bytes in a string (latin1), without their LF; a line that never ends is cut into several. */
async function* linesOf(stream: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  let open = '';
  for await (const chunk of stream) {
    const lines = (open + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('latin1'))).split('\n');
    open = lines.pop() ?? '';
    yield* lines;
    if (open.length <= MAX_MAIL_BYTES) continue;
    yield open;
    open = '';
  }
  if (open !== '') yield open;
}

async function* mailsInFolder(path: string): AsyncGenerator<FoundMail> {
  const names = readdirSync(path).filter((name) => name.endsWith('.eml'));
  const files = names.toSorted().map((name) => join(path, name));
  for await (const { bytes } of readable(path, files)) yield { bytes, done: stays };
}

/**
 * New ones, and those in `cur` that nobody has read. A mail is moved when its report is on the disk: a crash in between
 * has it read twice, which counts once.
 */
async function* mailsInMaildir(path: string): AsyncGenerator<FoundMail> {
  const unread = readdirSync(join(path, 'cur')).filter((name) => !isSeen(name));
  const paths = [
    ...unread.map((name) => join(path, 'cur', name)),
    ...readdirSync(join(path, 'new')).map((name) => join(path, 'new', name)),
  ].filter((file) => !basename(file).startsWith('.'));
  for await (const { file, bytes } of readable(path, paths.toSorted())) {
    const done = (): void => renameSync(file, join(path, 'cur', seenName(basename(file))));
    yield { bytes, done };
  }
}

/**
 * The files that are mails; one that cannot be read does not keep the others from being read, and is told of behind
 * them. Throws BOUNCES_UNREADABLE.
 */
async function* readable(
  folder: string,
  files: readonly string[],
): AsyncGenerator<{ readonly file: string; readonly bytes: Uint8Array }> {
  const failures: Error[] = [];
  for (const file of files) {
    try {
      // A pipe would be waited for without an end.
      if (!statSync(file).isFile()) continue;
      yield { file, bytes: await beginningOf(file) };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      // Another program may have moved it in the meantime.
      if (!('code' in error && error.code === 'ENOENT')) failures.push(error);
    }
  }
  const [cause] = failures;
  if (cause === undefined) return;
  const which = `${failures.length} of the mails in ${folder} cannot be read: ${cause.message}.`;
  const message = `${which} Let this user read them.`;
  throw new AppError('BOUNCES_UNREADABLE', message, { cause });
}

/** Flags stand behind `:2,` in the order of the alphabet. */
function isSeen(name: string): boolean {
  return /:2,[A-Za-z]*S/.test(name);
}

function seenName(name: string): string {
  const [start = '', flags = ''] = name.split(':2,');
  return `${start}:2,${[...new Set(`${flags}S`.split(''))].toSorted().join('')}`;
}

async function beginningOf(path: string): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(path, { end: MAX_MAIL_BYTES - 1 })) {
    // Without an encoding a stream of a file gives buffers.
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
