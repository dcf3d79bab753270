import { expect, test } from 'vitest';
import { total } from '../../src/core/ledger/delivery.ts';
import { NO_LIMITS, ROUTE, routeLimits, type DeliveryLimits, type Limit } from '../../src/core/ledger/limits.ts';
import { deliver } from '../../src/delivery/deliver.ts';
import { startMailing } from '../../src/delivery/start-mailing.ts';
import { wait } from '../../src/system/wait.ts';
import { address, aReader, AT } from '../support/a-letter.ts';
import { deliveryBench, START } from '../support/delivery-bench.ts';
import type { Mailer } from '../../src/mail/mailer.ts';
import { smtpTargets } from '../../src/mail/smtp-url.ts';
import { recordingSmtp } from '../support/recording-smtp.ts';

const HOUR_MS = 3_600_000;

function readersAt(domain: string, count: number) {
  return Array.from({ length: count }, (_, index) => aReader(`reader${index + 1}@${domain}`));
}

function limits(route: Limit, destinations: Readonly<Record<string, Limit>> = {}): DeliveryLimits {
  return { ...NO_LIMITS, route, destinations: new Map(Object.entries(destinations)) };
}

test('a server that refuses everything of ours by 5.7.515 leaves every subscriber as it was', async () => {
  const server = await recordingSmtp({ refuse: () => '550 5.7.515 Access denied, sending domain does not comply' });
  const { store, mailing, tools } = await deliveryBench(readersAt('hotmail.example', 30), server.url);
  const before = await store.subscribers({ limit: 100 });
  const report = await deliver(mailing, tools, { waitMs: 100 * HOUR_MS });
  expect(await store.subscribers({ limit: 100 })).toEqual(before);
  expect(await store.subscriberCounts()).toMatchObject({ active: 30, suppressed: 0 });
  expect(report.counts).toMatchObject({ accepted: 0, rejected: 30 });
  expect(await store.deliveries(mailing.id, 'rejected', 1)).toMatchObject([{ reason: 'expired' }]);
});

test('what one destination holds against us stops that destination alone, and says why in one sentence', async () => {
  const server = await recordingSmtp({
    refuse: (to) => (/@(hotmail|live)\.com$/.test(to) ? '550 5.7.515 Access denied' : undefined),
  });
  const readers = [...readersAt('hotmail.com', 20), ...readersAt('x.example', 30), ...readersAt('live.com', 20)];
  const { store, mailing, tools } = await deliveryBench(readers, `${server.url}?connections=2`);
  const report = await deliver(mailing, tools);
  expect(report).toMatchObject({ outcome: 'waiting', counts: { accepted: 30, rejected: 0 } });
  expect(report.reason).toBe('outlook.com misses SPF, DKIM or DMARC in our mail (Outlook): 550 5.7.515 Access denied');
  expect(report.counts.queued).toBeGreaterThan(20);
  expect(total(report.counts)).toBe(70);
  expect(await store.subscriberCounts()).toMatchObject({ active: 70 });
});

test('a throttled domain does not slow another one', async () => {
  const stop = new AbortController();
  const fast: string[] = [];
  const server = await recordingSmtp({
    refuse: (to) => (to.endsWith('@slow.example') ? '421 4.7.0 too many messages' : undefined),
    onTaken: ({ to }) => {
      if (fast.push(...to) === 40) stop.abort();
    },
  });
  const readers = [...readersAt('slow.example', 40), ...readersAt('fast.example', 40)];
  const beganAt = performance.now();
  const { store, mailing, tools } = await deliveryBench(readers, server.url, {
    now: () => new Date(Date.parse(AT) + performance.now() - beganAt),
    wait,
  });
  const { counts } = await deliver(mailing, tools, { signal: stop.signal });
  expect(counts.accepted).toBe(40);
  // The slow ones were asked about a few times, and wait: most of them were never attempted.
  expect(counts.queued).toBeGreaterThan(20);
  expect((await store.paceStates()).get('slow.example')).toMatchObject({ slowedBy: 'closes the connection for now' });
  const { gapMs = 0 } = (await store.paceStates()).get('slow.example') ?? {};
  expect(gapMs).toBeGreaterThanOrEqual(250);
});

test('at a rate for one domain the others have long gone when its turn comes', async () => {
  const order: string[] = [];
  const server = await recordingSmtp({ onTaken: ({ to }) => void order.push(to[0]?.split('@')[1] ?? '') });
  const readers = [...readersAt('qq.com', 12), ...readersAt('x.example', 20)];
  const { mailing, tools } = await deliveryBench(readers, server.url, {
    limits: limits({}, { 'qq.com': { perMinute: 4 } }),
  });
  const report = await deliver(mailing, tools);
  expect(report).toMatchObject({ outcome: 'finished', counts: { accepted: 32 } });
  expect(order.slice(0, 22).filter((domain) => domain === 'x.example')).toHaveLength(20);
  // Eleven waits of a quarter of a minute.
  expect(tools.now().getTime() - Date.parse(AT)).toBeGreaterThanOrEqual(11 * 15_000);
});

test('the route keeps to its rate', async () => {
  const server = await recordingSmtp();
  const { mailing, tools } = await deliveryBench(readersAt('x.example', 30), server.url, {
    limits: limits({ perMinute: 10 }),
  });
  expect(await deliver(mailing, tools)).toMatchObject({ outcome: 'finished', counts: { accepted: 30 } });
  expect(tools.now().getTime() - Date.parse(AT)).toBeGreaterThanOrEqual(29 * 6000);
});

