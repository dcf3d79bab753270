// The letters of one mailing, ready to become messages. Each is read from the store and encoded when the first message
// of it is due, and those used last are kept: thousands of choices take no more memory than some dozens.
import type { SigningKey } from '../core/audience/signed-link.ts';
import type { Mailing } from '../core/ledger/mailing.ts';
import { messageComposer, type Message, type Recipient } from '../core/message/message.ts';
import type { Store } from '../store/store.ts';

type Compose = (recipient: Recipient) => Message;

/** An encoded letter takes up to half a megabyte. Most newsletters have fewer choices, so each is encoded once. */
const KEPT_LETTERS = 64;

export class LetterComposers {
  readonly #mailing: Mailing;
  readonly #key: SigningKey;
  readonly #keys: readonly SigningKey[];
  readonly #store: Pick<Store, 'letter'>;
  /** The one used last stands last. */
  readonly #kept = new Map<number, Promise<Compose>>();

  /** `keys` are those of earlier mailings too, which a correction answers. */
  constructor(mailing: Mailing, key: SigningKey, keys: readonly SigningKey[], store: Pick<Store, 'letter'>) {
    this.#mailing = mailing;
    this.#key = key;
    this.#keys = keys;
    this.#store = store;
  }

  /** What makes messages of a letter of the mailing, by its number. */
  of(letterNo: number): Promise<Compose> {
    const composer = this.#kept.get(letterNo) ?? this.#read(letterNo);
    this.#kept.delete(letterNo);
    this.#kept.set(letterNo, composer);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT_LETTERS) break;
      this.#kept.delete(oldest);
    }
    return composer;
  }

  #read(letterNo: number): Promise<Compose> {
    const read = this.#compose(letterNo);
    // One that could not be read is asked for again; whoever waits for this one hears of the failure.
    read.catch(() => this.#kept.delete(letterNo));
    return read;
  }

  async #compose(letterNo: number): Promise<Compose> {
    const letter = letterNo === 0 ? this.#mailing.letter : await this.#store.letter(this.#mailing.id, letterNo);
    return messageComposer({ ...this.#mailing, letter }, this.#key, this.#keys);
  }
}
