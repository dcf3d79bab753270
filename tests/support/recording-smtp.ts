// A real SMTP server on a free port that keeps what it takes, and refuses what the test tells it to.
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { onTestFinished } from 'vitest';

export interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  readonly bytes: Buffer;
}

export interface RecordingSmtp {
  readonly url: string;
  readonly taken: readonly Taken[];
}

/** `refuse` gives the reply to a recipient, such as `550 5.1.1 no such user`; `onTaken` runs before the final 250. */
export async function recordingSmtp(
  behaviour: {
    readonly refuse?: (recipient: string) => string | undefined;
    readonly onTaken?: (taken: Taken) => void | Promise<void>;
  } = {},
): Promise<RecordingSmtp> {
  const taken: Taken[] = [];
  const options: SMTPServerOptions = {
    disabledCommands: ['AUTH', 'STARTTLS'],
    hideSTARTTLS: true,
    disableReverseLookup: true,
    logger: false,
    onRcptTo: (recipient, _session, done) => done(refusal(behaviour.refuse?.(recipient.address))),
    onData: (stream, session, done) => {
      const to = session.envelope.rcptTo.map((recipient) => recipient.address);
      const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
      const take = async () => {
        try {
          const one = { from, to, bytes: await buffer(stream) };
          taken.push(one);
          await behaviour.onTaken?.(one);
          done(null, 'taken');
        } catch {
          // A sender that dies in the middle breaks the stream; that message was not taken.
          done(new Error('not taken'));
        }
      };
      void take();
    },
  };
  const server = new SMTPServer(options);
  server.on('error', () => {});
  const port = await new Promise<number>((resolve) => {
    const listener = server.listen(0, '127.0.0.1', () => {
      const bound = listener.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
    });
  });
  onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)));
  return { url: `smtp://127.0.0.1:${port}`, taken };
}

function refusal(reply: string | undefined): Error | undefined {
  if (reply === undefined) return undefined;
  return Object.assign(new Error(reply.slice(4)), { responseCode: Number(reply.slice(0, 3)) });
}
