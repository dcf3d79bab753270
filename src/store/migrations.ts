// The numbered steps that make the tables. A step that has been released is never edited: a change is another step.
// Each run is one transaction together with its entries in the log, so a crash leaves a store at one number or the
// other, and two processes that start at once make the tables one after the other.
import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { AppError } from '../errors.ts';
import type { Flavour } from './flavour.ts';
import { first } from './migrations/0001-first.ts';
import { senders } from './migrations/0002-senders.ts';
import { pace } from './migrations/0003-pace.ts';
import { web } from './migrations/0004-web.ts';
import { readers } from './migrations/0005-readers.ts';
import { bounces } from './migrations/0006-bounces.ts';
import { slices } from './migrations/0007-slices.ts';
import { servers } from './migrations/0008-servers.ts';
import { controls } from './migrations/0009-controls.ts';
import { proofs } from './migrations/0010-proofs.ts';

const STEPS: Readonly<Record<string, (flavour: Flavour) => Migration>> = {
  '0001-first': first,
  '0002-senders': senders,
  '0003-pace': pace,
  '0004-web': web,
  '0005-readers': readers,
  '0006-bounces': bounces,
  '0007-slices': slices,
  '0008-servers': servers,
  '0009-controls': controls,
  '0010-proofs': proofs,
};

/** In the order in which they are taken. */
export const MIGRATION_NAMES: readonly string[] = Object.keys(STEPS);

/** Brings the store up to this version. Throws STORE_NEWER for one that a later version has written. */
// The tables do not exist yet as far as types go, hence the untyped database.
export async function migrate(database: Kysely<unknown>, flavour: Flavour, where: string): Promise<void> {
  await refuseNewer(database, where);
  const getMigrations = async () =>
    Object.fromEntries(Object.entries(STEPS).map(([name, step]) => [name, step(flavour)]));
  const { error } = await new Migrator({ db: database, provider: { getMigrations } }).migrateToLatest();
  if (error !== undefined) {
    const fault = `The tables in ${where} could not be brought up to date; nothing was changed.`;
    throw new AppError('STORE_UNUSABLE', `${fault} Restore a backup or report it.`, { cause: error });
  }
}

async function refuseNewer(database: Kysely<unknown>, where: string): Promise<void> {
  const tables = await database.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) return;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(database);
  const unknown = rows.map((row) => row.name).filter((name) => !(name in STEPS));
  if (unknown.length === 0) return;
  const fault = `${where} was written by a newer version (it has ${unknown.join(', ')}).`;
  throw new AppError('STORE_NEWER', `${fault} Use that version, or restore a backup from before it.`);
}
