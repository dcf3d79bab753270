// A standing as two columns, and a subscriber as a row: the one place where either is read or written.
import type { Insertable, Selectable } from 'kysely';
import type { EmailAddress } from '../core/audience/email-address.ts';
import type { Standing, Subscriber } from '../core/audience/subscriber.ts';
import type { Tables } from './tables.ts';

export type SubscriberRow = Selectable<Tables['subscribers']>;

export function standing(row: Pick<SubscriberRow, 'state' | 'suppression_reason'>): Standing {
  // Nobody stands behind an erased row; whoever meets one by its number must not be mailed.
  if (row.state === 'erased') return { state: 'unsubscribed' };
  if (row.state !== 'suppressed') return { state: row.state };
  return { state: 'suppressed', reason: row.suppression_reason ?? 'manual' };
}

export function standingColumns(
  now: Standing,
): Pick<Insertable<Tables['subscribers']>, 'state' | 'suppression_reason'> {
  return { state: now.state, suppression_reason: now.state === 'suppressed' ? now.reason : null };
}

export function subscriberOf(row: SubscriberRow): Subscriber {
  return {
    id: row.id,
    publicId: row.public_id,
    // Only checked addresses are ever written into this column.
    address: row.address as EmailAddress,
    standing: standing(row),
    topics: topicsOf(row.topics),
    frequency: row.frequency ?? 'each',
    ...(row.language === null ? {} : { language: row.language }),
    ...(row.paused_until === null ? {} : { pausedUntil: row.paused_until }),
    ...(row.consent_at === null ? {} : { consent: { source: row.consent_source ?? '', at: row.consent_at } }),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function topicsOf(json: string | null): readonly string[] {
  if (json === null) return [];
  const value: unknown = JSON.parse(json);
  return Array.isArray(value) ? value.filter((topic) => typeof topic === 'string') : [];
}
