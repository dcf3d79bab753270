import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { signingKey } from '../../src/core/audience/signed-link.ts';
import { total } from '../../src/core/ledger/delivery.ts';
import { deliver, deliverOpen } from '../../src/delivery/deliver.ts';
import { sendTest } from '../../src/delivery/send-test.ts';
import { startCorrection, startMailing } from '../../src/delivery/start-mailing.ts';
import { AppError } from '../../src/errors.ts';
import { smtpMailer } from '../../src/mail/smtp-mailer.ts';
import { wait } from '../../src/system/wait.ts';
import { address, aReader, AT, KEYS, readers } from '../support/a-letter.ts';
import { deliveryBench, START } from '../support/delivery-bench.ts';
import { recordingSmtp } from '../support/recording-smtp.ts';
import { scriptedSmtp } from '../support/scripted-smtp.ts';

const HOUR_MS = 3_600_000;

test('every active subscriber gets exactly one message, to the own address alone', async () => {
  const server = await recordingSmtp();
  const { store, mailing, tools } = await deliveryBench(
    [...readers(20), aReader('p@x.example', 'unproven')],
    server.url,
  );
  const report = await deliver(mailing, tools);
  expect(report).toMatchObject({ slug: '2026-01-06', edition: '', outcome: 'finished', counts: { accepted: 20 } });
  expect(server.taken.every((one) => one.to.length === 1)).toBe(true);
  expect(new Set(server.taken.flatMap((one) => one.to))).toEqual(new Set(readers(20).map((one) => one.address)));
  for (const one of server.taken) {
    expect((await PostalMime.parse(one.bytes)).to?.map((to) => to.address)).toEqual(one.to);
  }
  expect(await store.openMailings()).toEqual([]);
});

test('a second start and a second run mail nobody again', async () => {
  const server = await recordingSmtp();
  const { store, mailing, tools } = await deliveryBench(readers(3), server.url);
  await deliver(mailing, tools);
  expect(await startMailing(store, START)).toMatchObject({ isNew: false });
  expect(await deliver(mailing, tools)).toMatchObject({ outcome: 'finished', counts: { accepted: 3 } });
  expect(await deliverOpen(tools)).toEqual([]);
  expect(server.taken).toHaveLength(3);
});

test('who unsubscribes while the mailing runs gets nothing', async () => {
  const bench: { store?: Awaited<ReturnType<typeof deliveryBench>>['store'] } = {};
  const server = await recordingSmtp({
    onTaken: async () => {
      await bench.store?.changeSubscriber(address('reader9@readers.example'), 'unsubscribed', 'link', AT);
    },
  });
  const { store, mailing, tools } = await deliveryBench(readers(10), `${server.url}?connections=1`);
  bench.store = store;
  const { counts } = await deliver(mailing, tools);
  expect(counts).toMatchObject({ accepted: 9, withheld: 1 });
  expect(server.taken.flatMap((one) => one.to)).not.toContain('reader9@readers.example');
});

test('a deferred message is tried again when it is due', async () => {
  const refusals = new Set(['reader2@readers.example']);
  const server = await recordingSmtp({
    refuse: (to) => (refusals.delete(to) ? '450 4.2.0 greylisted' : undefined),
  });
  const { mailing, tools, pass } = await deliveryBench(readers(3), server.url);
  const first = await deliver(mailing, tools);
  expect(first).toMatchObject({
    outcome: 'waiting',
    counts: { accepted: 2, deferred: 1 },
    nextDueAt: '2026-01-06T00:05:00.000Z',
  });
  pass(5 * 60_000);
  expect(await deliver(mailing, tools)).toMatchObject({ outcome: 'finished', counts: { accepted: 3 } });
  expect(server.taken).toHaveLength(3);
});

