// What a webhook's reader is given and what it gives: the bytes as they came, because signatures cover bytes.
import type { Report } from '../core/report/report.ts';

export interface WebhookRequest {
  readonly body: Uint8Array;
  readonly header: (name: string) => string | undefined;
}

/** What a provider's request says, once it is believed: nothing of it when it is refused or has no known form. */
export type WebhookReading = 'refused' | 'malformed' | Believed;

export interface Believed {
  readonly reports: readonly Report[];
  /** Called when all of them are on the disk. */
  readonly onRecorded?: () => void;
}

export function believed(reports: readonly Report[] | undefined, onRecorded?: () => void): WebhookReading {
  return reports === undefined ? 'malformed' : { reports, ...(onRecorded && { onRecorded }) };
}

export type WebhookReader = (request: WebhookRequest) => WebhookReading | Promise<WebhookReading>;

/** Undefined, which no schema takes, when it is no JSON. */
export function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
