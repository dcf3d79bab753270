// What readers chose, in the tables: topics, and how often they want a letter. Nothing here speaks of consent.
import type { Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/** One text for one choice, in whichever order its topics were named: the freeze compares texts. */
export function topicsColumn(topics: readonly string[]): string | null {
  return topics.length === 0 ? null : JSON.stringify([...new Set(topics)].toSorted());
}

export async function changeTopics(
  tx: Transaction<Tables>,
  key: string,
  topics: readonly string[],
  at: string,
): Promise<boolean> {
  const changed = await tx
    .updateTable('subscribers')
    .set({ topics: topicsColumn(topics), updated_at: at })
    .where('address_key', '=', key)
    .returning('id')
    .executeTakeFirst();
  return changed !== undefined;
}