test('asked to wait, one run sees the deferred ones through', async () => {
  const refusals = new Set(readers(3).map((one) => one.address));
  const server = await recordingSmtp({
    refuse: (to) => (refusals.delete(address(to)) ? '451 4.7.1 try again' : undefined),
  });
  const { mailing, tools } = await deliveryBench(readers(3), server.url);
  expect(await deliver(mailing, tools, { waitMs: HOUR_MS })).toMatchObject({
    outcome: 'finished',
    counts: { accepted: 3 },
  });
});

test('what is deferred for two days is recorded as expired and nobody is suppressed', async () => {
  const server = await recordingSmtp({ refuse: () => '450 4.2.0 not today' });
  const { store, mailing, tools } = await deliveryBench(readers(2), server.url);
  const report = await deliver(mailing, tools, { waitMs: 100 * HOUR_MS });
  expect(report).toMatchObject({ outcome: 'finished', counts: { rejected: 2 } });
  expect(await store.deliveries(mailing.id, 'rejected', 5)).toMatchObject([
    { reason: 'expired' },
    { reason: 'expired' },
  ]);
  expect(await store.subscriberCounts()).toMatchObject({ active: 2 });
});

test('a hard refusal suppresses that subscriber, a soft one nobody', async () => {
  const replies: Readonly<Record<string, string>> = {
    'reader1@readers.example': '550 5.1.1 unknown',
    'reader2@readers.example': '552 5.2.2 mailbox full',
  };
  const server = await recordingSmtp({ refuse: (to) => replies[to] });
  const { store, mailing, tools } = await deliveryBench(readers(3), server.url);
  expect(await deliver(mailing, tools)).toMatchObject({ outcome: 'finished', counts: { rejected: 2, accepted: 1 } });
  expect((await store.subscriber(address('reader1@readers.example')))?.standing).toEqual({
    state: 'suppressed',
    reason: 'bounce',
  });
  expect((await store.subscriber(address('reader2@readers.example')))?.standing).toEqual({ state: 'active' });
});

test('our own fault stops the mailing, suppresses nobody, and a later run finishes it', async () => {
  let isFixed = false;
  const server = await recordingSmtp({ refuse: () => (isFixed ? undefined : '550 5.7.1 relaying denied') });
  const { store, mailing, tools, pass } = await deliveryBench(readers(40), server.url);
  const stopped = await deliver(mailing, tools);
  expect(stopped.outcome).toBe('stopped');
  expect(stopped.reason).toMatch(/^127\.0\.0\.1:\d+ does not relay for us: 550 5\.7\.1 relaying denied$/);
  expect(stopped.counts.deferred).toBeLessThanOrEqual(10);
  expect(total(stopped.counts)).toBe(40);
  expect(await store.subscriberCounts()).toMatchObject({ active: 40, suppressed: 0 });
  isFixed = true;
  pass(HOUR_MS);
  expect(await deliver(mailing, tools)).toMatchObject({ outcome: 'finished', counts: { accepted: 40 } });
});

test('with no server to be had the run stops soon and the next one goes on', async () => {
  const gone = await scriptedSmtp({ greeting: 'close' });
  const { mailing, tools, pass } = await deliveryBench(readers(60), gone.url);
  const stopped = await deliver(mailing, tools);
  expect(stopped).toMatchObject({ outcome: 'stopped', reason: expect.stringContaining('cannot be reached') });
  expect(stopped.counts.queued).toBeGreaterThan(40);
  const server = await recordingSmtp();
  await using mailer = smtpMailer(server.url);
  pass(HOUR_MS);
  expect(await deliver(mailing, { ...tools, mailer })).toMatchObject({ outcome: 'finished', counts: { accepted: 60 } });
});

