// Postmark: one event a request. Its type says what happened in a word; what is in no list is no report.
import { z } from 'zod';
import type { FailureKind, Report } from '../report.ts';
import { complaintReport, eventFailure, failureReport, unsubscribeReport } from './event-report.ts';

const schema = z.object({
  RecordType: z.string(),
  ID: z.union([z.number(), z.string()]).optional(),
  Type: z.string().optional(),
  Email: z.string().optional(),
  Recipient: z.string().optional(),
  Details: z.string().optional(),
  MessageID: z.string().optional(),
  ChangedAt: z.string().optional(),
  Origin: z.string().optional(),
  SuppressSending: z.boolean().optional(),
  SuppressionReason: z.string().nullish(),
});

const KIND_OF: Readonly<Record<string, FailureKind>> = {
  HardBounce: 'hard',
  BadEmailAddress: 'hard',
  ManuallyDeactivated: 'soft',
  Transient: 'delayed',
  DnsError: 'soft',
  SoftBounce: 'soft',
  Undeliverable: 'soft',
  Unknown: 'soft',
  Blocked: 'ours',
  SpamNotification: 'ours',
  VirusNotification: 'ours',
  SMTPApiError: 'ours',
  DMARCPolicy: 'ours',
  TemplateRenderingFailed: 'ours',
};

/** The reports in one request; undefined when it is none of Postmark. */
export function postmarkReports(body: unknown): readonly Report[] | undefined {
  const parsed = schema.safeParse(body);
  if (!parsed.success) return undefined;
  const { RecordType, ID, Type = '', Details: diagnostic, MessageID, ChangedAt } = parsed.data;
  const address = parsed.data.Email ?? parsed.data.Recipient ?? '';
  const event = {
    provider: 'postmark',
    eventId: `${RecordType} ${ID ?? `${MessageID} ${ChangedAt}`} ${address}`,
    traces: { addresses: [address], messageIds: MessageID === undefined ? [] : [MessageID] },
  };
  if (RecordType === 'SpamComplaint' || Type === 'SpamComplaint') return [complaintReport(event)];
  if (RecordType === 'SubscriptionChange') {
    const { Origin, SuppressSending, SuppressionReason } = parsed.data;
    const isWish = SuppressSending === true && SuppressionReason === 'ManualSuppression' && Origin === 'Recipient';
    return isWish ? [unsubscribeReport(event)] : [];
  }
  if (Type === 'Unsubscribe') return [unsubscribeReport(event)];
  const kind = KIND_OF[Type];
  if (RecordType !== 'Bounce' || kind === undefined) return [];
  return [failureReport(event, eventFailure({ addresses: [address], diagnostic }, kind))];
}
