// One connection to an SMTP server, on nodemailer's protocol engine without its pool. It says of every message how far
// it got, which the pool's errors do not: a connection lost at any point looks the same there (docs/delivery.md).
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import type { SubmitPhase, SubmitResult } from '../core/ledger/submit-result.ts';
import type { Message } from '../core/message/message.ts';
import type { SmtpTarget } from './smtp-url.ts';

/** nodemailer's errors, as far as anything is decided by them. */
interface SmtpError extends Error {
  readonly code?: string | undefined;
  readonly originalCode?: string | undefined;
  readonly command?: string | undefined;
  readonly response?: string | undefined;
  readonly responseCode?: number | undefined;
}

/** RFC 5321, 4.5.3.2, in milliseconds; after the final dot it asks for ten minutes, and nodemailer has one for all. */
const TIMEOUTS = { connectionTimeout: 120_000, greetingTimeout: 300_000, socketTimeout: 600_000, dnsTimeout: 30_000 };

export type SmtpTimeouts = Partial<typeof TIMEOUTS>;

export class SmtpConversation {
  /** False when the next message needs another connection. */
  isOpen = true;
  messageCount = 0;
  readonly #connection: SMTPConnection;

  private constructor(connection: SMTPConnection) {
    this.#connection = connection;
    connection.once('end', () => {
      this.isOpen = false;
    });
  }

  /** Connects, secures the connection and logs in. */
  static async open(target: SmtpTarget, timeouts: SmtpTimeouts): Promise<SmtpConversation | SubmitResult> {
    const connection = new SMTPConnection(options(target, timeouts));
    // Errors reach us through the promises below; without a listener a late one would end the process.
    connection.on('error', () => {});
    const conversation = new SmtpConversation(connection);
    const failure = await settled(connection, (done) => connection.connect((error) => done(error ?? undefined)));
    if (failure !== undefined) return conversation.#giveUp('connect', failure, false);
    if (target.auth === undefined) return conversation;
    if (!connection.allowsAuth) {
      conversation.close();
      return { kind: 'refused', phase: 'auth', reply: 'the server offers no login, but SMTP_URL has a user' };
    }
    const { auth } = target;
    const refusal = await settled(connection, (done) =>
      connection.login({ ...auth }, (error) => done(error ?? undefined)),
    );
    return refusal === undefined ? conversation : conversation.#giveUp('auth', refusal, false);
  }

  /** Sends one message. `isUntouched` tells the caller that the server has not seen a byte of it. */
  async send(message: Message): Promise<{ readonly result: SubmitResult; readonly isUntouched: boolean }> {
    this.messageCount += 1;
    const body = Readable.from(pieces(message.bytes), { objectMode: false });
    let reply = '';
    // The envelope is ours alone and never read out of a header (standards C1.09). With the size, nodemailer declares
    // it and does not send what the server has said it would refuse.
    const envelope = { from: message.from, to: [message.to], size: message.bytes.length };
    const failure = await settled(this.#connection, (done) =>
      this.#connection.send(envelope, body, (error, info) => {
        if (info !== undefined) {
          assert.deepEqual(info.accepted, [message.to], 'the server took the message for another address');
          reply = info.response;
        }
        done(error ?? undefined);
      }),
    );
    if (failure === undefined) return { result: { kind: 'accepted', reply }, isUntouched: false };
    // The engine reads the body after 354 only, and writes the final dot when it has read its end: before that, nothing
    // can have been accepted (RFC 5321, 4.1.1.4).
    const isWritten = body.readableEnded;
    const isUntouched = !body.readableDidRead && failure.responseCode === undefined;
    if (isStillUsable(failure)) {
      await this.#reset();
      return { result: resultOf('mail', failure, isWritten), isUntouched: false };
    }
    return { result: this.#giveUp(body.readableDidRead ? 'body' : 'mail', failure, isWritten), isUntouched };
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
    const failure = await settled(this.#connection, (done) =>
      this.#connection.reset((error) => done(error ?? undefined)),
    );
    if (failure !== undefined) this.close();
  }

  #giveUp(phase: SubmitPhase, failure: SmtpError, isWritten: boolean): SubmitResult {
    this.close();
    return resultOf(phase, failure, isWritten);
  }
}

/**
 * How much of the body the engine is given at once. Small, so that it has read the end only when nearly all is
 * written.
 */
const PIECE_BYTES = 16_384;

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

function options(target: SmtpTarget, timeouts: SmtpTimeouts): SMTPConnectionOptions {
  return {
    host: target.host,
    port: target.port,
    secure: target.tls === 'implicit',
    // Opportunistic TLS is what a man in the middle hopes for (standards C1.01). Certificates are verified by default.
    requireTLS: target.tls === 'required',
    ignoreTLS: target.tls === 'none',
    ...(target.name === undefined ? {} : { name: target.name }),
    logger: false,
    ...TIMEOUTS,
    ...timeouts,
  };
}

/** Runs one step; gives its error, also when the connection ends without the step's own callback being called. */
function settled(
  connection: SMTPConnection,
  step: (done: (error?: SmtpError) => void) => void,
): Promise<SmtpError | undefined> {
  return new Promise((resolve) => {
    const finish = (error?: SmtpError) => {
      connection.off('error', onError);
      connection.off('end', onEnd);
      resolve(error);
    };
    const onError = (error: SmtpError) => finish(error);
    // The step's callback, when it comes at all, comes in the same turn and knows more.
    const onEnd = () => setImmediate(finish, new Error('the connection was closed'));
    connection.once('error', onError);
    connection.once('end', onEnd);
    step(finish);
  });
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
  if (error.code === 'EMESSAGE' && error.command === 'MAIL FROM')
    return { kind: 'refused', phase: 'mail', reply: detail };
  if (isAboutTrust(error)) return { kind: 'refused', phase: 'connect', reply: detail };
  return { kind: 'lost', phase, isWritten, detail };
}

function phaseOf(error: SmtpError, phase: SubmitPhase): SubmitPhase {
  if (error.code === 'EMESSAGE') return 'body';
  if (error.command?.startsWith('AUTH') === true) return 'auth';
  return PHASE_OF_COMMAND[error.command ?? ''] ?? phase;
}

/** TLS that is missing or whose certificate does not hold: the next message would meet the same. */
function isAboutTrust(error: SmtpError): boolean {
  return error.code === 'ETLS' || /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/.test(error.originalCode ?? '');
}

/** The server refused this message and goes on talking; 421 means that it hangs up (RFC 5321, 4.2). */
function isStillUsable(error: SmtpError): boolean {
  return (error.code === 'EENVELOPE' || error.code === 'EMESSAGE') && error.responseCode !== 421;
}
