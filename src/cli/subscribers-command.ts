// masthead subscribers: the list of readers, in and out.
import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { emailAddress, type EmailAddress } from '../core/audience/email-address.ts';
import { SUBSCRIBER_STATES, type Subscriber, type SubscriberState } from '../core/audience/subscriber.ts';
import { AppError } from '../errors.ts';
import type { PastBounce } from '../store/bounce-store.ts';
import type { Store } from '../store/store.ts';
import { columns } from './columns.ts';
import type { CommandCall, CommandSpec, Outcome } from './command.ts';
import { counted } from './problem-lines.ts';
import { consentLines } from './consent-lines.ts';
import { subscribersImport } from './subscribers-import.ts';

const OPERATOR = 'the operator';
/** Rows read from the store at once. */
const PAGE = 1000;

export const subscribersCommand: CommandSpec = {
  usage: 'subscribers',
  summary: 'import, export, add, list, show, remove and erase subscribers',
  commands: [
    subscribersImport,
    {
      usage: 'export [file]',
      summary: 'write all subscribers as CSV into a file, or to stdout',
      options: [
        ['--state <state>', `only those who are ${SUBSCRIBER_STATES.join(', ')}`],
        ['--consent', 'write the record of consent instead, every line with its evidence'],
      ],
      run: exportAll,
    },
    { usage: 'add <address>', summary: 'add one subscriber, whose consent you vouch for', run: add },
    {
      usage: 'list',
      summary: 'list subscribers, and how many there are of each state',
      options: [['--state <state>', `only those who are ${SUBSCRIBER_STATES.join(', ')}`]],
      run: list,
    },
    { usage: 'show <address>', summary: 'show one subscriber with the whole record of consent', run: show },
    { usage: 'remove <address>', summary: 'never mail this address again', run: remove },
    {
      usage: 'erase <address>',
      summary: 'delete all that is known of one subscriber but a keyed hash that keeps them away',
      run: erase,
    },
  ],
};

async function exportAll(call: CommandCall): Promise<Outcome> {
  const { exportConsents, exportSubscribers } = await import('../subscribers/export-subscribers.ts');
  const [file] = call.args;
  if (file === undefined && call.flag('json')) {
    throw new AppError('USAGE', 'With --json name a file for the CSV: stdout holds the JSON document.');
  }
  const state = stateOf(call);
  return withStore(call, async (store) => {
    const path = file === undefined ? undefined : resolve(call.root, file);
    const output = path === undefined ? process.stdout : createWriteStream(path, { mode: 0o600 });
    const count = call.flag('consent')
      ? await exportConsents(store, output)
      : await exportSubscribers(store, output, { ...(state && { state }) });
    if (path === undefined) return { data: { count }, lines: [] };
    await new Promise<void>((done) => output.end(() => done()));
    return { data: { count, file: path }, lines: [`Wrote ${counted(count, 'row')} into ${path}.`] };
  });
}

function add(call: CommandCall): Promise<Outcome> {
  return withStore(call, async (store, now) => {
    const address = addressOf(call);
    const given = { address, event: 'added', source: OPERATOR, consentAt: now } as const;
    const [result = 'unchanged'] = await store.addSubscribers([given], now);
    const data = { address, result };
    if (result !== 'blocked') return { data, lines: [`${address}: ${result}.`] };
    const line = `${address} has unsubscribed or is suppressed, and stays so: only the reader can come back.`;
    return { data, lines: [line], failed: true };
  });
}

function list(call: CommandCall): Promise<Outcome> {
  const state = stateOf(call);
  return withStore(call, async (store) => {
    const counts = await store.subscriberCounts();
    const all: Subscriber[] = [];
    for (let after: number | undefined = 0; after !== undefined;) {
      const page = await store.subscribers({ after, limit: PAGE, ...(state && { state }) });
      all.push(...page);
      after = page.at(-1)?.id;
    }
    const rows = all.map(({ address, standing, frequency, topics }) => [
      address,
      standing.state,
      frequency,
      topics.join(' '),
    ]);
    const total = SUBSCRIBER_STATES.map((name) => `${counts[name]} ${name}`).join(', ');
    return { data: { counts, subscribers: all.map(publicData) }, lines: [...columns(rows), `${total}.`] };
  });
}

