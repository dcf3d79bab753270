// The port to the wire: one finished message in, what came of it out. It never tries again by itself and never throws
// for what a server or a network does: the ledger owns retries, so it must hear of everything.
import type { SubmitResult } from '../core/ledger/submit-result.ts';
import type { EmailAddress } from '../core/audience/email-address.ts';
import type { Message } from '../core/message/message.ts';

export interface Mailer extends AsyncDisposable {
  /** How many messages may be submitted at once; more than that wait for each other. */
  readonly connections: number;
  /** Where the mail goes, for people; holds no secret. */
  readonly destination: string;
  /** Names of the routes that may take mail to that address, in the order of their turn; absent where there are none. */
  readonly routesFor?: (to: EmailAddress) => readonly string[];
  /** Submits one message to its one recipient. `mailing` names what it belongs to, for adapters that file it. */
  submit(message: Message, mailing: string, way?: Way): Promise<SubmitResult>;
}

/** By which route a message goes, where routes have a pace of their own. */
export interface Way {
  /** The route that has room for it. */
  readonly first: string | undefined;
  /** Asked before it goes to another one, because the first is down. */
  readonly mayUse: (route: string) => Promise<boolean>;
}
