import { expect, test } from 'vitest';
import {
  AUDIENCE_EVENTS,
  standingAfter,
  type AudienceEvent,
  type Standing,
  type SuppressionReason,
} from '../../../src/core/audience/subscriber.ts';

const BEFORE = ['nobody', 'pending', 'active', 'unsubscribed', 'bounce', 'complaint', 'manual'] as const;

// One row an event: what becomes of each standing above, in that order. docs/delivery.md shows the same table.
const TABLE: Readonly<Record<AudienceEvent, string>> = {
  imported: 'active active active unsubscribed bounce complaint manual',
  unproven: 'pending pending active unsubscribed bounce complaint manual',
  added: 'active active active unsubscribed bounce complaint manual',
  confirmed: 'active active active active active complaint manual',
  unsubscribed: 'unsubscribed unsubscribed unsubscribed unsubscribed bounce complaint manual',
  removed: 'manual manual manual manual manual complaint manual',
  bounced: 'bounce bounce bounce unsubscribed bounce complaint manual',
  complained: 'complaint complaint complaint complaint complaint complaint manual',
  returned: 'pending pending active active bounce complaint manual',
  changed: 'pending pending active unsubscribed bounce complaint manual',
};

test.each(AUDIENCE_EVENTS)('%s does to every standing what the table says', (event) => {
  const after = BEFORE.map((name) => nameOf(standingAfter(standingOf(name), event)));
  expect(after.join(' ')).toBe(TABLE[event]);
});

function standingOf(name: (typeof BEFORE)[number]): Standing | undefined {
  if (name === 'nobody') return undefined;
  if (name === 'pending' || name === 'active' || name === 'unsubscribed') return { state: name };
  const reason: SuppressionReason = name;
  return { state: 'suppressed', reason };
}

function nameOf(standing: Standing): string {
  return standing.state === 'suppressed' ? standing.reason : standing.state;
}
