// What was mailed in the tables: written with the mailing, read when somebody asks. Texts are kept once, compressed: an
// issue of 17 KB takes about 9.
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { sql, type Kysely, type Transaction } from 'kysely';
import { NO_DELIVERIES, type DeliveryCounts, type DeliveryState } from '../core/ledger/delivery.ts';
import type { FrozenLetter } from '../core/message/frozen-letter.ts';
import { letterProof } from '../core/message/letter-proof.ts';
import type { MessageOf } from '../core/message/message.ts';
import type { Flavour } from './flavour.ts';
import { textsIn } from './json-texts.ts';
import type { LetterPlan } from './letter-plan.ts';
import type { IssueMailing, KeptOrigin, MailedLetter, MailingOrigin, OriginFile, ProofStore } from './proof-store.ts';
import type { Tables } from './tables.ts';

/** A third of the time of the best there is, for texts that are hardly larger. */
const QUALITY = 5;

export function proofRows({ read, flavour }: ProofSurroundings): ProofStore {
  return {
    origin: (mailingId) => read((from) => originOf(from, mailingId)),
    mailedText: (sha256) => read((from) => mailedText(from, sha256)),
    mailedLetters: (mailingId) => read((from) => mailedLetters(from, mailingId)),
    mailingsOf: (slug) => read((from) => mailingsOf(from, flavour, slug)),
  };
}

interface ProofSurroundings {
  readonly flavour: Flavour;
  readonly read: <T>(query: (from: Kysely<Tables>) => Promise<T>) => Promise<T>;
}

/** Keeps the hashes of the mailing's letters, its own and those of the plan, and of what they were made. */
export async function insertProofs(
  tx: Transaction<Tables>,
  mailing: MessageOf & { readonly id: number },
  plan: LetterPlan,
  origin: MailingOrigin | undefined,
): Promise<void> {
  const letters = [{ letterNo: 0, letter: mailing.letter }, ...plan.letters];
  for (const { letterNo, letter } of letters) {
    const row = { mailing_id: mailing.id, letter_no: letterNo, ...letterProof({ ...mailing, letter }) };
    await tx.insertInto('letter_proofs').values(row).execute();
  }
  if (origin === undefined) return;
  const { commit = null, program, engine } = origin;
  const row = { mailing_id: mailing.id, commit_id: commit, program, engine };
  await tx.insertInto('mailing_origins').values(row).execute();
  for (const file of origin.files) await insertFile(tx, mailing.id, file);
}

async function insertFile(tx: Transaction<Tables>, mailingId: number, file: OriginFile): Promise<void> {
  const { path, sha256, text, isCommitted, slug = null, number = null } = file;
  const packed = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } });
  const kept = tx.insertInto('mailed_texts').values({ sha256, packed: packed.toString('base64') });
  await kept.onConflict((conflict) => conflict.column('sha256').doNothing()).execute();
  const row = { mailing_id: mailingId, path, sha256, is_committed: isCommitted ? 1 : 0, slug, number };
  await tx.insertInto('mailed_files').values(row).execute();
}

async function originOf(from: Kysely<Tables>, mailingId: number): Promise<KeptOrigin | undefined> {
  const row = await from
    .selectFrom('mailing_origins')
    .selectAll()
    .where('mailing_id', '=', mailingId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const files = from.selectFrom('mailed_files').selectAll().where('mailing_id', '=', mailingId).orderBy('path');
  return {
    ...(row.commit_id !== null && { commit: row.commit_id }),
    program: row.program,
    engine: row.engine,
    files: (await files.execute()).map(({ path, sha256, is_committed, slug, number }) => ({
      path,
      sha256,
      isCommitted: is_committed === 1,
      ...(slug !== null && { slug }),
      ...(number !== null && { number }),
    })),
  };
}

async function mailedText(from: Kysely<Tables>, sha256: string): Promise<string | undefined> {
  const row = await from.selectFrom('mailed_texts').select('packed').where('sha256', '=', sha256).executeTakeFirst();
  return row && brotliDecompressSync(Buffer.from(row.packed, 'base64')).toString('utf8');
}

async function mailedLetters(from: Kysely<Tables>, mailingId: number): Promise<readonly MailedLetter[]> {
  const mailing = from.selectFrom('mailings').select('letter').where('id', '=', mailingId);
  const own = { letter_no: 0, topics: null, slugs: null, ...(await mailing.executeTakeFirstOrThrow()) };
  const others = from.selectFrom('mailing_letters').selectAll().where('mailing_id', '=', mailingId);
  const proofs = await from.selectFrom('letter_proofs').selectAll().where('mailing_id', '=', mailingId).execute();
  const proofOf = new Map(proofs.map(({ letter_no, headers, html, text }) => [letter_no, { headers, html, text }]));
  return [own, ...(await others.orderBy('letter_no').execute())].map(({ letter_no, topics, slugs, letter }) => {
    const proof = proofOf.get(letter_no);
    return {
      letterNo: letter_no,
      topics: topics === null ? [] : textsIn(topics),
      ...(slugs !== null && { slugs: textsIn(slugs) }),
      // Written by the start of a mailing alone, from a FrozenLetter.
      letter: JSON.parse(letter) as FrozenLetter,
      ...(proof && { proof }),
    };
  });
}

async function mailingsOf(from: Kysely<Tables>, flavour: Flavour, slug: string): Promise<readonly IssueMailing[]> {
  const numbers = await digestLetters(from, slug);
  const mailings = await from
    .selectFrom('mailings')
    .select(['id', 'slug', 'edition', 'key_id', 'total', 'started_at', 'finished_at'])
    .where((row) => row.or([row('slug', '=', slug), flavour.isOneOf('id', [...numbers.keys()])]))
    .orderBy('id')
    .execute();
  const result: IssueMailing[] = [];
  for (const { key_id, started_at, finished_at, ...mailing } of mailings) {
    const finished = finished_at === null ? {} : { finishedAt: finished_at };
    const counts = await countsOf(from, mailing.id, numbers.get(mailing.id));
    result.push({ mailing: { ...mailing, keyId: key_id, startedAt: started_at, ...finished }, counts });
  }
  return result;
}

/** The letters of digests that hold the issue: their numbers, by the mailing. */
async function digestLetters(from: Kysely<Tables>, slug: string): Promise<ReadonlyMap<number, readonly number[]>> {
  const letters = from.selectFrom('mailing_letters').select(['mailing_id', 'letter_no', 'slugs']);
  const rows = await letters.where('slugs', 'is not', null).execute();
  const holding = rows.filter(({ slugs }) => slugs !== null && textsIn(slugs).includes(slug));
  const byMailing = Map.groupBy(holding, ({ mailing_id }) => mailing_id);
  return new Map([...byMailing].map(([id, some]) => [id, some.map(({ letter_no }) => letter_no)]));
}

async function countsOf(from: Kysely<Tables>, id: number, letters?: readonly number[]): Promise<DeliveryCounts> {
  const only = letters === undefined ? sql`` : sql` and letter_no in (${sql.join(letters)})`;
  const { rows } = await sql<{ state: DeliveryState; count: number }>`select state, count(*) as count
    from deliveries where mailing_id = ${id}${only} group by state`.execute(from);
  return { ...NO_DELIVERIES, ...Object.fromEntries(rows.map(({ state, count }) => [state, count])) };
}
