// The mailbox for machines without an SMTP server: an embedded one on loopback that files what it takes as .eml, one
// folder a mailing. The mail goes through a real SMTP conversation, so nothing else is different. A file appears whole
// or not at all, and only then is the message accepted.
import { mkdirSync, readdirSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { AppError } from '../errors.ts';
import type { Mailer } from './mailer.ts';
import { smtpMailer } from './smtp-mailer.ts';

/** Relative to the newsletter's folder. */
export const MAILBOX_FOLDER = 'data/mailbox';

/** Starts the mailbox in `folder` (made when it is not there) and gives the mailer that talks to it. */
export async function localMailbox(folder: string): Promise<Mailer> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const filing = new Filing(folder);
  const server = new SMTPServer({
    // Loopback only, one client, gone with the process: neither login nor TLS would add anything.
    disabledCommands: ['AUTH', 'STARTTLS'],
    hideSTARTTLS: true,
    disableReverseLookup: true,
    logger: false,
    onData: (stream, session, done) => {
      void filing.take(stream, session.envelope.rcptTo[0]?.address ?? '', done);
    },
  });
  const port = await listening(server);
  const smtp = smtpMailer(`smtp://127.0.0.1:${port}`);
  return {
    connections: smtp.connections,
    destination: folder,
    submit: async (message, mailing) => {
      filing.expect(message.messageId, mailing);
      return smtp.submit(message, mailing);
    },
    [Symbol.asyncDispose]: async () => {
      await smtp[Symbol.asyncDispose]();
      await new Promise<void>((resolve) => server.close(resolve));
    },
  };
}

function listening(server: SMTPServer): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', (error) => {
      reject(new AppError('MAILBOX_UNUSABLE', 'The local mailbox cannot listen on 127.0.0.1.', { cause: error }));
    });
    const listener = server.listen(0, '127.0.0.1', () => {
      const address = listener.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

class Filing {
  readonly #folder: string;
  /** Message-ID -> the folder that its mailing has. SMTP itself has no word for it. */
  readonly #expected = new Map<string, string>();
  /** Folder -> number of the last file in it. */
  readonly #lastNumber = new Map<string, number>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  expect(messageId: string, mailing: string): void {
    this.#expected.set(messageId, mailing);
  }

  /** Takes one message off the wire; an error becomes a temporary refusal, so the ledger keeps it. */
  async take(stream: Readable, to: string, done: (error: Error | null, reply?: string) => void): Promise<void> {
    try {
      done(null, `filed as ${await this.file(await buffer(stream), to)}`);
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Writes the message beside its place and moves it there; gives the name. */
  async file(bytes: Uint8Array, to: string): Promise<string> {
    const messageId = /^message-id:\s*(<[^>\s]+>)/im.exec(headerText(bytes))?.[1] ?? '';
    const mailing = safeName(this.#expected.get(messageId) ?? 'other');
    this.#expected.delete(messageId);
    const number = this.#nextNumber(mailing);
    const name = `${mailing}/${String(number).padStart(5, '0')}-${safeName(to)}.eml`;
    const path = join(this.#folder, name);
    await writeFile(`${path}.part`, bytes, { mode: 0o600 });
    await rename(`${path}.part`, path);
    return name;
  }

  #nextNumber(mailing: string): number {
    const folder = join(this.#folder, mailing);
    if (!this.#lastNumber.has(mailing)) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const last = this.#lastNumber.get(mailing) ?? highestNumber(readdirSync(folder));
    this.#lastNumber.set(mailing, last + 1);
    return last + 1;
  }
}

function highestNumber(names: readonly string[]): number {
  return names.reduce((highest, name) => Math.max(highest, Number(/^\d+/.exec(name)?.[0] ?? 0)), 0);
}

function headerText(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = text.indexOf('\r\n\r\n');
  return text.subarray(0, end === -1 ? text.length : end).toString('latin1');
}

/** A file name on every system: no separators, no control characters, nothing that climbs. */
function safeName(text: string): string {
  return (
    text
      .replace(/[\p{Cc}/\\:*?"<>|]+/gu, '-')
      .replace(/^\.+/, '-')
      .slice(0, 120) || '-'
  );
}
