// The port to the wire: one finished message in, what came of it out. It never tries again by itself and never throws
// for what a server or a network does: the ledger owns retries, so it must hear of everything.
import type { SubmitResult } from '../core/ledger/submit-result.ts';
import type { Message } from '../core/message/message.ts';

export interface Mailer extends AsyncDisposable {
  /** How many messages may be submitted at once; more than that wait for each other. */
  readonly connections: number;
  /** Where the mail goes, for people; holds no secret. */
  readonly destination: string;
  /** Submits one message to its one recipient. `mailing` names what it belongs to, for adapters that file it. */
  submit(message: Message, mailing: string): Promise<SubmitResult>;
}
