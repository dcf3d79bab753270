// One connection to an SMTP server, on nodemailer's protocol engine without its pool. It says of every message how far
// it got, which the pool's errors do not: a connection lost at any point looks the same there (docs/delivery.md).
import assert from 'node:assert/strict';
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import type { SubmitPhase, SubmitResult } from '../core/ledger/submit-result.ts';
import { messageSize, type Message } from '../core/message/message.ts';
import { MessageBody } from './message-body.ts';
import type { SmtpTarget } from './smtp-url.ts';

/** nodemailer's errors, as far as anything is decided by them. */
interface SmtpError extends Error {
  readonly code?: string | undefined;
  readonly originalCode?: string | undefined;
  readonly command?: string | undefined;
  readonly response?: string | undefined;
  readonly responseCode?: number | undefined;
}

/**
 * RFC 5321, 4.5.3.2, in milliseconds; after the final dot it asks for ten minutes of silence, and nodemailer has one
 * time-out for all. The last one bounds a step as a whole, because a server that drips its replies is never silent.
 */
const TIMEOUTS = {
  connectionTimeout: 120_000,
  greetingTimeout: 300_000,
  socketTimeout: 600_000,
  dnsTimeout: 30_000,
  stepTimeout: 1_200_000,
};

export type SmtpTimeouts = Partial<typeof TIMEOUTS>;

export class SmtpConversation {
  /** False when the next message needs another connection. */
  isOpen = true;
  messageCount = 0;
  readonly #connection: SMTPConnection;
  readonly #stepTimeoutMs: number;
  /** Where a message is laid out; used again, which spares the memory of each from being taken and given back. */
  #layout: Buffer = Buffer.alloc(0);

  private constructor(connection: SMTPConnection, timeouts: SmtpTimeouts) {
    this.#connection = connection;
    this.#stepTimeoutMs = timeouts.stepTimeout ?? TIMEOUTS.stepTimeout;
    connection.once('end', () => {
      this.isOpen = false;
    });
  }

  /** Connects, secures the connection and logs in. */
  static async open(target: SmtpTarget, timeouts: SmtpTimeouts): Promise<SmtpConversation | SubmitResult> {
    const connection = new SMTPConnection(options(target, timeouts));
    // Errors reach us through the promises below; without a listener a late one would end the process.
    connection.on('error', () => {});
    const conversation = new SmtpConversation(connection, timeouts);
    const failure = await conversation.#settled((done) => connection.connect((error) => done(error ?? undefined)));
    if (failure !== undefined) return conversation.#giveUp('connect', failure, false);
    if (target.auth === undefined) return conversation;
    if (!connection.allowsAuth) {
      conversation.close();
      return { kind: 'refused', phase: 'auth', reply: 'the server offers no login, but SMTP_URL has a user' };
    }
    const { auth } = target;
    const refusal = await conversation.#settled((done) =>
      connection.login({ ...auth }, (error) => done(error ?? undefined)),
    );
    return refusal === undefined ? conversation : conversation.#giveUp('auth', refusal, false);
  }

  /** Sends one message. `isUntouched` tells the caller that the server has not seen a byte of it. */
  async send(message: Message): Promise<{ readonly result: SubmitResult; readonly isUntouched: boolean }> {
    this.messageCount += 1;
    const body = this.#laidOut(message);
    let accepted: readonly unknown[] = [];
    let reply = '';
    // The envelope is ours alone and never read out of a header (standards C1.09). With the size, nodemailer declares
    // it and does not send what the server has said it would refuse.
    const envelope = { from: message.from, to: [message.to], size: body.size };
    const failure = await this.#settled((done) =>
      this.#connection.send(envelope, body, (error, info) => {
        if (info !== undefined) ({ accepted, response: reply } = info);
        done(error ?? undefined);
      }),
    );
    if (failure === undefined && body.isHandedOver) {
      assert.deepEqual(accepted, [message.to], 'the server took the message for another address');
      return { result: { kind: 'accepted', reply }, isUntouched: false };
    }
    return this.#failed(failure ?? new Error('the server replied before the message was written'), body);
  }

  async #failed(
    failure: SmtpError,
    body: MessageBody,
  ): Promise<{ readonly result: SubmitResult; readonly isUntouched: boolean }> {
    // Without the final dot nothing can have been accepted (RFC 5321, 4.1.1.4).
    const isWritten = body.isHandedOver;
    // A reply in the middle of the body leaves the rest of it on its way: the connection is of no use any more.
    const isBroken = body.isBegun && !isWritten;
    if (isStillUsable(failure) && !isBroken) {
      await this.#reset();
      return { result: resultOf('mail', failure, isWritten), isUntouched: false };
    }
    // 421 is about the connection: a server may end one that was idle at any time (RFC 5321, 4.2).
    const isUntouched = !body.isBegun && (failure.responseCode === undefined || failure.responseCode === 421);
    return { result: this.#giveUp(body.isBegun ? 'body' : phaseOfEnvelope(failure), failure, isWritten), isUntouched };
  }

  /** Says goodbye and closes. */
  quit(): void {
    if (this.isOpen) this.#connection.quit();
    this.isOpen = false;
  }

  close(): void {
    this.isOpen = false;
    this.#connection.close();
  }

  async #reset(): Promise<void> {
    const failure = await this.#settled((done) => this.#connection.reset((error) => done(error ?? undefined)));
    if (failure !== undefined) this.close();
  }

  #giveUp(phase: SubmitPhase, failure: SmtpError, isWritten: boolean): SubmitResult {
    this.close();
    return resultOf(phase, failure, isWritten);
  }

  #laidOut(message: Message): MessageBody {
    const size = messageSize(message);
    if (this.#layout.length < size) this.#layout = Buffer.allocUnsafe(size);
    const bytes = this.#layout.subarray(0, size);
    let at = bytes.write(`${message.header}\r\n`, 'latin1');
    for (const piece of message.body) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return new MessageBody(bytes);
  }

  /** Runs one step; gives its error, also when the connection ends without the step's own callback being called. */
  #settled(step: (done: (error?: SmtpError) => void) => void): Promise<SmtpError | undefined> {
    const connection = this.#connection;
    return new Promise((resolve) => {
      const finish = (error?: SmtpError) => {
        clearTimeout(deadline);
        connection.off('error', onError);
        connection.off('end', onEnd);
        resolve(error);
      };
      const onError = (error: SmtpError) => finish(error);
      // The step's callback, when it comes at all, comes in the same turn and knows more.
      const onEnd = () => setImmediate(() => finish(new Error('the connection was closed')));
      const onDeadline = () => finish(new Error('the server took too long to reply'));
      const deadline = setTimeout(onDeadline, this.#stepTimeoutMs);
      connection.once('error', onError);
      connection.once('end', onEnd);
      step(finish);
    });
  }
}