test('a cap for the day holds over a restart, and the next day goes on', async () => {
  const server = await recordingSmtp();
  const { store, mailing, tools, pass } = await deliveryBench(readersAt('x.example', 12), server.url, {
    limits: limits({ perDay: (dayIndex) => (dayIndex === 0 ? 3 : 5) }),
  });
  const first = await deliver(mailing, tools);
  expect(first).toMatchObject({ outcome: 'waiting', nextDueAt: '2026-01-07T00:00:00.000Z', counts: { accepted: 3 } });
  expect(await deliver(mailing, tools)).toMatchObject({ outcome: 'waiting', counts: { accepted: 3, queued: 9 } });
  expect((await store.paceStates()).get(ROUTE)).toMatchObject({ day: '2026-01-06', dayCount: 3 });
  pass(24 * HOUR_MS);
  expect(await deliver(mailing, tools)).toMatchObject({ outcome: 'waiting', counts: { accepted: 8, queued: 4 } });
  expect(server.taken).toHaveLength(8);
});

test('when a mailing is too old its rest is recorded as expired, and what is uncertain is kept', async () => {
  const server = await recordingSmtp();
  const { store, mailing, tools, pass } = await deliveryBench(readersAt('x.example', 12), server.url, {
    limits: { ...limits({ perDay: () => 3 }), maxAgeHours: 12 },
  });
  await deliver(mailing, tools);
  pass(13 * HOUR_MS);
  expect(await deliver(mailing, tools)).toMatchObject({ outcome: 'finished', counts: { accepted: 3, rejected: 9 } });
  expect(await store.recount(mailing.id)).toMatchObject({ accepted: 3, rejected: 9 });
  expect((await store.deliveries(mailing.id, 'rejected', 20)).every(({ reason }) => reason === 'expired')).toBe(true);
  expect((await store.subscriber(address('reader9@x.example')))?.standing).toEqual({ state: 'active' });
});

test('greylisting is met again after five minutes and slows nobody down', async () => {
  const seen = new Set<string>();
  const server = await recordingSmtp({
    refuse: (to) => (seen.has(to) ? undefined : (seen.add(to), '450 4.2.0 Greylisted, see you later')),
  });
  const { store, mailing, tools } = await deliveryBench(readersAt('x.example', 10), server.url);
  const report = await deliver(mailing, tools, { waitMs: HOUR_MS });
  expect(report).toMatchObject({ outcome: 'finished', counts: { accepted: 10 } });
  expect(tools.now().getTime() - Date.parse(AT)).toBeLessThan(6 * 60_000);
  expect(await store.paceStates()).toEqual(new Map());
});

test('a limit to connections holds however many the mailer has', async () => {
  let atOnce = 0;
  let most = 0;
  const server = await recordingSmtp({
    onTaken: async ({ to }) => {
      if (!to[0]?.endsWith('@few.example')) return;
      most = Math.max(most, (atOnce += 1));
      await new Promise((resolve) => setTimeout(resolve, 5));
      atOnce -= 1;
    },
  });
  const { store, tools } = await deliveryBench(readersAt('few.example', 12), server.url, {
    limits: limits({}, { 'few.example': { connections: 2 } }),
  });
  const { mailing } = await startMailing(store, { ...START, slug: 'another' });
  expect(await deliver(mailing, tools)).toMatchObject({ outcome: 'finished', counts: { accepted: 12 } });
  expect(most).toBeLessThanOrEqual(2);
});

test('each route keeps to its own rate, over restarts, and the mailing is shared by what they allow', async () => {
  const [one, two] = [await recordingSmtp(), await recordingSmtp()];
  const rates = { one: 60, two: 120 } as const;
  const urls = [`${one.url}?name=one&per_minute=60`, `${two.url}?name=two&per_minute=120`].join(' ');
  const paced = { ...NO_LIMITS, routes: routeLimits(smtpTargets(urls)) };
  const begun: { readonly route: 'one' | 'two'; readonly atMs: number }[] = [];
  const bench = await deliveryBench(readersAt('x.example', 300), urls, { limits: paced });
  const { store, mailing, tools } = bench;
  const watched: Mailer = {
    ...tools.mailer,
    connections: tools.mailer.connections,
    submit: async (message, slug, way) => {
      if (way?.first === 'one' || way?.first === 'two') begun.push({ route: way.first, atMs: tools.now().getTime() });
      return tools.mailer.submit(message, slug, way);
    },
    [Symbol.asyncDispose]: async () => {},
  };
  // Two runs, as two processes would do it one after the other: the second knows what the first has used up.
  const stop = new AbortController();
  const stopping = async (milliseconds: number, signal?: AbortSignal): Promise<void> => {
    await tools.wait(milliseconds, signal);
    if (begun.length > 100) stop.abort();
  };
  await deliver(mailing, { ...tools, mailer: watched, wait: stopping }, { signal: stop.signal });
  const { outcome, counts } = await deliver(mailing, { ...tools, mailer: watched }, { waitMs: 3_600_000 });
  expect([outcome, counts.accepted]).toEqual(['finished', 300]);
  expect(one.taken.length + two.taken.length).toBe(300);
  expect(two.taken.length).toBeGreaterThan(one.taken.length);
  for (const route of ['one', 'two'] as const) {
    const ofRoute = begun.filter((each) => each.route === route);
    for (const { atMs } of ofRoute) {
      const minute = ofRoute.filter((each) => each.atMs >= atMs && each.atMs < atMs + 60_000);
      expect(minute.length).toBeLessThanOrEqual(rates[route]);
    }
  }
  expect([...(await store.paceStates()).keys()]).toEqual(expect.arrayContaining(['route:one', 'route:two']));
});
