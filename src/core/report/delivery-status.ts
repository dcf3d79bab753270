// The machine-readable part of a bounce (RFC 3464): one block about the message, then one for each recipient.
import { boundedDiagnostic, type Failure } from './report.ts';
import { judgedFailure } from './judged-failure.ts';
import { fieldBlocks, fieldOf, type MailFields } from './mail-fields.ts';

export interface DeliveryStatus {
  readonly failures: readonly Failure[];
  /** Envelope senders that it names. */
  readonly senders: readonly string[];
  readonly addresses: readonly string[];
}

/** A message of ours has one recipient; a list behind it may add some. */
const MAX_BLOCKS = 20;

/** What a `message/delivery-status` part says. Without failures it tells of something else, such as a delivery. */
export function deliveryStatus(text: string): DeliveryStatus {
  const blocks = fieldBlocks(text, MAX_BLOCKS);
  const recipients = blocks.filter((block) => block.has('final-recipient') || block.has('action'));
  return {
    failures: recipients.flatMap((block) => failureOf(block) ?? []),
    senders: blocks.flatMap((block) => block.get('x-postfix-sender') ?? []).map(addressOf),
    addresses: recipients.flatMap((block) => addressesOf(block)),
  };
}

function failureOf(block: MailFields): Failure | undefined {
  const status = fieldOf(block, 'status');
  const diagnostic = fieldOf(block, 'diagnostic-code');
  const addresses = addressesOf(block);
  const action = fieldOf(block, 'action')?.toLowerCase().trim() ?? actionOf(status);
  if (action.startsWith('failed')) return judgedFailure({ addresses, status, diagnostic });
  if (!action.startsWith('delayed')) return undefined;
  return {
    kind: 'delayed',
    reason: 'is still trying',
    addresses,
    ...(status === undefined ? {} : { status: status.slice(0, 20) }),
    ...(diagnostic === undefined ? {} : { diagnostic: boundedDiagnostic(diagnostic) }),
  };
}

/** Some leave out the action; a temporary status without it may be a delay as well as an end. */
function actionOf(status: string | undefined): string {
  if (status === undefined) return '';
  if (/^\s*5/.test(status)) return 'failed';
  return /^\s*4/.test(status) ? 'delayed' : '';
}

/** The address that we used first, as xtext (RFC 3461, 4) and as it stands, then what became of it on the way. */
function addressesOf(block: MailFields): readonly string[] {
  const original = (block.get('original-recipient') ?? []).map(addressOf);
  const final = (block.get('final-recipient') ?? []).map(addressOf);
  return [...new Set([...original.map(fromXtext), ...original, ...final])];
}

function fromXtext(text: string): string {
  return text.replace(/\+([2-7][0-9A-F])/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** `rfc822;reader@x.example` without its type and angle brackets. */
function addressOf(value: string): string {
  return value
    .replace(/^\s*[\w-]{1,30}\s*;/, '')
    .replace(/[<>]/g, '')
    .trim();
}