function options(target: SmtpTarget, timeouts: SmtpTimeouts): SMTPConnectionOptions {
  const { stepTimeout: _, ...limits } = { ...TIMEOUTS, ...timeouts };
  return {
    host: target.host,
    port: target.port,
    secure: target.tls === 'implicit',
    // Opportunistic TLS is what a man in the middle hopes for (standards C1.01). Certificates are verified by default.
    requireTLS: target.tls === 'required',
    ignoreTLS: target.tls === 'none',
    ...(target.ehloName === undefined ? {} : { name: target.ehloName }),
    logger: false,
    ...limits,
  };
}

const PHASE_OF_COMMAND: Readonly<Record<string, SubmitPhase>> = {
  'MAIL FROM': 'mail',
  'RCPT TO': 'rcpt',
  DATA: 'data',
};

function resultOf(phase: SubmitPhase, error: SmtpError, isWritten: boolean): SubmitResult {
  const detail = error.message;
  // A reply to another command than DATA, or half of one, says nothing about a message that has been written.
  if (isWritten && error.command !== 'DATA') return { kind: 'lost', phase: 'body', isWritten, detail };
  const reply = error.response ?? '';
  if (error.responseCode !== undefined && reply !== '') return { kind: 'refused', phase: phaseOf(error, phase), reply };
  // The engine has compared the size with what EHLO named: in the words in which the server would have refused it.
  if (error.code === 'EMESSAGE' && error.command === 'MAIL FROM')
    return { kind: 'refused', phase: 'mail', reply: `552 5.3.4 ${detail}` };
  if (isAboutTrust(error)) return { kind: 'refused', phase: 'connect', reply: detail };
  return { kind: 'lost', phase, isWritten, detail };
}

function phaseOf(error: SmtpError, phase: SubmitPhase): SubmitPhase {
  if (error.code === 'EMESSAGE') return 'body';
  if (error.command?.startsWith('AUTH') === true) return 'auth';
  return PHASE_OF_COMMAND[error.command ?? ''] ?? phase;
}

/**
 * Where the envelope failed. To hang up by 421 at MAIL is that command's own error; at RCPT, sent together with it,
 * nodemailer tells of the connection alone, and the difference is whom the reply speaks about.
 */
function phaseOfEnvelope(error: SmtpError): SubmitPhase {
  return error.responseCode === 421 && error.command === 'CONN' ? 'rcpt' : 'mail';
}

/** TLS that is missing or whose certificate does not hold: the next message would meet the same. */
function isAboutTrust(error: SmtpError): boolean {
  return error.code === 'ETLS' || /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/.test(error.originalCode ?? '');
}

/** The server refused this message and goes on talking; 421 means that it hangs up (RFC 5321, 4.2). */
function isStillUsable(error: SmtpError): boolean {
  return (error.code === 'EENVELOPE' || error.code === 'EMESSAGE') && error.responseCode !== 421;
}