function show(call: CommandCall): Promise<Outcome> {
  return withStore(call, async (store) => {
    const subscriber = await known(store, addressOf(call));
    const consents = await store.consents(subscriber.id);
    const bounces = await store.bouncesOf(subscriber.id);
    const { standing } = subscriber;
    const reason = standing.state === 'suppressed' ? ` (${standing.reason})` : '';
    const lines = columns([
      ['address', subscriber.address],
      ['state', `${standing.state}${reason}`],
      ['topics', subscriber.topics.join(' ') || 'all'],
      ['frequency', FREQUENCY_WORDS[subscriber.frequency]],
      ...(subscriber.pausedUntil === undefined ? [] : [['paused until', subscriber.pausedUntil]]),
      ...(subscriber.language === undefined ? [] : [['language', subscriber.language]]),
      ...consents.flatMap(consentLines),
      ...bounces.map((bounce) => [bounce.at, bounceText(bounce)]),
    ]);
    return { data: { ...publicData(subscriber), consents, bounces }, lines };
  });
}

/** What the other side said of the mailbox, in its own words where it gave any. */
function bounceText({ slug, kind, status, reason, diagnostic }: PastBounce): string {
  const words = diagnostic ?? [status, reason].filter((text) => text !== undefined).join(' ');
  return `${NAME_OF_BOUNCE[kind]}, ${slug}: ${words}`;
}

const NAME_OF_BOUNCE: Readonly<Record<PastBounce['kind'], string>> = {
  hard: 'hard bounce',
  soft: 'soft bounce',
  ours: 'bounce for what we are or sent',
  complaint: 'complaint',
  refused: 'refused',
};

const FREQUENCY_WORDS = { each: 'each issue', daily: 'daily digest', weekly: 'weekly digest' } as const;

function remove(call: CommandCall): Promise<Outcome> {
  return withStore(call, async (store, now) => {
    const address = addressOf(call);
    await known(store, address);
    const after = await store.changeSubscriber(address, 'removed', OPERATOR, now);
    const state = after?.standing.state ?? 'suppressed';
    return { data: { address, state }, lines: [`${address} is ${state} and will not be mailed again.`] };
  });
}

function erase(call: CommandCall): Promise<Outcome> {
  return withStore(call, async (store, now) => {
    const address = addressOf(call);
    const wasKnown = await store.erase(address, now);
    const departure = await store.departure(address);
    if (!wasKnown && departure === undefined) await known(store, address);
    const line = 'Everything known of this address is erased, but for a keyed hash that keeps it away.';
    const before = `This address was erased before, at ${departure?.at}.`;
    return { data: { erased: wasKnown, departure }, lines: [wasKnown ? line : before] };
  });
}

async function withStore(call: CommandCall, work: (store: Store, now: string) => Promise<Outcome>): Promise<Outcome> {
  const { openApp } = await import('../app.ts');
  await using app = openApp(call.root, { onNotice: call.screen.note });
  // Without this `await` the store would be closed before the work begins.
  return await work(await app.store(), app.clock.now().toISOString());
}

async function known(store: Store, address: EmailAddress): Promise<Subscriber> {
  const subscriber = await store.subscriber(address);
  if (!subscriber) throw new AppError('SUBSCRIBER_UNKNOWN', `No subscriber has the address ${address}.`);
  return subscriber;
}

function addressOf({ args }: CommandCall): EmailAddress {
  const address = emailAddress(args[0] ?? '');
  if (!address) throw new AppError('USAGE', `"${args[0]}" is no email address.`);
  return address;
}

function stateOf({ text }: CommandCall): SubscriberState | undefined {
  const written = text('state');
  const state = SUBSCRIBER_STATES.find((name) => name === written);
  if (written !== undefined && !state) {
    throw new AppError('USAGE', `--state is one of ${SUBSCRIBER_STATES.join(', ')}, not "${written}".`);
  }
  return state;
}

/** Without the number and the secret name that stand for a reader in the store and in links. */
function publicData({
  address,
  standing,
  topics,
  frequency,
  pausedUntil,
  language,
  consent,
  createdAt,
}: Subscriber): object {
  const choice = { topics, frequency, pausedUntil: pausedUntil ?? null, language: language ?? null };
  return { address, ...standing, ...choice, consent: consent ?? null, createdAt };
}
