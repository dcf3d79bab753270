// The port to what was mailed: of which files each mailing was made, in which commit they were, and the SHA-256 of its
// letters. Written in the transaction that starts a mailing and never changed; mailings from before there were proofs
// have none. tests/store/proof-contract.ts holds both databases to it.
import type { DeliveryCounts } from '../core/ledger/delivery.ts';
import type { Mailing } from '../core/ledger/mailing.ts';
import type { FrozenLetter } from '../core/message/frozen-letter.ts';
import type { LetterProof } from '../core/message/letter-proof.ts';

export interface ProofStore {
  /** Of what the mailing was made; undefined for one that is older than proofs. */
  origin(mailingId: number): Promise<KeptOrigin | undefined>;
  /** The text of a file as it was when it was mailed, by its SHA-256. */
  mailedText(sha256: string): Promise<string | undefined>;
  /** All letters of a mailing, by their numbers: its own, 0, first. */
  mailedLetters(mailingId: number): Promise<readonly MailedLetter[]>;
  /** Every mailing that held the issue: its own, its corrections, and digests with it; oldest first. */
  mailingsOf(slug: string): Promise<readonly IssueMailing[]>;
}

/** What a mailing is made of, as whoever starts it knows it. */
export interface MailingOrigin {
  /** The commit that was checked out; undefined outside of git, or before the first commit. */
  readonly commit?: string;
  /** Name and version of the program, and of the Node that ran it, for people. */
  readonly program: string;
  /** SHA-256 of the program that renders: its code, its templates, its packages. */
  readonly engine: string;
  readonly files: readonly OriginFile[];
}

/** One file that flowed into the letters: an issue, masthead.yaml, a template of the owner's. */
export interface OriginFile {
  /** Relative to the newsletter's folder. */
  readonly path: string;
  readonly text: string;
  /** SHA-256 of the file, in hex. */
  readonly sha256: string;
  /** Whether the commit had it just so. */
  readonly isCommitted: boolean;
  /** Of an issue: its slug and its number. */
  readonly slug?: string;
  readonly number?: number;
}

export interface KeptOrigin extends Omit<MailingOrigin, 'files'> {
  /** In the order of their paths; texts by `mailedText`. */
  readonly files: readonly Omit<OriginFile, 'text'>[];
}

export interface MailedLetter {
  readonly letterNo: number;
  /** What it was made for: slugs of topics; empty is all of them. */
  readonly topics: readonly string[];
  /** Slugs of the issues in it, in a digest. */
  readonly slugs?: readonly string[];
  readonly letter: FrozenLetter;
  /** Absent in a mailing that is older than proofs. */
  readonly proof?: LetterProof;
}

export interface IssueMailing {
  readonly mailing: Pick<Mailing, 'id' | 'slug' | 'edition' | 'keyId' | 'total' | 'startedAt' | 'finishedAt'>;
  /** Of the deliveries whose letter held the issue. */
  readonly counts: DeliveryCounts;
}
