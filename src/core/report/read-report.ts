// Bytes of a mail to the bounce address -> Report. The order of the questions is the argument: a token in the subject
// is the plainest wish; a machine-readable part beats words; most bounces call themselves auto-replied, so a person's
// auto-reply is what is left then.
import { createHash } from 'node:crypto';
import { deliveryStatus } from './delivery-status.ts';
import { fieldOf, mailFields, type MailFields } from './mail-fields.ts';
import { judgedWords, noticeText } from './notice-text.ts';
import { receivedMail, type MailPart, type ReceivedMail } from './received-mail.ts';
import { NO_TRACES, type Failure, type Report, type ReportKind, type Traces } from './report.ts';

/** Reads one mail. Whatever cannot be read within bounds is `other`. */
export async function readReport(bytes: Uint8Array): Promise<Report> {
  const mail = await receivedMail(bytes);
  if (mail === undefined) return { kind: 'other', failures: [], traces: NO_TRACES, id: hashOf(bytes) };
  const said = unsubscription(mail) ?? complaint(mail) ?? statusReport(mail) ?? notice(mail) ?? { kind: rest(mail) };
  return {
    kind: said.kind,
    failures: said.failures ?? [],
    traces: bounded(merged(recipientTraces(mail), said.traces ?? NO_TRACES)),
    id: idOf(mail, bytes),
    ...(said.detail === undefined ? {} : { detail: said.detail }),
  };
}

interface Said {
  readonly kind: ReportKind;
  readonly failures?: readonly Failure[];
  readonly traces?: Traces;
  readonly detail?: string;
}

/** The subject of our own `mailto:` in List-Unsubscribe. */
const UNSUBSCRIBE_SUBJECT = /\bunsubscribe-[\w-]{48}(?![\w-])/i;

function unsubscription(mail: ReceivedMail): Said | undefined {
  const token = UNSUBSCRIBE_SUBJECT.exec(mail.subject)?.[0];
  return token === undefined ? undefined : { kind: 'unsubscribe', traces: { ...NO_TRACES, links: [token] } };
}

/** RFC 5965, 7.3, and what is in use beside it: these say that a person did not want the message. */
const COMPLAINTS: ReadonlySet<string> = new Set(['abuse', 'fraud', 'virus', 'other']);
const WISHES: ReadonlySet<string> = new Set(['opt-out', 'opt-out-list']);
/** Outlook's feedback has no feedback part: it is the message, under this subject. */
const BARE_COMPLAINT = /^complaint about message from /i;

function complaint(mail: ReceivedMail): Said | undefined {
  const part = mail.parts.find(({ type }) => type === 'message/feedback-report');
  const isBare = BARE_COMPLAINT.test(mail.subject) && mail.parts.some(isReturned);
  if (part === undefined && !isBare) return undefined;
  const fields = mailFields(part?.text.trimStart() ?? '');
  const detail = (fieldOf(fields, 'feedback-type') ?? 'abuse').toLowerCase().slice(0, 40);
  const traces = merged(returnedTraces(mail.parts), {
    ...NO_TRACES,
    returnPaths: fields.get('original-mail-from') ?? [],
    addresses: fields.get('original-rcpt-to') ?? [],
  });
  if (COMPLAINTS.has(detail)) return { kind: 'complaint', traces, detail };
  return { kind: WISHES.has(detail) ? 'unsubscribe' : 'other', traces, detail };
}

function statusReport(mail: ReceivedMail): Said | undefined {
  const parts = mail.parts.filter(({ type }) => /^message\/(?:global-)?delivery-status$/.test(type));
  if (parts.length === 0) return undefined;
  const statuses = parts.map(({ text }) => deliveryStatus(text.trimStart()));
  const failures = statuses.flatMap((status) => status.failures).map((failure) => inWords(failure, mail.text));
  const traces = merged(returnedTraces(mail.parts), {
    ...NO_TRACES,
    returnPaths: statuses.flatMap(({ senders }) => senders),
    addresses: statuses.flatMap(({ addresses }) => addresses),
  });
  return { kind: failures.length === 0 ? 'other' : 'failure', failures, traces };
}

/** A failure without a diagnostic and with a status that names only its class is told in the text alone. */
function inWords(failure: Failure, text: string): Failure {
  const isTold = failure.diagnostic !== undefined || !/^[45]\.0\.0$/.test(failure.status ?? '5.0.0');
  return isTold || failure.kind === 'delayed' ? failure : (judgedWords(text, failure.addresses) ?? failure);
}

function notice(mail: ReceivedMail): Said | undefined {
  const found = noticeText(mail);
  if (found === undefined) return undefined;
  const { failure, returned } = found;
  const traces = merged(returnedTraces(mail.parts), headerTraces(mailFields(returned)));
  const addresses = [...traces.addresses, ...failure.addresses];
  return { kind: 'failure', failures: [failure], traces: { ...traces, addresses } };
}

/** RFC 3834, 5, and what was in use before it. */
function rest({ fields }: ReceivedMail): ReportKind {
  const value = (name: string): string => fieldOf(fields, name)?.toLowerCase() ?? '';
  const isAuto =
    value('auto-submitted').startsWith('auto-') ||
    /auto[_-]?reply/.test(value('precedence')) ||
    ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-ms-exchange-inbox-rules-loop'].some((name) =>
      fields.has(name),
    );
  return isAuto ? 'auto-reply' : 'other';
}

/** Whom the report itself was sent to: where a return path of ours stands first of all. */
const RECIPIENT_FIELDS = ['x-original-to', 'delivered-to', 'envelope-to', 'x-envelope-to', 'to', 'cc'];

function recipientTraces({ fields }: ReceivedMail): Traces {
  return { ...NO_TRACES, returnPaths: RECIPIENT_FIELDS.flatMap((name) => fields.get(name) ?? []) };
}

function isReturned({ type }: MailPart): boolean {
  return /^(?:message\/(?:rfc822|global|rfc822-headers|global-headers)|text\/rfc822-headers)$/.test(type);
}

function returnedTraces(parts: readonly MailPart[]): Traces {
  return parts
    .filter(isReturned)
    .map(({ text }) => headerTraces(mailFields(text.trimStart())))
    .reduce(merged, NO_TRACES);
}

/** What the headers of a returned message say. */
function headerTraces(fields: MailFields): Traces {
  return {
    returnPaths: fields.get('return-path') ?? [],
    links: fields.get('list-unsubscribe') ?? [],
    messageIds: fields.get('message-id') ?? [],
    addresses: fields.get('to') ?? [],
  };
}

function merged(one: Traces, other: Traces): Traces {
  return {
    returnPaths: [...one.returnPaths, ...other.returnPaths],
    links: [...one.links, ...other.links],
    messageIds: [...one.messageIds, ...other.messageIds],
    addresses: [...one.addresses, ...other.addresses],
  };
}

/** Each of them costs a signature or a look-up. */
const MAX_TRACES = 10;

function bounded({ returnPaths, links, messageIds, addresses }: Traces): Traces {
  return {
    returnPaths: returnPaths.slice(0, MAX_TRACES),
    links: links.slice(0, MAX_TRACES),
    messageIds: messageIds.slice(0, MAX_TRACES),
    addresses: addresses.slice(0, MAX_TRACES),
  };
}

/** The Message-ID, which stays when the same mail comes on two ways; else a hash of its bytes. */
function idOf(mail: ReceivedMail, bytes: Uint8Array): string {
  const messageId = fieldOf(mail.fields, 'message-id')?.trim() ?? '';
  return messageId === '' ? hashOf(bytes) : hashOf(`message-id ${messageId}`);
}

function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 40);
}
