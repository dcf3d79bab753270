// The one place where adapters are built and joined: settings, clock, build, store, keys, mail. The ways through them
// (flow/) and the commands ask it for what they need; whatever is heavy is loaded when it is first used.
import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { KeyRing } from './core/audience/signed-link.ts';
import { deliveryLimits, routeLimits, type DeliveryLimits } from './core/ledger/limits.ts';
import type { Newsletter } from './core/newsletter.ts';
import type { DeliveryTools } from './delivery/delivery-tools.ts';
import type { Signer } from './mail/dkim.ts';
import type { Mailer } from './mail/mailer.ts';
import type { BuildInput, BuildResult } from './publish/build.ts';
import type { LibraryInput, OpenLibrary } from './publish/open-library.ts';
import { readSettings, type Environment, type Settings } from './settings.ts';
import type { Store } from './store/store.ts';
import { systemClock, type Clock } from './system/clock.ts';
import { systemRandom } from './system/random.ts';
import { wait } from './system/wait.ts';

export interface App extends AsyncDisposable {
  /** Absolute path of the newsletter's folder. */
  readonly root: string;
  readonly newsletter: Newsletter;
  readonly environment: Environment;
  /** Where bounces go; undefined while they go to the sender's address. */
  readonly bounceAddress: string | undefined;
  readonly clock: Clock;
  readonly library: (options?: Pick<LibraryInput, 'onProgress'>) => Promise<OpenLibrary>;
  readonly build: (options: Pick<BuildInput, 'onProgress' | 'images' | 'isHeld'>) => Promise<BuildResult>;
  readonly store: () => Promise<Store>;
  /** The store if it was ever made: for those who only ask and must leave nothing behind. */
  readonly knownStore: () => Promise<Store | undefined>;
  /** The store to mail from, which has been found to be at home. Throws STORE_MOVED. */
  readonly mailingStore: () => Promise<Store>;
  readonly keys: () => Promise<KeyRing>;
  readonly mailer: () => Promise<Mailer>;
  /** How fast, and for how long: what masthead.yaml and the routes of SMTP_URL say. */
  readonly limits: () => Promise<DeliveryLimits>;
  readonly deliveryTools: () => Promise<DeliveryTools>;
}

export interface AppOptions {
  readonly clock?: Clock;
  /** Stands for the process's variables and `.env` together. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
  /** The owner has said that the store is the right one (delivery/store-home.ts). */
  readonly adoptStore?: boolean;
  /** Hears what the owner should know, one sentence each. */
  readonly onNotice?: (sentence: string) => void;
}

