// What the sections Sending, Calendar and Readers lean on: the store if there is one, and what takes more than the
// store, handed in by flow/desk-sending.ts.
import type { EmailAddress } from '../core/audience/email-address.ts';
import type { CalendarQuestion } from '../core/issue/calendar.ts';
import type { MailingReport } from '../core/ledger/mailing-report.ts';
import type { SendingRate } from '../core/ledger/sending-rate.ts';
import type { SubmitResult } from '../core/ledger/submit-result.ts';
import type { Store } from '../store/store.ts';

export interface SendingTools {
  /** Undefined before the first mailing or import: looking must not make one. */
  readonly store: () => Promise<Store | undefined>;
  /** The store to act on, which has been found to be at home. Throws STORE_MOVED. */
  readonly mailingStore: () => Promise<Store>;
  /** Of the last half minute, whoever sends; undefined while nothing can be said. */
  readonly rateOf: (mailingId: number) => SendingRate | undefined;
  readonly maxAgeHours: () => Promise<number>;
  /** Mails one message of an issue or draft to one address. Throws ISSUE_UNKNOWN and what a mailer throws. */
  readonly test: (slug: string, address: EmailAddress) => Promise<TestAnswer>;
  readonly testable: () => Promise<readonly TestableIssue[]>;
  /** Where test messages go unless the editor says otherwise. */
  readonly ownAddress: () => string;
  /** All that the calendar of a month such as `2026-01` shows. */
  readonly calendar: (month: string) => Promise<DeskCalendar>;
  readonly report: (mailingId: number) => Promise<MailingReport | undefined>;
  readonly feedReaders: () => Promise<readonly { client: string; feed: string; subscribers: number; seenAt: string }[]>;
}

export interface TestAnswer {
  readonly result: SubmitResult;
  /** The server or the folder, for people. */
  readonly destination: string;
}

export interface TestableIssue {
  readonly slug: string;
  readonly title: string;
  readonly isDraft: boolean;
}

export interface DeskCalendar {
  readonly question: CalendarQuestion;
  /** By slug, of every issue that is there. */
  readonly titles: ReadonlyMap<string, string>;
}
