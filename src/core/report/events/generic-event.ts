// Our own form, for whoever has another provider or a script: docs/bounces.md shows it.
import { z } from 'zod';
import type { Failure, Report } from '../report.ts';
import { judgedFailure } from '../judged-failure.ts';
import { complaintReport, failureReport, MAX_EVENTS, unsubscribeReport } from './event-report.ts';

const text = z.string().max(4000);

const event = z.strictObject({
  event: z.enum(['bounce', 'complaint', 'unsubscribe']),
  /** The same when the same event is told again. */
  id: text.min(1),
  return_path: text.optional(),
  list_unsubscribe: text.optional(),
  message_id: text.optional(),
  address: text.optional(),
  /** Of a bounce; judged by status and diagnostic when absent. */
  kind: z.enum(['hard', 'soft', 'ours', 'delayed']).optional(),
  status: text.optional(),
  diagnostic: text.optional(),
});

const schema = z.strictObject({ events: z.array(event).max(MAX_EVENTS) });

/** The reports in one request; undefined when it does not have our form. */
export function genericReports(body: unknown): readonly Report[] | undefined {
  const parsed = schema.safeParse(body);
  return parsed.success ? parsed.data.events.map(reportOf) : undefined;
}

function reportOf(told: z.infer<typeof event>): Report {
  const known = {
    provider: 'generic',
    eventId: told.id,
    traces: {
      returnPaths: present(told.return_path),
      links: present(told.list_unsubscribe),
      messageIds: present(told.message_id),
      addresses: present(told.address),
    },
  };
  if (told.event === 'complaint') return complaintReport(known);
  if (told.event === 'unsubscribe') return unsubscribeReport(known);
  const { status, diagnostic, kind } = told;
  const judged: Failure = judgedFailure({ addresses: present(told.address), status, diagnostic });
  return failureReport(known, kind === undefined ? judged : { ...judged, kind });
}

function present(value: string | undefined): readonly string[] {
  return value === undefined ? [] : [value];
}
