// A mail server as providers have them: STARTTLS, one user, a limit to the size. It counts what it was given.
import { SMTPServer } from 'smtp-server';
import { onTestFinished } from 'vitest';
import type { Certificate } from './certificate.ts';

export interface SubmissionServer {
  readonly port: number;
  readonly seen: { readonly connectionCount: number; readonly senderCount: number };
}

const MOST_BYTES = 500_000;

/** Takes the password `secret` of any user. */
export async function submissionServer({ key, cert }: Certificate): Promise<SubmissionServer> {
  const seen = { connectionCount: 0, senderCount: 0 };
  const server = new SMTPServer({
    key,
    cert,
    size: MOST_BYTES,
    disableReverseLookup: true,
    logger: false,
    onConnect: (_session, done) => {
      seen.connectionCount += 1;
      done();
    },
    onAuth: ({ username, password }, _session, done) =>
      password === 'secret' ? done(null, { user: username ?? '' }) : done(new Error('wrong password')),
    onMailFrom: (_address, _session, done) => {
      seen.senderCount += 1;
      done();
    },
  });
  server.on('error', () => {});
  const port = await new Promise<number>((resolve) => {
    const listener = server.listen(0, '127.0.0.1', () => {
      const bound = listener.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
    });
  });
  onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)));
  return { port, seen };
}