test('a message without a final reply is uncertain, and sent again with the same bytes by resend', async () => {
  const lost = await scriptedSmtp({ 'final-dot': 'close' });
  const { store, mailing, tools, pass } = await deliveryBench(readers(1), lost.url);
  expect(await deliver(mailing, tools)).toMatchObject({ outcome: 'waiting', counts: { uncertain: 1 } });
  const server = await recordingSmtp();
  await using mailer = smtpMailer(server.url);
  pass(HOUR_MS);
  expect(await deliver(mailing, { ...tools, mailer })).toMatchObject({ outcome: 'finished', counts: { accepted: 1 } });
  // The recorder has taken the stuffed dot off again; the script keeps what was on the wire.
  const onTheWire = (lost.seen.bodies[0] ?? '').replaceAll('\r\n..', '\r\n.');
  expect(server.taken[0]?.bytes.toString().trimEnd()).toBe(onTheWire.trimEnd());
  expect(await store.deliveries(mailing.id, 'accepted', 1)).toMatchObject([{ attempts: 2, uncertainAt: AT }]);
});

test('by hold an uncertain message waits for the editor', async () => {
  const lost = await scriptedSmtp({ 'final-dot': 'reset' });
  const { mailing, tools, pass } = await deliveryBench(readers(1), lost.url, { uncertain: 'hold' });
  expect(await deliver(mailing, tools)).toMatchObject({ outcome: 'held', counts: { uncertain: 1 } });
  pass(HOUR_MS);
  expect(await deliver(mailing, tools)).toMatchObject({ outcome: 'held' });
  expect(lost.seen.bodies).toHaveLength(1);
});

test('a server that never says whether it took a message gets it three times at most', async () => {
  const lost = await scriptedSmtp({ 'final-dot': 'close' });
  const { mailing, tools } = await deliveryBench(readers(1), lost.url);
  expect(await deliver(mailing, tools, { waitMs: 40 * HOUR_MS })).toMatchObject({
    outcome: 'held',
    counts: { uncertain: 1 },
  });
  expect(lost.seen.bodies).toHaveLength(3);
});

test('a signal ends the run after what is in flight, and the counts still add up', async () => {
  const stop = new AbortController();
  const server = await recordingSmtp({ onTaken: () => stop.abort() });
  const { mailing, tools } = await deliveryBench(readers(50), server.url);
  const { outcome, counts } = await deliver(mailing, tools, { signal: stop.signal });
  expect(outcome).toBe('interrupted');
  expect(counts).toMatchObject({ attempting: 0, uncertain: 0, accepted: server.taken.length });
  expect(server.taken.length).toBeLessThanOrEqual(6);
  expect(total(counts)).toBe(50);
});

test('what another sender holds is left alone while it lives, and taken over when its lease has run out', async () => {
  const server = await recordingSmtp();
  const { store, mailing, tools } = await deliveryBench(readers(5), server.url);
  const other = await store.openSender(AT, 600_000);
  const [one, two] = await other.lease(mailing.id, { at: AT, limit: 2 });
  if (one === undefined || two === undefined) throw new Error('nothing was leased');
  await other.commit({ mailingId: mailing.id, at: AT, outcomes: [], begins: [one] });
  expect(await deliver(mailing, tools)).toMatchObject({
    outcome: 'elsewhere',
    counts: { accepted: 3, queued: 1, attempting: 1 },
  });
  const late = { ...tools, now: () => new Date(Date.parse(AT) + 600_001) };
  expect(await deliver(mailing, late)).toMatchObject({ outcome: 'finished', counts: { accepted: 5 } });
  expect(server.taken).toHaveLength(5);
  expect(await store.deliveries(mailing.id, 'accepted', 9)).toMatchObject([{ attempts: 2 }, {}, {}, {}, {}]);
});

test('two senders at once share a mailing, each message sent by one of them', async () => {
  const server = await recordingSmtp();
  const { mailing, tools } = await deliveryBench(readers(120), server.url, { wait });
  const reports = await Promise.all([deliver(mailing, tools), deliver(mailing, tools)]);
  expect(reports.map(({ outcome }) => outcome)).toEqual(['finished', 'finished']);
  expect(new Set(server.taken.map((one) => one.to.join())).size).toBe(120);
  expect(server.taken).toHaveLength(120);
});

