// Amazon SNS, which carries what SES reports: checks the signature against Amazon's certificate, confirms the
// subscription to the one topic that the owner has named, and hands the notifications on. Certificates are fetched from
// Amazon's own hosts alone, once each.
import { sesReports } from '../core/report/events/ses-event.ts';
import { isSnsSigned, isSnsUrl } from './event-signatures.ts';
import { believed, isRecord, jsonOf, type WebhookReader } from './webhook-request.ts';

/** The text at an address; rejects when there is none. */
export type FetchText = (url: string) => Promise<string>;

/** Amazon changes its certificate once a year or so. */
const MAX_CERTIFICATES = 20;

/** No other address of Amazon's, which might answer with what a stranger has put there. */
const CERTIFICATE = /\/SimpleNotificationService-\w{1,64}\.pem$/;

export function snsReader(topic: string, fetchText: FetchText): WebhookReader {
  const certificates = new Map<string, Promise<string>>();
  const certificateAt = (url: string): Promise<string> => {
    const known = certificates.get(url);
    if (known !== undefined) return known;
    if (certificates.size >= MAX_CERTIFICATES) certificates.clear();
    const fetched = fetchText(url);
    certificates.set(url, fetched);
    // A failure is not kept: the next request tries again.
    fetched.catch(() => certificates.delete(url));
    return fetched;
  };
  return async ({ body }) => {
    const message = jsonOf(body);
    if (!isRecord(message) || message['TopicArn'] !== topic) return 'refused';
    const url = message['SigningCertURL'];
    if (!isSnsUrl(url) || !CERTIFICATE.test(url)) return 'refused';
    if (!isSnsSigned(message, await certificateAt(url))) return 'refused';
    if (message['Type'] === 'SubscriptionConfirmation') {
      const confirmation = message['SubscribeURL'];
      if (!isSnsUrl(confirmation)) return 'refused';
      await fetchText(confirmation);
      return believed([]);
    }
    if (message['Type'] !== 'Notification') return believed([]);
    const told = jsonOf(Buffer.from(String(message['Message'])));
    // When a topic is set up SES says hello in a notification that reports nothing.
    return believed(sesReports(told) ?? (isGreeting(message['Message']) ? [] : undefined));
  };
}

function isGreeting(text: unknown): boolean {
  return typeof text === 'string' && /successfully validated SNS topic/i.test(text);
}
