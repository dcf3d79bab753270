// What a talk with an SMTP server came to: five findings for each route, each of them "not checked" where the talk
// ended before it.
import { failed, notChecked, ok, warning, type Finding } from './finding.ts';

export interface SmtpFacts {
  /** What people call the route. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly tlsMode: 'implicit' | 'required' | 'none';
  readonly hasUser: boolean;
  /** Where the talk ended before EHLO was answered on a secure connection. */
  readonly failure?: { readonly step: 'connect' | 'tls'; readonly detail: string };
  readonly tls?: { readonly version: string; readonly validUntil: Date };
  /** EHLO's lines, in capitals. */
  readonly offers?: readonly string[];
  readonly offersAuth?: boolean;
  readonly isLoggedIn?: boolean;
  /** Why not, in the server's words. */
  readonly refusal?: string;
}

export interface SmtpContext {
  readonly now: Date;
  /** Of the largest letter in out/; undefined when there is none. */
  readonly largestLetter: { readonly slug: string; readonly bytes: number } | undefined;
}

export function judgeSmtp(facts: SmtpFacts, context: SmtpContext): readonly Finding[] {
  return [
    judgeConnection(facts),
    judgeTls(facts, context.now),
    judgeAuth(facts),
    judgeSize(facts, context.largestLetter),
    judgeExtensions(facts),
  ];
}

function judgeConnection({ name, host, port, failure }: SmtpFacts): Finding {
  if (failure?.step !== 'connect') return ok('smtp-connect', `${host} answers on port ${port}.`, name);
  const sentence = `${host} cannot be talked to on port ${port}: ${sentenceOf(failure.detail)}`;
  return failed('smtp-connect', sentence, 'See host and port in SMTP_URL, and whether a firewall is in between.', name);
}

/** Certificates are renewed automatically a month or so before their end; after this nobody does it any more. */
const EXPIRY_DAYS = 14;

function judgeTls({ name, host, tlsMode, failure, tls }: SmtpFacts, now: Date): Finding {
  if (failure?.step === 'connect') return unreached('smtp-tls', name);
  if (failure !== undefined) {
    const sentence = `The connection to ${host} cannot be secured: ${sentenceOf(failure.detail)}`;
    return failed(
      'smtp-tls',
      sentence,
      'Name the host that the certificate is for, or have the certificate renewed.',
      name,
    );
  }
  if (tlsMode === 'none') return notChecked('smtp-tls', `${host} is this machine, and needs no TLS.`, name);
  if (tls === undefined) return notChecked('smtp-tls', `Nothing is known of the TLS of ${host}.`, name);
  const end = tls.validUntil.toISOString().slice(0, 10);
  const days = (tls.validUntil.getTime() - now.getTime()) / 86_400_000;
  if (!/^TLSv1\.[23]$/.test(tls.version)) {
    return warning(
      'smtp-tls',
      `${host} speaks ${tls.version}, which is given up.`,
      'Have it speak TLS 1.2 or 1.3.',
      name,
    );
  }
  if (days < EXPIRY_DAYS) {
    const sentence = `The certificate of ${host} ends on ${end}; mailings stop then.`;
    return warning('smtp-tls', sentence, 'See that it is renewed.', name);
  }
  return ok('smtp-tls', `${host} speaks ${tls.version}; its certificate is valid until ${end}.`, name);
}

function judgeAuth({ name, host, hasUser, failure, offersAuth, isLoggedIn, refusal }: SmtpFacts): Finding {
  if (failure !== undefined) return unreached('smtp-auth', name);
  if (!hasUser) return notChecked('smtp-auth', 'SMTP_URL has no user, so nobody logs in.', name);
  if (offersAuth !== true) {
    const sentence = `${host} offers no login, but SMTP_URL has a user.`;
    return failed('smtp-auth', sentence, 'Use the port for submission (587 or 465), or leave the user out.', name);
  }
  if (isLoggedIn === true) return ok('smtp-auth', `${host} takes user and password.`, name);
  const sentence = `${host} refuses user and password: ${sentenceOf(refusal ?? 'no reason is given')}`;
  const fix = 'See user and password in SMTP_URL; write @, : and / in them percent-encoded.';
  return failed('smtp-auth', sentence, fix, name);
}

function judgeSize({ name, host, failure, offers }: SmtpFacts, largest: SmtpContext['largestLetter']): Finding {
  if (failure !== undefined || offers === undefined) return unreached('smtp-size', name);
  const line = offers.find((offer) => /^SIZE\b/.test(offer));
  if (line === undefined) return notChecked('smtp-size', `${host} does not say how large a message may be.`, name);
  const most = Number(line.split(/\s+/)[1] ?? 0);
  // RFC 1870, 4: without a number, or with zero, there is no fixed limit.
  if (most === 0) return ok('smtp-size', `${host} sets no limit to the size of a message.`, name);
  if (largest === undefined) {
    return notChecked('smtp-size', `${host} takes ${kilobytes(most)}; there is no letter in out/ to compare.`, name);
  }
  const sentence = `${host} takes messages of ${kilobytes(most)}; the largest letter (${largest.slug}) has ${kilobytes(largest.bytes)}.`;
  if (largest.bytes <= most) return ok('smtp-size', sentence, name);
  return failed('smtp-size', sentence, 'Make the letter shorter, or ask for a higher limit.', name);
}

const WANTED = ['PIPELINING', '8BITMIME', 'ENHANCEDSTATUSCODES'];

function judgeExtensions({ name, host, failure, offers }: SmtpFacts): Finding {
  if (failure !== undefined || offers === undefined) return unreached('smtp-extensions', name);
  const missing = WANTED.filter((wanted) => !offers.includes(wanted));
  if (missing.length === 0) return ok('smtp-extensions', `${host} offers ${WANTED.join(', ')}.`, name);
  const sentence = `${host} does not offer ${missing.join(', ')}: mailings are slower, or replies less clear.`;
  return warning(
    'smtp-extensions',
    sentence,
    'Mail goes out all the same. Switch them on if the server is yours.',
    name,
  );
}

function unreached(code: Finding['code'], name: string): Finding {
  return notChecked(code, 'The server was not reached.', name);
}

function sentenceOf(detail: string): string {
  return `${detail.trim().replace(/\.+$/, '')}.`;
}

function kilobytes(bytes: number): string {
  return bytes >= 10e6 ? `${Math.round(bytes / 1e6)} MB` : `${Math.ceil(bytes / 1000)} KB`;
}
