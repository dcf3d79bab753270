// One event of a mail provider as a report. The provider has proven who it is (server/event-signatures.ts) and says whose
// mailbox it speaks of; tokens of ours are still believed first where an event brings some along.
import { createHash } from 'node:crypto';
import { judgedFailure, type WrittenFailure } from '../judged-failure.ts';
import { NO_TRACES, type Failure, type FailureKind, type Report, type Traces } from '../report.ts';

/** What one request may bring; providers send up to a thousand events together. */
export const MAX_EVENTS = 1000;

export interface ProviderEvent {
  readonly provider: string;
  /** The provider's own number for the event: the same when it is told twice. */
  readonly eventId: string;
  readonly traces: Partial<Traces>;
}

export function failureReport(event: ProviderEvent, failure: Failure): Report {
  return { ...reportOf(event), kind: 'failure', failures: [failure] };
}

export function complaintReport(event: ProviderEvent, detail = 'abuse'): Report {
  return { ...reportOf(event), kind: 'complaint', detail: detail.slice(0, 40) };
}

export function unsubscribeReport(event: ProviderEvent): Report {
  return { ...reportOf(event), kind: 'unsubscribe' };
}

/**
 * What the provider calls permanent (`hard`) or not, and what the server's own words say. A provider that knows no more
 * than the class is believed; words that blame us are believed before the provider; nothing else becomes hard.
 */
export function eventFailure(written: WrittenFailure, said: FailureKind): Failure {
  const judged = judgedFailure(written);
  const kind = judged.kind === 'ours' && said !== 'delayed' ? 'ours' : said;
  const isTold = judged.kind === kind && (written.diagnostic ?? '') !== '';
  return { ...judged, kind, reason: isTold ? judged.reason : REASON_OF[kind] };
}

const REASON_OF: Readonly<Record<FailureKind, string>> = {
  hard: 'does not take mail for this mailbox',
  soft: 'did not take this message',
  ours: 'refuses our mail',
  delayed: 'is still trying',
};

function reportOf({ provider, eventId, traces }: ProviderEvent): Omit<Report, 'kind'> {
  const id = createHash('sha256').update(`${provider}\0${eventId}`).digest('hex').slice(0, 40);
  return { failures: [], traces: { ...NO_TRACES, ...traces }, id };
}
