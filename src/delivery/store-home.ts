// Notices a store that was restored, copied or moved, before anybody is mailed from it: an old backup does not know of
// the last mailing and would mail it again, and two copies would each mail everybody. Three things are compared: who
// this machine is, what it mailed last, and that the clock has not gone back. The owner's word (adopt) settles each.
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import type { Store } from '../store/store.ts';

/** Files in the newsletter's data folder. */
const MACHINE_FILE = 'machine.json';
const LAST_MAILING_FILE = 'last-mailing.json';

/** A clock that is set right by so much says nothing. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

export interface Home {
  /** The newsletter's `data` folder. */
  readonly folder: string;
  readonly now: Date;
  /** A name that no other machine has. */
  readonly newId: () => string;
  /** The owner has said that this store is the right one, here and now. */
  readonly isAdopted: boolean;
}

/** Passes when the store is at home, and remembers what it sees. Throws STORE_MOVED. */
export async function requireHome(store: Store, home: Home): Promise<void> {
  mkdirSync(home.folder, { recursive: true });
  const [known, machine, last] = [knownHome(await store.home()), machineId(home.folder), lastMailing(home.folder)];
  if (!home.isAdopted) {
    const wrong = await whatIsWrong(store, { known, machine, last, now: home.now });
    if (wrong !== undefined) throw moved(wrong);
  }
  const id = machine ?? makeMachine(home);
  const machines = [...new Set([...(known?.machines ?? []), id])];
  await store.setHome(JSON.stringify({ machines, seenAt: home.now.toISOString() }));
  rememberMailing(home.folder, (await store.mailings())[0]);
}

const KNOWN_HOME = z.object({ machines: z.array(z.string()), seenAt: z.string() });
const MACHINE = z.object({ id: z.string(), inode: z.number() });
const LAST_MAILING = z.object({ slug: z.string(), edition: z.string(), startedAt: z.string() });

type LastMailing = z.infer<typeof LAST_MAILING>;

function knownHome(text: string | undefined): z.infer<typeof KNOWN_HOME> | undefined {
  return text === undefined ? undefined : KNOWN_HOME.parse(JSON.parse(text));
}

async function whatIsWrong(
  store: Store,
  seen: {
    readonly known: z.infer<typeof KNOWN_HOME> | undefined;
    readonly machine: string | undefined;
    readonly last: LastMailing | undefined;
    readonly now: Date;
  },
): Promise<string | undefined> {
  const { known, machine, last, now } = seen;
  if (last !== undefined) {
    const mailing = await store.mailing(last.slug, last.edition);
    if (mailing?.startedAt !== last.startedAt) {
      const what = `the mailing of ${last.slug}, which was started from here at ${last.startedAt}`;
      return `The store does not know of ${what}: it is older than that, or another one.`;
    }
  }
  if (known === undefined) return undefined;
  if (machine === undefined || !known.machines.includes(machine)) {
    return 'This machine has never mailed from this store: it was copied or moved here, or this is a further sender.';
  }
  if (Date.parse(known.seenAt) - now.getTime() > CLOCK_TOLERANCE_MS) {
    return `The clock says ${now.toISOString()}, and the store was last used at ${known.seenAt}.`;
  }
  return undefined;
}

function moved(wrong: string): AppError {
  const why = 'Nobody is mailed, because some might get an issue twice.';
  const cure = 'When this is the right store, and no copy of it mails elsewhere, say so once: ';
  return new AppError('STORE_MOVED', `${wrong} ${why} ${cure}masthead start --adopt-store (or publish --adopt-store).`);
}

/** Undefined when there is none, or when the file is a copy: then it is not where it was made. */
function machineId(folder: string): string | undefined {
  const path = join(folder, MACHINE_FILE);
  const machine = readJson(path, MACHINE);
  return machine !== undefined && machine.inode === statSync(path).ino ? machine.id : undefined;
}

function makeMachine({ folder, newId }: Home): string {
  const id = newId();
  const path = join(folder, `${MACHINE_FILE}.${id}`);
  const file = openSync(path, 'wx', 0o600);
  writeSync(file, `${JSON.stringify({ id, inode: fstatSync(file).ino })}\n`);
  closeSync(file);
  renameSync(path, join(folder, MACHINE_FILE));
  return id;
}

function lastMailing(folder: string): LastMailing | undefined {
  return readJson(join(folder, LAST_MAILING_FILE), LAST_MAILING);
}

function rememberMailing(folder: string, mailing: LastMailing | undefined): void {
  const path = join(folder, LAST_MAILING_FILE);
  if (mailing === undefined) {
    rmSync(path, { force: true });
    return;
  }
  const { slug, edition, startedAt } = mailing;
  const last = lastMailing(folder);
  if (last?.slug === slug && last.edition === edition && last.startedAt === startedAt) return;
  writeFileSync(`${path}.new`, `${JSON.stringify({ slug, edition, startedAt })}\n`);
  renameSync(`${path}.new`, path);
}

/** Undefined when the file is not there, or torn by a power cut. */
function readJson<T>(path: string, shape: z.ZodType<T>): T | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return shape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
