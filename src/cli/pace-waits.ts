// What the pace holds back, for people and programs: slow and stopped destinations, and caps that are used up.
import { limitOf } from '../core/ledger/admission.ts';
import { ROUTE, routeName, type DeliveryLimits } from '../core/ledger/limits.ts';
import type { PaceState } from '../core/ledger/pace.ts';

export interface PaceWait {
  readonly destination: string;
  readonly reason: string;
  /** RFC 3339 in UTC. */
  readonly until?: string;
}

/** What the pace holds back at that instant: who is slow or stopped, and whether the day's cap is reached. */
export function paceWaits(
  states: ReadonlyMap<string, PaceState>,
  limits: DeliveryLimits,
  now: Date,
): readonly PaceWait[] {
  const nowMs = now.getTime();
  const today = now.toISOString().slice(0, 10);
  return [...states].flatMap(([key, state]): readonly PaceWait[] => {
    const route = routeName(key);
    const destination = key === ROUTE ? 'everything' : route === undefined ? key : `route ${route}`;
    const cap = limitOf(limits, key).perDay?.(state.dayIndex);
    if (cap !== undefined && state.day === today && state.dayCount >= cap) {
      return [
        {
          destination,
          reason: `${state.dayCount} of ${cap} messages of this day are used up`,
          until: nextMidnight(now),
        },
      ];
    }
    if (state.slowedBy === undefined || (state.notBeforeMs <= nowMs && state.gapMs === 0)) return [];
    const until = state.notBeforeMs > nowMs ? { until: new Date(state.notBeforeMs).toISOString() } : {};
    return [{ destination, reason: `slowed down, because the server ${state.slowedBy}`, ...until }];
  });
}

function nextMidnight(now: Date): string {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1)).toISOString();
}
