// The mailer on one SMTP server: a fixed number of connections, opened when they are needed and used again. Each
// carries one message at a time. A message is given to a second connection only where the first never saw a byte of it.
import type { SubmitResult } from '../core/ledger/submit-result.ts';
import type { Message } from '../core/message/message.ts';
import type { Mailer } from './mailer.ts';
import { SmtpConversation, type SmtpTimeouts } from './smtp-conversation.ts';
import type { SmtpTarget } from './smtp-url.ts';

export class SmtpPool implements Mailer {
  readonly connections: number;
  readonly destination: string;
  readonly routesFor: () => readonly string[];
  readonly #target: SmtpTarget;
  readonly #timeouts: SmtpTimeouts;
  readonly #idle: SmtpConversation[] = [];
  readonly #waiting: (() => void)[] = [];
  #busyCount = 0;

  constructor(target: SmtpTarget, timeouts: SmtpTimeouts) {
    this.connections = target.connections;
    this.destination = `${target.host}:${target.port}`;
    this.routesFor = () => [target.name];
    this.#target = target;
    this.#timeouts = timeouts;
  }

  async submit(message: Message): Promise<SubmitResult> {
    await this.#turn();
    try {
      const result = await this.#submitNow(message);
      return result.kind === 'lost' ? { ...result, server: this.#target.name } : result;
    } finally {
      this.#busyCount -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #turn(): Promise<void> {
    while (this.#busyCount >= this.connections) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#busyCount += 1;
  }

  async #submitNow(message: Message): Promise<SubmitResult> {
    const used = this.#takeIdle();
    if (used !== undefined) {
      const { result, isUntouched } = await this.#send(used, message);
      // A server may close a connection that was idle at any time; that says nothing about this message.
      if (!isUntouched) return result;
    }
    const opened = await SmtpConversation.open(this.#target, this.#timeouts);
    return opened instanceof SmtpConversation ? (await this.#send(opened, message)).result : opened;
  }

  async #send(conversation: SmtpConversation, message: Message): ReturnType<SmtpConversation['send']> {
    const sent = await conversation.send(message);
    if (conversation.isOpen && conversation.messageCount < this.#target.messagesAConnection)
      this.#idle.push(conversation);
    else conversation.quit();
    return sent;
  }

  #takeIdle(): SmtpConversation | undefined {
    let conversation = this.#idle.pop();
    while (conversation !== undefined && !conversation.isOpen) conversation = this.#idle.pop();
    return conversation;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const conversation of this.#idle.splice(0)) conversation.quit();
  }
}
