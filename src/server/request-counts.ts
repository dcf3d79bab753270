// How many requests there were, by class and status: what the operator's graphs are drawn from. Kept in memory and
// begun anew with each process, as Prometheus expects of a counter; nothing of a single request stays.
import type { FileClass } from './file-kind.ts';

/** Files by what they are, everything else by the first part of its path where that is one of ours. */
export type RequestClass = FileClass | (typeof ROUTE_CLASSES)[number] | 'other';

const ROUTE_CLASSES = [
  'address',
  'api',
  'subscribe',
  'confirm',
  'preferences',
  'unsubscribe',
  'webhooks',
  'healthz',
  'readyz',
  'metrics',
] as const;

export interface RequestCount {
  readonly requestClass: string;
  readonly status: number;
  readonly count: number;
}

export class RequestCounts {
  readonly #counts = new Map<RequestClass, Map<number, number>>();

  add(requestClass: RequestClass, status: number): void {
    let byStatus = this.#counts.get(requestClass);
    if (byStatus === undefined) this.#counts.set(requestClass, (byStatus = new Map<number, number>()));
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
  }

  all(): readonly RequestCount[] {
    return [...this.#counts].flatMap(([requestClass, byStatus]) =>
      Array.from(byStatus, ([status, count]) => ({ requestClass, status, count })),
    );
  }
}

/** Of a path that names no file. */
export function routeClass(path: string): RequestClass {
  const first = /^\/([a-z]+)(?:\/|$)/.exec(path)?.[1];
  return ROUTE_CLASSES.find((name) => name === first) ?? 'other';
}
