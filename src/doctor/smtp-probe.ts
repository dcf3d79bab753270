// A talk with an SMTP server that ends before any mail: connect, EHLO, TLS, login, QUIT. What was said, as facts; the
// protocol engine is the one that mailings use, so what holds here holds there.
import { TLSSocket } from 'node:tls';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SmtpFacts } from '../core/doctor/judge-smtp.ts';
import type { SmtpTarget } from '../mail/smtp-url.ts';

/** A server that greets slowly does so to keep spam away; longer than this, mailings are hardly worth starting. */
const LIMITS = { connectionTimeout: 8000, greetingTimeout: 12_000, socketTimeout: 8000, dnsTimeout: 5000 };
/** The whole of a step, because a server that drips its replies is never silent. */
const STEP_LIMIT_MS = 15_000;

export async function smtpProbe(target: SmtpTarget, limits: Partial<typeof LIMITS> = {}): Promise<SmtpFacts> {
  const { name, host, port, tls, auth } = target;
  const known = { name, host, port, tlsMode: tls, hasUser: auth !== undefined };
  const connection = new SMTPConnection({
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'required',
    ignoreTLS: tls === 'none',
    ...(target.ehloName !== undefined && { name: target.ehloName }),
    logger: false,
    ...LIMITS,
    ...limits,
  });
  // Errors reach us through the steps below; without a listener a late one would end the process.
  connection.on('error', () => {});
  try {
    const failure = await settled(connection, (done) => connection.connect((error) => done(error ?? undefined)));
    if (failure !== undefined) return { ...known, failure: failureOf(failure) };
    const ehlo = connection.lastServerResponse === false ? '' : connection.lastServerResponse;
    const talked = { ...known, ...secured(connection), offers: offersIn(ehlo), offersAuth: connection.allowsAuth };
    if (auth === undefined || !connection.allowsAuth) return talked;
    const refusal = await settled(connection, (done) =>
      connection.login({ ...auth }, (error) => done(error ?? undefined)),
    );
    return { ...talked, isLoggedIn: refusal === undefined, ...(refusal && { refusal: refusal.message }) };
  } finally {
    connection.quit();
    connection.close();
  }
}

interface ProbeError extends Error {
  readonly code?: string | undefined;
  readonly originalCode?: string | undefined;
}

/** Without TLS, or with a certificate that does not hold, it is not the connection that fails. */
function failureOf(error: ProbeError): NonNullable<SmtpFacts['failure']> {
  const isTls = error.code === 'ETLS' || /CERT|SELF_SIGNED|UNABLE_TO|SSL/.test(error.originalCode ?? '');
  return { step: isTls ? 'tls' : 'connect', detail: error.message };
}

function secured({ _socket: socket }: SMTPConnection): Pick<SmtpFacts, 'tls'> {
  if (!(socket instanceof TLSSocket)) return {};
  const { valid_to } = socket.getPeerCertificate();
  return { tls: { version: socket.getProtocol() ?? 'of an unknown version', validUntil: new Date(valid_to) } };
}

/** The lines of EHLO's reply behind the first: `SIZE 1000`, `PIPELINING`. */
function offersIn(ehlo: string): readonly string[] {
  return ehlo
    .split(/\r?\n/)
    .slice(1)
    .map((line) =>
      line
        .replace(/^\d{3}[ -]/, '')
        .trim()
        .toUpperCase(),
    );
}

/** Runs one step; gives its error, also when the connection ends without the step's own callback being called. */
function settled(
  connection: SMTPConnection,
  step: (done: (error?: ProbeError) => void) => void,
): Promise<ProbeError | undefined> {
  return new Promise((resolve) => {
    const finish = (error?: ProbeError): void => {
      clearTimeout(deadline);
      resolve(error);
    };
    const deadline = setTimeout(() => finish(new Error('the server took too long to reply')), STEP_LIMIT_MS);
    connection.once('error', finish);
    connection.once('end', () => setImmediate(() => finish(new Error('the connection was closed'))));
    step(finish);
  });
}
