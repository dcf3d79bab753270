// The consent log in the tables: lines are added and read, never changed; the database refuses anything else
// (migrations/0005-readers.ts). A wording is kept once, under its version.
import type { Insertable, Kysely, Transaction } from 'kysely';
import type { Evidence } from '../core/audience/ask.ts';
import type { Consent } from '../core/audience/subscriber.ts';
import type { Tables } from './tables.ts';

/** A line as it is added; what is not given stays empty. */
export type NewConsent = Consent & { readonly subscriberId: number };

export async function addConsents(tx: Transaction<Tables>, lines: readonly NewConsent[]): Promise<void> {
  if (lines.length === 0) return;
  const wordings = new Map<string, string>();
  for (const { evidence } of lines) {
    if (evidence?.textVersion !== undefined) wordings.set(evidence.textVersion, evidence.text ?? '');
  }
  for (const [version, text] of wordings) {
    const row = { version, text, first_shown_at: lines[0]?.at ?? '' };
    const wording = tx.insertInto('consent_texts').values(row);
    await wording.onConflict((conflict) => conflict.column('version').doNothing()).execute();
  }
  await tx.insertInto('consents').values(lines.map(rowOf)).execute();
}

function rowOf({ subscriberId, at, what, source, ...more }: NewConsent): Insertable<Tables['consents']> {
  const { consentAt, evidence, asked, details } = more;
  return {
    subscriber_id: subscriberId,
    at,
    what,
    source,
    consent_at: consentAt ?? null,
    ip: evidence?.ip ?? null,
    user_agent: evidence?.userAgent ?? null,
    form: evidence?.form ?? null,
    text_version: evidence?.textVersion ?? null,
    privacy_version: evidence?.privacyVersion ?? null,
    token_id: evidence?.tokenId ?? null,
    language: evidence?.language ?? null,
    asked_at: asked?.at ?? null,
    asked_ip: asked?.ip ?? null,
    asked_user_agent: asked?.userAgent ?? null,
    details: details ?? null,
  };
}

export async function consentsOf(database: Kysely<Tables>, subscriberId: number): Promise<readonly Consent[]> {
  const rows = await database
    .selectFrom('consents')
    .leftJoin('consent_texts', 'consent_texts.version', 'consents.text_version')
    .selectAll('consents')
    .select('consent_texts.text')
    .where('subscriber_id', '=', subscriberId)
    .orderBy('id')
    .execute();
  return rows.map((row) => {
    const evidence: Evidence = given({
      ip: row.ip,
      userAgent: row.user_agent,
      form: row.form,
      text: row.text,
      textVersion: row.text_version,
      privacyVersion: row.privacy_version,
      tokenId: row.token_id,
      language: row.language,
    });
    const asked =
      row.asked_at === null
        ? {}
        : { asked: { at: row.asked_at, ...given({ ip: row.asked_ip, userAgent: row.asked_user_agent }) } };
    return {
      at: row.at,
      what: row.what,
      source: row.source,
      ...given({ consentAt: row.consent_at, details: row.details }),
      ...(Object.keys(evidence).length === 0 ? {} : { evidence }),
      ...asked,
    };
  });
}

/** Those that are there. */
function given<Name extends string>(
  values: Readonly<Record<Name, string | null | undefined>>,
): Partial<Record<Name, string>> {
  const present = Object.entries(values).filter(([, value]) => typeof value === 'string');
  // Only strings are left, under names that were given.
  return Object.fromEntries(present) as Partial<Record<Name, string>>;
}
