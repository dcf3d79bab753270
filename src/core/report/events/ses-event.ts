// Amazon SES by way of SNS: the message in a notification whose signature has been checked. It brings the headers of
// the original message along when the owner has switched that on, and the envelope sender always.
import { z } from 'zod';
import type { Failure, FailureKind, Report, Traces } from '../report.ts';
import { complaintReport, eventFailure, failureReport, MAX_EVENTS, type ProviderEvent } from './event-report.ts';

const recipient = z.object({
  emailAddress: z.string(),
  status: z.string().optional(),
  diagnosticCode: z.string().optional(),
});

const mail = z.object({
  messageId: z.string().default(''),
  source: z.string().default(''),
  headers: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
});

const notification = z.object({
  notificationType: z.string().optional(),
  eventType: z.string().optional(),
  mail,
  bounce: z
    .object({
      bounceType: z.string(),
      bounceSubType: z.string().default(''),
      feedbackId: z.string(),
      bouncedRecipients: z.array(recipient).max(MAX_EVENTS),
    })
    .optional(),
  complaint: z
    .object({
      feedbackId: z.string(),
      complaintFeedbackType: z.string().nullish(),
      complainedRecipients: z.array(recipient).max(MAX_EVENTS),
    })
    .optional(),
});

/** The reports in the `Message` of a notification; undefined when it is none of SES. Other events are no reports. */
export function sesReports(message: unknown): readonly Report[] | undefined {
  const parsed = notification.safeParse(message);
  if (!parsed.success) return undefined;
  const { bounce, complaint, mail: original } = parsed.data;
  const event = (address: string, id: string): ProviderEvent => ({
    provider: 'ses',
    eventId: `${id} ${address}`,
    traces: tracesOf(original, address),
  });
  const bounces = (bounce?.bouncedRecipients ?? []).map((one) =>
    failureReport(event(one.emailAddress, bounce?.feedbackId ?? ''), failureOf(one, bounce)),
  );
  const complaints = (complaint?.complainedRecipients ?? [])
    // Amazon tells of mail that was taken for spam wrongly, too.
    .filter(() => complaint?.complaintFeedbackType !== 'not-spam')
    .map((one) =>
      complaintReport(
        event(one.emailAddress, complaint?.feedbackId ?? ''),
        complaint?.complaintFeedbackType ?? 'abuse',
      ),
    );
  return [...bounces, ...complaints];
}

const OURS: ReadonlySet<string> = new Set(['ContentRejected', 'MessageTooLarge', 'AttachmentRejected']);

function failureOf(
  { emailAddress: address, status, diagnosticCode: diagnostic }: z.infer<typeof recipient>,
  bounce: { readonly bounceType: string; readonly bounceSubType: string } | undefined,
): Failure {
  const isPermanent = bounce?.bounceType === 'Permanent';
  const said: FailureKind = OURS.has(bounce?.bounceSubType ?? '') ? 'ours' : isPermanent ? 'hard' : 'soft';
  return eventFailure({ addresses: [address], status, diagnostic }, said);
}

function tracesOf({ source, headers }: z.infer<typeof mail>, address: string): Partial<Traces> {
  const valuesOf = (wanted: string) =>
    headers.filter(({ name }) => name.toLowerCase() === wanted).map(({ value }) => value);
  return {
    returnPaths: [source],
    links: valuesOf('list-unsubscribe'),
    messageIds: valuesOf('message-id'),
    addresses: [address],
  };
}