test('with hold a doubt waits for the editor from the first one on, and is settled by the answer', async () => {
  const lost = await scriptedSmtp({ 'final-dot': 'close' });
  const { store, mailing, tools } = await deliveryBench(readers(2), lost.url, { uncertain: 'hold' });
  const held = await deliver(mailing, tools, { waitMs: HOUR_MS });
  expect(held).toMatchObject({ outcome: 'held', counts: { uncertain: 2 } });
  expect(lost.seen.bodies).toHaveLength(2);
  expect(await store.resolveHeld(mailing.id, 'accept', AT)).toBe(2);
  expect(await deliver(mailing, tools)).toMatchObject({ outcome: 'finished', counts: { accepted: 2 } });
});

test('a mailer that cannot sign sends nothing, leaves nothing uncertain and is heard of', async () => {
  const server = await recordingSmtp();
  const { store, mailing, tools } = await deliveryBench(readers(3), server.url);
  const unable = new AppError('DKIM_KEY_INVALID', 'the key cannot sign');
  const mailer = { ...smtpMailer(server.url), connections: 2, submit: () => Promise.reject(unable) };
  await expect(deliver(mailing, { ...tools, mailer })).rejects.toBe(unable);
  expect(await store.counts(mailing.id)).toMatchObject({ attempting: 0, uncertain: 0, accepted: 0 });
  expect(await deliver(mailing, tools)).toMatchObject({ outcome: 'finished', counts: { accepted: 3 } });
});

test('a mailing whose key has left the ring is not sent with another one', async () => {
  const server = await recordingSmtp();
  const { mailing, tools } = await deliveryBench(readers(1), server.url);
  const other = signingKey('a key that came later, long enough');
  await expect(deliver(mailing, { ...tools, keys: [other] })).rejects.toMatchObject({ code: 'SECRET_KEY_LOST' });
  expect(await deliver(mailing, { ...tools, keys: [other, ...KEYS] })).toMatchObject({ outcome: 'finished' });
});

test('a correction goes once to those who got the issue', async () => {
  const server = await recordingSmtp();
  const { store, mailing, tools } = await deliveryBench(readers(3), server.url);
  const { letter, ...start } = START;
  const correctionFor = async () => ({ key: '', letter: () => letter });
  const correction = { ...start, correctionFor, correctionAt: '2026-01-07T00:00:00Z' };
  expect(await startCorrection(store, { ...correction, slug: 'never-mailed' })).toBeUndefined();
  await deliver(mailing, tools);
  await store.addSubscribers([aReader('late@x.example')], AT);
  expect(await startCorrection(store, correction)).toMatchObject({ isNew: true, mailing: { total: 3 } });
  expect(await startCorrection(store, correction)).toMatchObject({ isNew: false });
  expect(await deliverOpen(tools)).toMatchObject([{ edition: '2026-01-07T00:00:00Z', outcome: 'finished' }]);
  expect(server.taken).toHaveLength(6);
});

test('a test message goes to one address without a trace in the ledger', async () => {
  const server = await recordingSmtp();
  const { store, tools } = await deliveryBench(readers(1), server.url);
  expect(await sendTest(tools.mailer, START, address('editor@news.example'))).toMatchObject({ kind: 'accepted' });
  expect(server.taken.map((one) => one.to)).toEqual([['editor@news.example']]);
  expect(await store.mailings()).toHaveLength(1);
});

test('progress ends with the true counts', async () => {
  const server = await recordingSmtp();
  const { mailing, tools } = await deliveryBench(readers(4), server.url);
  const seen: unknown[] = [];
  await deliver(mailing, tools, { onProgress: ({ total: frozen, counts }) => seen.push([frozen, counts.accepted]) });
  expect(seen.at(-1)).toEqual([4, 4]);
});
