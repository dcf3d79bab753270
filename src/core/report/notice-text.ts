// A bounce without a machine-readable part: qmail, old Exim and Sendmail, servers behind a firewall, notices in the
// language of the server. Only mail that comes from a mail system counts as one, and only what stands above the
// returned message is read: an issue may well be about mail servers.
import { judgedFailure } from './judged-failure.ts';
import { fieldOf } from './mail-fields.ts';
import { ANSWER_SUBJECT, COPY_BEGINS, DAEMON, DELAY, NOTICE_SUBJECT, STATUS_OF_PHRASE } from './notice-phrases.ts';
import type { ReceivedMail } from './received-mail.ts';
import type { Failure } from './report.ts';

export interface Notice {
  readonly failure: Failure;
  /** The returned message, or its headers, as far as they stand in the text. */
  readonly returned: string;
}

/** The notice that a mail is; undefined when it is none. */
export function noticeText(mail: ReceivedMail): Notice | undefined {
  if (!isFromMailSystem(mail)) return undefined;
  const failure = failureIn(mail, wordsOf(mail.text));
  if (failure === undefined) return undefined;
  // A line of hyphens before the headers is no field, and an empty line may follow it.
  const returned = mail.text.slice(wordsOf(mail.text).length).replace(/^-[^\n]*\n\s*/, '');
  return { failure, returned };
}

/** What stands above the returned message. */
function wordsOf(text: string): string {
  return text.slice(0, COPY_BEGINS.exec(text)?.index ?? text.length);
}

/** What the text of a bounce says where its machine-readable part says only "failed", as Exim's does. */
export function judgedWords(text: string, addresses: readonly string[]): Failure | undefined {
  const words = wordsOf(text);
  const reply = replyIn(words);
  if (reply !== undefined) return judgedFailure({ addresses, ...reply });
  const phrase = STATUS_OF_PHRASE.find(([pattern]) => pattern.test(words));
  if (phrase === undefined) return undefined;
  const [pattern, status] = phrase;
  return judgedFailure({ addresses, status, diagnostic: lineAt(words, words.search(pattern)) });
}

/** RFC 3834 has auto-replies come from the reader's own address; these come from a machine's. */
function isFromMailSystem(mail: ReceivedMail): boolean {
  if (mail.fields.has('x-failed-recipients')) return true;
  const { name, address } = mail.from;
  if (DAEMON.test(address) || DAEMON.test(name)) return true;
  const hasNullSender = fieldOf(mail.fields, 'return-path')?.replace(/\s/g, '') === '<>';
  return hasNullSender && NOTICE_SUBJECT.test(mail.subject) && !ANSWER_SUBJECT.test(mail.subject);
}

const DELAYED: Failure = { kind: 'delayed', reason: 'is still trying', addresses: [] };

function failureIn(mail: ReceivedMail, words: string): Failure | undefined {
  if (DELAY.test(mail.subject) || DELAY.test(words)) return DELAYED;
  const addresses = (mail.fields.get('x-failed-recipients') ?? []).flatMap((list) => list.split(/[\s,]+/));
  const judged = judgedWords(words, addresses);
  if (judged !== undefined) return judged;
  if (addresses.length === 0 && !NOTICE_SUBJECT.test(mail.subject)) return undefined;
  return { ...judgedFailure({ addresses }), kind: 'soft', reason: 'gives no reason that we know' };
}

/** `550 5.1.1 ...`, `550-...`, with what stands behind it on its line; not in the middle of a number or a date. */
const REPLY = /(?:^|[\s:'"(<[])((?:4[25]|5[0-7])\d[ -]+(?:#?[245]\.\d{1,3}\.\d{1,3}\b[ -]*)?[A-Za-z<\p{L}][^\n]{2,})/mu;
const STATUS = /(?<![\d.])#?([245]\.\d{1,3}\.\d{1,3})(?![\d]|\.\d)/;

function replyIn(words: string): { readonly status?: string; readonly diagnostic: string } | undefined {
  const reply = REPLY.exec(words)?.[1];
  if (reply !== undefined) return { diagnostic: reply };
  const status = STATUS.exec(words);
  if (status === null) return undefined;
  return { status: status[1] ?? '', diagnostic: lineAt(words, status.index) };
}

/** The line on which something was found. */
function lineAt(text: string, index: number): string {
  const start = text.lastIndexOf('\n', Math.max(index - 1, 0)) + 1;
  const end = text.indexOf('\n', index);
  return text.slice(index === 0 ? 0 : start, end < 0 ? text.length : end).trim();
}
