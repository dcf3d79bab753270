// Where mail providers report bounces and complaints: `POST /webhooks/<provider>`. A provider that is not set up has no
// address here. What is not signed is refused before anything of it is believed; what is signed is recorded before it
// is answered, so that a provider that got no answer tells it again, and telling twice counts once.
import { Hono, type Context } from 'hono';
import { genericReports } from '../core/report/events/generic-event.ts';
import { mailgunReports } from '../core/report/events/mailgun-event.ts';
import { postmarkReports } from '../core/report/events/postmark-event.ts';
import { sendgridReports } from '../core/report/events/sendgrid-event.ts';
import type { Report } from '../core/report/report.ts';
import type { Log } from '../system/log.ts';
import { jsonResponse } from './page-response.ts';
import { snsReader, type FetchText } from './sns-reader.ts';
import type { WebEnv } from './web-app.ts';
import { believed, isRecord, jsonOf, type WebhookReader } from './webhook-request.ts';
import { ecKey, isBasicLogin, isFresh, isHmacOf, isSignedEvent } from './event-signatures.ts';

/** Each provider that is set up, with what its requests are checked by. */
export interface WebhookSettings {
  /** ARN of the SNS topic. */
  readonly sesTopic?: string | undefined;
  /** `user:password`. */
  readonly postmarkLogin?: string | undefined;
  /** Public key, base64 of its DER. */
  readonly sendgridKey?: string | undefined;
  /** The "HTTP webhook signing key". */
  readonly mailgunKey?: string | undefined;
  /** For the generic form. */
  readonly secret?: string | undefined;
}

export interface WebhookTools {
  readonly settings: WebhookSettings;
  /** Records one report of a provider; gives what came of it. */
  readonly record: (report: Report, provider: string) => Promise<string>;
  /** For certificates and confirmations of SNS alone. */
  readonly fetchText: FetchText;
  readonly now: () => Date;
  readonly log: Log;
}

export function webhookRoutes(tools: WebhookTools): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  for (const [provider, read] of readers(tools)) {
    app.post(`/webhooks/${provider}`, (c) => answer(c, provider, read, tools));
  }
  return app;
}

async function answer(
  c: Context<WebEnv>,
  provider: string,
  read: WebhookReader,
  tools: WebhookTools,
): Promise<Response> {
  const body = new Uint8Array(await c.req.arrayBuffer());
  const reading = await read({ body, header: (name) => c.req.header(name) });
  if (typeof reading === 'string') {
    tools.log.warn({ provider, reading }, 'A webhook was not believed');
    return jsonResponse({ error: reading }, reading === 'refused' ? 401 : 400);
  }
  const outcomes: Record<string, number> = {};
  for (const report of reading.reports) {
    const outcome = await tools.record(report, provider);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  reading.onRecorded?.();
  const count = reading.reports.length;
  if (count > 0) tools.log.info({ provider, outcomes }, 'Recorded reports of a provider');
  return jsonResponse({ recorded: count });
}

function readers(tools: WebhookTools): readonly (readonly [provider: string, read: WebhookReader])[] {
  const { sesTopic, postmarkLogin, sendgridKey, mailgunKey, secret } = tools.settings;
  return [
    ...(sesTopic === undefined ? [] : [['ses', snsReader(sesTopic, tools.fetchText)] as const]),
    ...(postmarkLogin === undefined ? [] : [['postmark', postmark(postmarkLogin)] as const]),
    ...(sendgridKey === undefined ? [] : [['sendgrid', sendgrid(sendgridKey, tools.now)] as const]),
    ...(mailgunKey === undefined ? [] : [['mailgun', mailgun(mailgunKey, tools.now)] as const]),
    ...(secret === undefined ? [] : [['generic', generic(secret, tools.now)] as const]),
  ];
}

function postmark(login: string): WebhookReader {
  return ({ body, header }) => {
    if (!isBasicLogin(login, header('authorization'))) return 'refused';
    return believed(postmarkReports(jsonOf(body)));
  };
}

/** It tries for a day. */
const SENDGRID_AGE_SECONDS = 90_000;

function sendgrid(publicKey: string, now: () => Date): WebhookReader {
  const key = ecKey(publicKey);
  return ({ body, header }) => {
    const timestamp = header('x-twilio-email-event-webhook-timestamp') ?? '';
    const signature = header('x-twilio-email-event-webhook-signature') ?? '';
    if (!isFresh(timestamp, now().getTime(), SENDGRID_AGE_SECONDS)) return 'refused';
    if (!isSignedEvent(key, timestamp, body, signature)) return 'refused';
    return believed(sendgridReports(jsonOf(body)));
  };
}

/** It tries for eight hours. */
const MAILGUN_AGE_SECONDS = 43_200;
/** Tokens of half a day, each used once; more than that many events are not met by one newsletter. */
const MAILGUN_TOKENS = 100_000;

function mailgun(key: string, now: () => Date): WebhookReader {
  const used = new Set<string>();
  return ({ body }) => {
    const parsed = jsonOf(body);
    const signed = isRecord(parsed) && isRecord(parsed['signature']) ? parsed['signature'] : {};
    const { timestamp, token, signature } = signed;
    if (typeof timestamp !== 'string' || typeof token !== 'string' || typeof signature !== 'string') return 'refused';
    if (!isFresh(timestamp, now().getTime(), MAILGUN_AGE_SECONDS)) return 'refused';
    if (!isHmacOf(key, timestamp + token, signature) || used.has(token)) return 'refused';
    // The signature covers no word of the event, so each token is good for one event only.
    return believed(mailgunReports(parsed), () => {
      used.add(token);
      const [oldest] = used;
      if (used.size > MAILGUN_TOKENS && oldest !== undefined) used.delete(oldest);
    });
  };
}

/** Whoever calls us signs each time anew. */
const GENERIC_AGE_SECONDS = 300;

/** `Masthead-Signature: t=<seconds>,v1=<hex>` over the seconds, a full stop and the bytes of the body. */
function generic(secret: string, now: () => Date): WebhookReader {
  return ({ body, header }) => {
    const written = header('masthead-signature') ?? '';
    const [, timestamp = '', signature = ''] = /^t=(\d{1,11}),v1=([0-9a-f]{64})$/i.exec(written) ?? [];
    if (!isFresh(timestamp, now().getTime(), GENERIC_AGE_SECONDS)) return 'refused';
    if (!isHmacOf(secret, Buffer.concat([Buffer.from(`${timestamp}.`), body]), signature)) return 'refused';
    return believed(genericReports(jsonOf(body)));
  };
}
