// SendGrid: a list of events a request, of which most tell of something else and are skipped.
import { z } from 'zod';
import type { FailureKind, Report } from '../report.ts';
import {
  complaintReport,
  eventFailure,
  failureReport,
  MAX_EVENTS,
  unsubscribeReport,
  type ProviderEvent,
} from './event-report.ts';

const schema = z.array(
  z.object({
    event: z.string(),
    email: z.string().default(''),
    sg_event_id: z.string().optional(),
    timestamp: z.number().optional(),
    'smtp-id': z.string().optional(),
    status: z.string().optional(),
    reason: z.string().nullish(),
    type: z.string().optional(),
  }),
);

type Event = z.infer<typeof schema>[number];

/** The reports in one request; undefined when it is none of SendGrid. */
export function sendgridReports(body: unknown): readonly Report[] | undefined {
  const parsed = schema.max(MAX_EVENTS * 2).safeParse(body);
  return parsed.success ? parsed.data.flatMap((event) => reportOf(event) ?? []) : undefined;
}

function reportOf(told: Event): Report | undefined {
  const { event, email: address, status, type } = told;
  const known: ProviderEvent = {
    provider: 'sendgrid',
    eventId: told.sg_event_id ?? `${event} ${told.timestamp} ${told['smtp-id']} ${address}`,
    traces: { addresses: [address], messageIds: told['smtp-id'] === undefined ? [] : [told['smtp-id']] },
  };
  const failure = (kind: FailureKind) =>
    failureReport(known, eventFailure({ addresses: [address], status, diagnostic: told.reason ?? undefined }, kind));
  if (event === 'spamreport') return complaintReport(known);
  if (event === 'unsubscribe' || event === 'group_unsubscribe') return unsubscribeReport(known);
  if (event === 'deferred') return failure('delayed');
  // "blocked" is what it calls a refusal that is not about the mailbox.
  if (event === 'bounce') return failure(type === 'blocked' ? 'soft' : 'hard');
  return event === 'dropped' ? dropped(known, told, failure) : undefined;
}

/** Never given to a server, because of what happened to an earlier message. */
function dropped(known: ProviderEvent, told: Event, failure: (kind: FailureKind) => Report): Report | undefined {
  const reason = told.reason ?? '';
  if (/spam report/i.test(reason)) return complaintReport(known);
  if (/unsubscribed/i.test(reason)) return unsubscribeReport(known);
  return /^(?:bounced address|invalid)$/i.test(reason.trim()) ? failure('hard') : undefined;
}
