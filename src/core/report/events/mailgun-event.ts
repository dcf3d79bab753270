// Mailgun: one event a request, under `event-data` beside its signature.
import { z } from 'zod';
import type { Report } from '../report.ts';
import { complaintReport, eventFailure, failureReport, unsubscribeReport } from './event-report.ts';

const schema = z.object({
  'event-data': z.object({
    event: z.string(),
    id: z.string().default(''),
    timestamp: z.number().optional(),
    severity: z.string().optional(),
    reason: z.string().optional(),
    recipient: z.string().default(''),
    envelope: z.object({ sender: z.string().default('') }).optional(),
    message: z.object({ headers: z.object({ 'message-id': z.string().optional() }).default({}) }).optional(),
    'delivery-status': z
      .object({
        code: z.union([z.number(), z.string()]).optional(),
        'enhanced-code': z.string().nullish(),
        message: z.string().nullish(),
        description: z.string().nullish(),
      })
      .optional(),
  }),
});

type Event = z.infer<typeof schema>['event-data'];

/** The reports in one request; undefined when it is none of Mailgun. */
export function mailgunReports(body: unknown): readonly Report[] | undefined {
  const parsed = schema.safeParse(body);
  if (!parsed.success) return undefined;
  const told = parsed.data['event-data'];
  const { event, severity, reason, recipient: address } = told;
  const messageId = told.message?.headers['message-id'];
  const known = {
    provider: 'mailgun',
    eventId: told.id === '' ? `${event} ${told.timestamp} ${address}` : told.id,
    traces: {
      returnPaths: told.envelope === undefined ? [] : [told.envelope.sender],
      // It leaves out the angle brackets.
      messageIds: messageId === undefined ? [] : [messageId],
      addresses: [address],
    },
  };
  if (event === 'complained') return [complaintReport(known)];
  if (event === 'unsubscribed') return [unsubscribeReport(known)];
  if (event !== 'failed') return [];
  if (reason === 'suppress-complaint') return [complaintReport(known)];
  if (reason === 'suppress-unsubscribe') return [unsubscribeReport(known)];
  // A server that took its time and gave up is "old" or "generic"; only "bounce" is a refusal of the mailbox.
  const isHard = severity === 'permanent' && (reason === 'bounce' || reason === 'suppress-bounce');
  const kind = severity === 'temporary' ? 'delayed' : isHard ? 'hard' : 'soft';
  return [failureReport(known, eventFailure({ addresses: [address], ...statusOf(told) }, kind))];
}

function statusOf(told: Event): { readonly status?: string; readonly diagnostic?: string } {
  const { code, message, description, 'enhanced-code': status } = told['delivery-status'] ?? {};
  const words = message || description;
  const hasReply = words !== undefined && words !== null && words !== '';
  const diagnostic = hasReply && /^[45]\d\d$/.test(String(code ?? '')) ? `${code} ${words}` : words;
  return { ...(status && { status }), ...(diagnostic && { diagnostic }) };
}
