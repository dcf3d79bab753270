import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { HubPings } from '../../src/server/hub-pings.ts';
import { sqliteStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { openLog } from '../../src/system/log.ts';
import { ask, serverOver, writeTree, type ServerUnderTest } from '../support/a-server.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

/** A hub: takes pings, and fetches the topic at once, as real ones do. */
interface Hub {
  readonly url: string;
  /** What the topic held when it was fetched on a ping, by topic; in the order of the pings. */
  readonly seen: { readonly topic: string; readonly body: string }[];
  status: number;
  /** The next ping has been taken and its topic fetched. */
  readonly pinged: () => Promise<unknown>;
}

async function aHub(): Promise<Hub> {
  const server = createServer((request, response) => {
    let form = '';
    request.on('data', (chunk: Buffer) => (form += chunk.toString()));
    request.on('end', () => void take(new URLSearchParams(form)));
    const take = async (fields: URLSearchParams): Promise<void> => {
      expect([fields.get('hub.mode'), fields.get('hub.url')]).toEqual(['publish', fields.get('hub.topic')]);
      const topic = String(fields.get('hub.topic'));
      const { body } = await ask(topic, new URL(topic).pathname);
      hub.seen.push({ topic, body: body.toString() });
      response.writeHead(hub.status).end();
      server.emit('pinged');
    };
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  const hub: Hub = { url: `http://127.0.0.1:${port}/`, seen: [], status: 204, pinged: () => once(server, 'pinged') };
  return hub;
}

const FORMATS = ['atom', 'rss', 'json'] as const;

function feeds(base: string, hub: string, content: string): Record<string, string> {
  const links = (format: string): string =>
    `<link rel="self" href="${base}feed.${format}"/><link rel="hub" href="${hub}"/>`;
  return {
    'feed.atom': `<feed>${links('atom')}<entry>${content}</entry></feed>`,
    'feed.rss': `<rss>${links('rss')}<item>${content}</item></rss>`,
    'feed.json': JSON.stringify({
      feed_url: `${base}feed.json`,
      hubs: [{ type: 'WebSub', url: hub }],
      items: [content],
    }),
    'feeds.opml': '<opml/>',
  };
}

interface Publisher extends ServerUnderTest {
  readonly store: Store;
  readonly hub: Hub;
  readonly pings: HubPings;
  /** Writes the feeds with this content and lets the server take them up. */
  readonly publish: (content: string, formats?: readonly string[]) => Promise<void>;
  now: Date;
}

async function aPublisher(): Promise<Publisher> {
  const [folder, hub] = [scratchFolder(), await aHub()];
  const store = await sqliteStore(join(folder, 'masthead.sqlite'));
  const out = join(folder, 'out');
  writeTree(out, { 'index.html': '' });
  const server = await serverOver(out);
  const publisher = { now: new Date('2026-01-06T00:00:00Z') };
  const tools = { store: async () => store, log: openLog('silent'), now: () => publisher.now, lookMs: 20 };
  const pings = new HubPings(tools);
  onTestFinished(async () => {
    await pings[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
  });
  return Object.assign(publisher, {
    ...server,
    store,
    hub,
    pings,
    publish: async (content: string, formats: readonly string[] = FORMATS) => {
      const files = Object.entries(feeds(server.url, hub.url, content));
      writeTree(out, Object.fromEntries(files.filter(([path]) => formats.some((format) => path === `feed.${format}`))));
      await server.site.refresh();
      pings.served(server.site);
    },
  });
}

async function pingedTimes(hub: Hub, count: number): Promise<void> {
  while (hub.seen.length < count) await hub.pinged();
}

/** Waits until the store says so. */
async function settled(store: Store, isSo: (waiting: number, replies: readonly string[]) => boolean): Promise<void> {
  for (;;) {
    const pings = await store.hubPings();
    const waiting = pings.filter(({ nextAt }) => nextAt !== undefined).length;
    if (
      isSo(
        waiting,
        pings.map(({ reply = '' }) => reply),
      )
    )
      return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('a hub is told once of each changed feed, and finds the new bytes there', async () => {
  const { hub, publish, store, url } = await aPublisher();
  await publish('first');
  await pingedTimes(hub, 3);
  expect(hub.seen.map(({ topic }) => topic).toSorted()).toEqual(
    ['atom', 'json', 'rss'].map((each) => `${url}feed.${each}`),
  );
  await settled(store, (waiting) => waiting === 0);
  await publish('second', ['atom']);
  await pingedTimes(hub, 4);
  expect(hub.seen.slice(3)).toEqual([{ topic: `${url}feed.atom`, body: expect.stringContaining('second') }]);
  await settled(store, (waiting) => waiting === 0);
});

test('an unchanged feed is told of to nobody, after a restart neither', async () => {
  const publisher = await aPublisher();
  const { hub, publish, store, site } = publisher;
  await publish('first');
  await pingedTimes(hub, 3);
  await settled(store, (waiting) => waiting === 0);
  const tools = { store: async () => store, log: openLog('silent'), now: () => publisher.now, lookMs: 10 };
  const again = new HubPings(tools);
  again.served(site);
  await publish('first');
  // What comes after it is told of, and nothing was in between.
  await publish('second');
  again.served(site);
  await pingedTimes(hub, 6);
  await settled(store, (waiting) => waiting === 0);
  await again[Symbol.asyncDispose]();
  expect(hub.seen.slice(3).map(({ body }) => body.includes('second'))).toEqual([true, true, true]);
});

test('a hub that fails is tried again when it is time, by whichever process lives then', async () => {
  const publisher = await aPublisher();
  const { hub, publish, store, pings } = publisher;
  hub.status = 500;
  await publish('first', ['atom']);
  await pingedTimes(hub, 1);
  await settled(store, (_, replies) => replies.includes('500'));
  const [ping] = await store.hubPings();
  expect(ping).toMatchObject({ attempts: 1, nextAt: '2026-01-06T00:01:00.000Z' });
  await pings[Symbol.asyncDispose]();
  hub.status = 202;
  publisher.now = new Date('2026-01-06T00:01:00Z');
  const tools = { store: async () => store, log: openLog('silent'), now: () => publisher.now, lookMs: 10 };
  await using next = new HubPings(tools);
  next.served(publisher.site);
  await pingedTimes(hub, 2);
  await settled(store, (waiting) => waiting === 0);
  expect(await store.hubPings()).toMatchObject([{ attempts: 2, reply: 'told' }]);
});

test('a hub that never answers well is given up after a day, until the feed changes', async () => {
  const publisher = await aPublisher();
  const { hub, publish, store } = publisher;
  hub.status = 500;
  await publish('first', ['atom']);
  const days = setInterval(() => (publisher.now = new Date(publisher.now.getTime() + 86_400_000)), 5);
  onTestFinished(() => clearInterval(days));
  await pingedTimes(hub, 8);
  await settled(store, (waiting) => waiting === 0);
  expect(await store.hubPings()).toMatchObject([{ attempts: 8, reply: '500' }]);
  hub.status = 204;
  await publish('second', ['atom']);
  await pingedTimes(hub, 9);
});

test('while a cache still gives the old feed the hub is not sent there', async () => {
  const publisher = await aPublisher();
  const { hub, publish, store, url } = publisher;
  await publish('first', ['atom']);
  await pingedTimes(hub, 1);
  await settled(store, (waiting) => waiting === 0);
  // Noted as new before the server has taken it up, which is how a cache in front of it looks from here.
  await store.noteTopics([{ hub: hub.url, topic: `${url}feed.atom`, hash: 'newer' }], publisher.now.toISOString());
  await settled(store, (_, replies) => replies.some((reply) => reply.includes('old feed')));
  expect(hub.seen).toHaveLength(1);
});
