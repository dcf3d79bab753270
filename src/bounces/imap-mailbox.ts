// One connection to a bounce mailbox over IMAP. Mails are read in the order of their UIDs; how far is kept in the
// store after each, so that a lost connection, a restart or another machine goes on where this one stopped. Nothing is
// deleted unless the owner has said so.
import { ImapFlow } from 'imapflow';
import { AppError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { ImapPlace } from './imap-place.ts';
import { MAX_MAIL_BYTES, type FoundMail } from './mail-source.ts';

const CONNECT_MS = 30_000;
/** For what is under way when the program is told to end. */
const CLOSE_MS = 5000;
/** Of silence, after which a connection counts as dead. Longer than an IDLE lasts. */
const SILENCE_MS = 10 * 60_000;
/** Routers forget a connection on which nothing happens; RFC 2177 wants less than 29 minutes. */
const IDLE_MS = 4 * 60_000;

export class ImapMailbox implements AsyncDisposable {
  readonly #place: ImapPlace;
  readonly #store: Pick<Store, 'readingPlace' | 'setReadingPlace'>;
  readonly #client: ImapFlow;
  #hasNews = false;
  #onNews: (() => void) | undefined;

  private constructor(place: ImapPlace, store: Pick<Store, 'readingPlace' | 'setReadingPlace'>) {
    this.#place = place;
    this.#store = store;
    this.#client = new ImapFlow({
      host: place.host,
      port: place.port,
      secure: place.tls === 'implicit',
      ...(place.tls === 'implicit' ? {} : { doSTARTTLS: place.tls === 'required' }),
      auth: place.auth,
      logger: false,
      disableAutoIdle: true,
      maxIdleTime: IDLE_MS,
      connectionTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      // A response holds one mail at most, of which only the beginning was asked for.
      maxLiteralSize: 4 * MAX_MAIL_BYTES,
      maxResponseSize: 8 * MAX_MAIL_BYTES,
    });
    const news = (): void => {
      this.#hasNews = true;
      this.#onNews?.();
    };
    this.#client.on('exists', news);
    this.#client.on('close', news);
    // What breaks a connection is thrown by the command that needed it; between two commands `close` follows.
    this.#client.on('error', news);
  }

  /** Connects, logs in and opens the folder, until soon after the signal is given. Throws BOUNCES_UNREADABLE. */
  static async open(
    place: ImapPlace,
    store: Pick<Store, 'readingPlace' | 'setReadingPlace'>,
    signal?: AbortSignal,
  ): Promise<ImapMailbox> {
    const mailbox = new ImapMailbox(place, store);
    signal?.addEventListener('abort', () => mailbox.#closeSoon(), { once: true });
    try {
      await mailbox.#client.connect();
      await mailbox.#client.mailboxOpen(place.folder);
      return mailbox;
    } catch (error) {
      mailbox.#client.close();
      throw unreadable(place, error);
    }
  }

  /** False from the end of the connection on. */
  get isOpen(): boolean {
    return this.#client.usable;
  }

  /** Whatever has come since the last time. Throws BOUNCES_UNREADABLE when the connection is lost. */
  async *mails(): AsyncGenerator<FoundMail> {
    this.#hasNews = false;
    for (const uid of await this.#newUids()) {
      const bytes = await this.#beginningOf(uid);
      // Somebody else may have deleted it in the meantime.
      if (bytes !== undefined) yield { bytes, done: () => this.#dealtWith(uid) };
    }
  }

  /** Resolves when there may be something new, the connection has ended, or the signal is given. */
  async news(signal: AbortSignal): Promise<void> {
    if (this.#hasNews || signal.aborted || !this.#client.usable) return;
    await new Promise<void>((resolve) => {
      this.#onNews = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
      // Ends by itself when the next command is given; its failures are those of the connection.
      this.#client
        .idle()
        .catch(() => {})
        .finally(resolve);
    });
    this.#onNews = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A server that does not answer the farewell is left without one.
    await this.#client.logout().catch(() => this.#client.close());
  }

  /** A server that hangs does not hold up the end of the program. */
  #closeSoon(): void {
    setTimeout(() => this.#client.close(), CLOSE_MS).unref();
  }

  async #newUids(): Promise<readonly number[]> {
    const last = await this.#lastUid();
    const range = `${last + 1}:*`;
    const found = await this.#asked(() => this.#client.search({ uid: range }, { uid: true }));
    // `*` is the last mail there is, also when that has been read.
    return (found || []).filter((uid) => uid > last).toSorted((one, other) => one - other);
  }

  /** UIDs count anew when the server changes UIDVALIDITY: then all is read again, and counts once all the same. */
  async #lastUid(): Promise<number> {
    const [validity, uid = '0'] = (await this.#store.readingPlace(this.#place.name))?.split(':') ?? [];
    return validity === this.#validity() ? Number(uid) : 0;
  }

  #validity(): string {
    const { mailbox } = this.#client;
    return mailbox === false ? '' : String(mailbox.uidValidity);
  }

  async #beginningOf(uid: number): Promise<Uint8Array | undefined> {
    const query = { source: { maxLength: MAX_MAIL_BYTES } };
    const mail = await this.#asked(() => this.#client.fetchOne(String(uid), query, { uid: true }));
    return mail === false ? undefined : mail.source;
  }

  async #dealtWith(uid: number): Promise<void> {
    const { isEmptied, name } = this.#place;
    const range = String(uid);
    await this.#asked(() =>
      isEmptied
        ? this.#client.messageDelete(range, { uid: true })
        : this.#client.messageFlagsAdd(range, ['\\Seen'], { uid: true }),
    );
    await this.#store.setReadingPlace(name, `${this.#validity()}:${uid}`);
  }

  async #asked<T>(command: () => Promise<T>): Promise<T> {
    try {
      return await command();
    } catch (error) {
      throw unreadable(this.#place, error);
    }
  }
}

function unreadable({ name }: ImapPlace, cause: unknown): AppError {
  // The server's own words, where it gave any: the library says "Command failed" for a wrong password.
  const told = cause instanceof Error && 'responseText' in cause ? String(cause.responseText) : undefined;
  const detail = told ?? (cause instanceof Error ? cause.message : String(cause));
  const cure = 'See that BOUNCE_MAILBOX is right and the server can be reached.';
  return new AppError('BOUNCES_UNREADABLE', `The bounce mailbox of ${name} cannot be read: ${detail}. ${cure}`, {
    cause,
  });
}