/** The newsletter in `root`. Throws what readSettings throws; opens nothing yet. */
export function openApp(root: string, options: AppOptions = {}): App {
  const settings = readSettings(root, options.variables);
  const { newsletter, environment } = settings;
  for (const notice of settings.notices) options.onNotice?.(notice);
  const clock = options.clock ?? systemClock;
  const opened = new AsyncDisposableStack();
  const place = { root: settings.root, newsletter };
  const onNotice = options.onNotice && { onNotice: options.onNotice };

  const store = once(async () => {
    const { openStore } = await import('./store/open-store.ts');
    const { addressHashes } = await import('./core/audience/address-hash.ts');
    const hashesOf = async () => addressHashes(await keys());
    const made = opened.use(await openStore(settings.root, environment.DATABASE_URL, hashesOf));
    const { applyJournal, JOURNAL_FILE } = await import('./readers/departure-journal.ts');
    const count = await applyJournal(made, join(settings.root, JOURNAL_FILE), { hashesOf, now: clock.now() });
    if (count > 0) options.onNotice?.(`The store had forgotten that ${count} of its readers have left. They are out.`);
    return made;
  });
  const keys = once(async () => {
    const { secretKeys, SECRET_KEY_FILE } = await import('./system/secret-keys.ts');
    const ring = secretKeys(environment.SECRET_KEY, join(settings.root, SECRET_KEY_FILE));
    if (ring.notice !== undefined) options.onNotice?.(ring.notice);
    return ring.keys;
  });
  const mailer = once(async () => opened.use(await openMailer(settings, options.onNotice)));

  const limits = async (): Promise<DeliveryLimits> => {
    const { smtpTargets } = await import('./mail/smtp-url.ts');
    const routes = environment.SMTP_URL === undefined ? [] : smtpTargets(environment.SMTP_URL);
    return { ...deliveryLimits(newsletter.delivery), routes: routeLimits(routes) };
  };

  const mailingStore = async (): Promise<Store> => {
    const { requireHome } = await import('./delivery/store-home.ts');
    const folder = join(settings.root, 'data');
    const isAdopted = options.adoptStore === true;
    await requireHome(await store(), { folder, now: clock.now(), newId: randomUUID, isAdopted });
    const { keepJournal, JOURNAL_FILE } = await import('./readers/departure-journal.ts');
    await keepJournal(await store(), join(settings.root, JOURNAL_FILE), clock.now());
    return store();
  };

  return {
    ...place,
    environment,
    bounceAddress: environment.BOUNCE_ADDRESS,
    clock,
    library: async (more) => {
      const { openLibrary } = await import('./publish/open-library.ts');
      return openLibrary({ ...place, ...more });
    },
    build: async (more) => {
      const { build } = await import('./publish/build.ts');
      return build({ ...place, now: clock.now(), ...onNotice, ...more });
    },
    store,
    knownStore: async () => {
      const { isStoreThere } = await import('./store/open-store.ts');
      return isStoreThere(settings.root, environment.DATABASE_URL) ? store() : undefined;
    },
    mailingStore,
    keys,
    mailer,
    limits,
    deliveryTools: async () => ({
      store: await mailingStore(),
      mailer: await mailer(),
      keys: await keys(),
      uncertain: newsletter.delivery.uncertain,
      limits: await limits(),
      now: clock.now,
      random: systemRandom,
      wait,
    }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** The servers of SMTP_URL, else the local mailbox; signing when there is a key. */
async function openMailer(settings: Settings, onNotice: AppOptions['onNotice']): Promise<Mailer> {
  const { SMTP_URL } = settings.environment;
  const signer = await openSigner(settings);
  // Nobody verifies what stays in the local mailbox.
  if (signer !== undefined && SMTP_URL !== undefined) {
    const { checkDkimRecords } = await import('./mail/dkim-record.ts');
    for (const notice of await checkDkimRecords(signer)) onNotice?.(notice);
  }
  const plain = SMTP_URL === undefined ? await openMailbox(settings.root) : await openSmtp(SMTP_URL);
  if (signer === undefined) return plain;
  const { signingMailer } = await import('./mail/dkim.ts');
  return signingMailer(plain, signer);
}

async function openSigner({ root, newsletter, environment }: Settings): Promise<Signer | undefined> {
  const { DKIM_DOMAIN, DKIM_SELECTOR, DKIM_PRIVATE_KEY_FILE } = environment;
  const { DKIM_ED25519_SELECTOR, DKIM_ED25519_PRIVATE_KEY_FILE } = environment;
  if (DKIM_DOMAIN === undefined || DKIM_SELECTOR === undefined || DKIM_PRIVATE_KEY_FILE === undefined) return undefined;
  const { dkimSigner } = await import('./mail/dkim.ts');
  const key = (selector: string, file: string) => ({ selector, keyFile: resolve(root, file) });
  const hasSecond = DKIM_ED25519_SELECTOR !== undefined && DKIM_ED25519_PRIVATE_KEY_FILE !== undefined;
  const second = hasSecond ? key(DKIM_ED25519_SELECTOR, DKIM_ED25519_PRIVATE_KEY_FILE) : undefined;
  const first = key(DKIM_SELECTOR, DKIM_PRIVATE_KEY_FILE);
  return dkimSigner({ domain: DKIM_DOMAIN, ...first, second }, newsletter.sender.address);
}

async function openMailbox(root: string): Promise<Mailer> {
  const { localMailbox, MAILBOX_FOLDER } = await import('./mail/local-mailbox.ts');
  return localMailbox(join(root, MAILBOX_FOLDER));
}

async function openSmtp(url: string): Promise<Mailer> {
  const { smtpMailer } = await import('./mail/smtp-mailer.ts');
  return smtpMailer(url);
}

/** Makes a thing when it is first asked for, and that one for everybody; what could not be made is tried again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
