// One message to one address, without the ledger: what a reader would get, before anybody gets it.
import type { EmailAddress } from '../core/audience/email-address.ts';
import type { SubmitResult } from '../core/ledger/submit-result.ts';
import { TEST_EDITION } from '../core/ledger/mailing.ts';
import { frozenLetter } from '../core/message/frozen-letter.ts';
import { messageComposer } from '../core/message/message.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { MailingStart } from './start-mailing.ts';

/** Stands for nobody: its unsubscribe link is well signed and unsubscribes no one. */
const NOBODY = '0'.repeat(32);

/** Folder of test messages in the local mailbox. */
const TEST_MAILING = 'test';

export async function sendTest(mailer: Mailer, start: MailingStart, address: EmailAddress): Promise<SubmitResult> {
  const letter = frozenLetter(start.letter, start.newsletter, start.bounceAddress);
  // The instant in the edition gives every test a Message-ID of its own, or mail programs would hide the second one.
  const mailing = { slug: start.slug, edition: `${TEST_EDITION}${start.at}`, letter, startedAt: start.at };
  return mailer.submit(messageComposer(mailing, start.keys[0])({ address, publicId: NOBODY }), TEST_MAILING);
}
