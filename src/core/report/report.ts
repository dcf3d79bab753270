// What a mail to the bounce address, or an event of a mail provider, says: in one form, whoever said it and in whatever
// dialect. Whose message it is about is not decided here: `traces` is what report-owner.ts proves it by.
import { emailAddress, addressKey, type EmailAddress } from '../audience/email-address.ts';

/**
 * failure: a message did not arrive, or not yet. complaint: reported as spam. unsubscribe: mailed by the reader, or
 * told by a provider. auto-reply: a person is away. other: none of these.
 */
export type ReportKind = 'failure' | 'complaint' | 'unsubscribe' | 'auto-reply' | 'other';

export interface Report {
  readonly kind: ReportKind;
  /** Of a failure, one or more. */
  readonly failures: readonly Failure[];
  readonly traces: Traces;
  /** The same for the same report, however often it comes (standards C5.10). */
  readonly id: string;
  /** What kind of complaint, in the words of whoever told it. */
  readonly detail?: string;
}

/**
 * hard: this mailbox will never take mail. soft: it did not take this message. ours: refused for what we are or send,
 * and says nothing about the reader. delayed: still being tried.
 */
export type FailureKind = 'hard' | 'soft' | 'ours' | 'delayed';

export interface Failure {
  readonly kind: FailureKind;
  /** The address that failed, in each form that is told: as we wrote it, and what became of it on the way. */
  readonly addresses: readonly string[];
  /** Enhanced status, RFC 3463. */
  readonly status?: string;
  /** The words of the server. */
  readonly diagnostic?: string;
  /** A sentence without its subject, the server. */
  readonly reason: string;
}

/** Where a token or an id of ours may stand. All of it is text of strangers until a signature proves it. */
export interface Traces {
  /** Addresses that may be return paths of ours. */
  readonly returnPaths: readonly string[];
  /** Texts that may hold a signed unsubscribe link of ours. */
  readonly links: readonly string[];
  readonly messageIds: readonly string[];
  /** Addresses of readers that the report names: candidates, never a proof. */
  readonly addresses: readonly string[];
}

export const NO_TRACES: Traces = { returnPaths: [], links: [], messageIds: [], addresses: [] };

/** A diagnostic is kept for the editor, not a novel. */
const DIAGNOSTIC_CHARACTERS = 300;

export function boundedDiagnostic(text: string): string {
  return text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, DIAGNOSTIC_CHARACTERS);
}

/**
 * What a report says about the mailbox of `address`. A hard failure of another address stands for one mailbox behind a
 * forward or a list: it counts as soft, because others behind it may well have got the message.
 */
export function failureFor(failures: readonly Failure[], address: EmailAddress): Failure | undefined {
  const own = failures.find(({ addresses }) => addresses.some((one) => isSame(one, address)));
  if (own !== undefined) return own;
  const unnamed = failures.find(({ addresses }) => addresses.length === 0);
  if (unnamed !== undefined) return unnamed;
  const [first] = failures;
  return first?.kind === 'hard' ? { ...first, kind: 'soft' } : first;
}

function isSame(written: string, address: EmailAddress): boolean {
  const read = emailAddress(written);
  return read !== undefined && addressKey(read) === addressKey(address);
}
