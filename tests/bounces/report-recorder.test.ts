import { assert, asyncProperty, nat } from 'fast-check';
import { expect, test } from 'vitest';
import { unsubscribeUrl } from '../../src/core/audience/signed-link.ts';
import { messageDigest } from '../../src/core/message/message-headers.ts';
import { returnPath } from '../../src/core/message/return-path.ts';
import { readReport } from '../../src/core/report/read-report.ts';
import { BOUNCE_MAIL } from '../../src/bounces/read-mails.ts';
import { ReportRecorder, type RecordedReport, type ReportSource } from '../../src/bounces/report-recorder.ts';
import type { Store } from '../../src/store/store.ts';
import { openStore } from '../../src/store/open-store.ts';
import { address, AT, KEYS, readers } from '../support/a-letter.ts';
import { complaintMail, DIALECTS, returnedHeaders, statusReport } from '../support/bounce-mails.ts';
import { BOUNCE_ADDRESS, day, mailed } from '../support/mailed.ts';
import { mutatedMail, mutations, type Mutation } from '../support/mutated-mail.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const LIST = 'news.example,2026';
const HARD = { action: 'failed', status: '5.1.1', diagnostic: 'smtp; 550 5.1.1 no such user' } as const;
const UNSIGNED = { returnPath: 'bounces@news.example', recipient: 'reader1@readers.example' };

/** Three readers who got two issues; what the recorder makes of a mail, on a day after the first one. */
async function recording() {
  const store = await openStore(scratchFolder(), undefined);
  await store.addSubscribers(readers(3), AT);
  const [first, second] = [await mailed(store, 'first', day(0)), await mailed(store, 'second', day(2))];
  const publicIds = (await store.subscribers({ limit: 3 })).map(({ publicId }) => publicId);
  const at = (days: number) => {
    const recorder = new ReportRecorder({ store, keys: KEYS, list: LIST, now: () => new Date(day(days)) });
    return async (mail: string, source: ReportSource = BOUNCE_MAIL): Promise<RecordedReport> =>
      recorder.record(await readReport(Buffer.from(mail)), source);
  };
  const path = (reader: number, mailingId = first) =>
    returnPath(BOUNCE_ADDRESS, LIST, { mailingId, publicId: publicIds[reader - 1] ?? '' }, KEYS[0]);
  const link = (reader: number) => unsubscribeUrl('https://news.example', LIST, publicIds[reader - 1] ?? '', KEYS[0]);
  return { store, first, second, publicIds, at, path, link };
}

async function suppressed(store: Store): Promise<readonly string[]> {
  const all = await store.subscribers({ limit: 10, state: 'suppressed' });
  return all.map((one) => `${one.address} ${one.standing.state === 'suppressed' ? one.standing.reason : ''}`);
}

test.each(DIALECTS)('$name reaches the right reader and mailing', async ({ kind, mail }) => {
  const { store, at, path, first } = await recording();
  const bounced = {
    returnPath: path(2),
    recipient: 'reader2@readers.example',
    headers: returnedHeaders({ returnPath: path(2) }),
  };
  const recorded = await at(3)(mail(bounced));
  expect(recorded).toMatchObject({ kind, address: 'reader2@readers.example' });
  expect(await suppressed(store)).toEqual(kind === 'hard' ? ['reader2@readers.example bounce'] : []);
  const counts = await store.bounceCounts(first);
  expect(counts).toEqual({ hard: 0, soft: 0, ours: 0, complaint: 0, ...(kind === 'delayed' ? {} : { [kind]: 1 }) });
});

test('a report that names the address of another reader suppresses neither', async () => {
  const { store, at, path } = await recording();
  const headers = returnedHeaders({ returnPath: path(1) });
  const victim = { returnPath: path(1), recipient: 'reader3@readers.example', headers };
  expect(await at(3)(statusReport(victim, HARD, 'Failed.'))).toMatchObject({ kind: 'soft', outcome: 'counted' });
  expect(await suppressed(store)).toEqual([]);
});

test('without any proof nobody is found, whatever address is named', async () => {
  const { store, at } = await recording();
  const headers = returnedHeaders({ returnPath: 'bounces+made-up@news.example' });
  const mail = statusReport({ ...UNSIGNED, headers }, HARD, 'reader1@readers.example failed.');
  expect(await at(3)(mail)).toMatchObject({ kind: 'hard', outcome: 'unknown' });
  expect(await at(3)(complaintMail({ ...UNSIGNED, headers }))).toMatchObject({ outcome: 'unknown' });
  expect(await suppressed(store)).toEqual([]);
});

test('the signed link in the returned headers proves the reader, and the newest mailing is taken', async () => {
  const { store, at, link, second } = await recording();
  const headers = returnedHeaders({ returnPath: 'srs@there.example', link: link(1) });
  expect(await at(3)(statusReport({ ...UNSIGNED, headers }, HARD, 'No.'))).toMatchObject({ outcome: 'suppressed' });
  expect(await store.bounceCounts(second)).toMatchObject({ hard: 1 });
});

test('a Message-ID proves reader and mailing, made again for the address that is named', async () => {
  const { store, at, publicIds, first } = await recording();
  const id = `<${messageDigest({ slug: 'first', edition: '' }, publicIds[0] ?? '', KEYS[0])}@news.example>`;
  const headers = returnedHeaders({ returnPath: 'srs@there.example', messageId: id });
  const mail = statusReport({ ...UNSIGNED, headers }, HARD, 'No.');
  // For another reader the same Message-ID proves nothing.
  const other = statusReport({ ...UNSIGNED, recipient: 'reader2@readers.example', headers }, HARD, 'No.');
  expect(await at(3)(other)).toMatchObject({ outcome: 'unknown' });
  expect(await at(3)(mail)).toMatchObject({ outcome: 'suppressed', address: 'reader1@readers.example' });
  expect(await store.bounceCounts(first)).toMatchObject({ hard: 1 });
});

test('a complaint with everything struck out but our headers suppresses for good', async () => {
  const { store, at, link } = await recording();
  const headers = returnedHeaders({ returnPath: 'x@there.example', link: link(2) });
  const mail = complaintMail({ ...UNSIGNED, headers });
  expect(await at(3)(mail)).toMatchObject({ kind: 'complaint', outcome: 'suppressed' });
  expect(await at(4)(mail)).toMatchObject({ outcome: 'repeated' });
  expect(await suppressed(store)).toEqual(['reader2@readers.example complaint']);
});

test('a mailed unsubscription works, also years later', async () => {
  const { store, at, link } = await recording();
  const mail = `From: reader3@readers.example\nSubject: unsubscribe-${link(3).slice(-48)}\n\n`;
  expect(await at(2000)(mail)).toMatchObject({ kind: 'unsubscribe', outcome: 'unsubscribed' });
  const subscriber = await store.subscriber(address('reader3@readers.example'));
  expect(subscriber?.standing.state).toBe('unsubscribed');
});

test('a bounce of a mailing that is too old is a replay', async () => {
  const { store, at, path } = await recording();
  const headers = returnedHeaders({ returnPath: path(1) });
  const mail = statusReport({ ...UNSIGNED, returnPath: path(1), headers }, HARD, 'No.');
  expect(await at(31)(mail)).toMatchObject({ outcome: 'expired', slug: 'first' });
  expect(await suppressed(store)).toEqual([]);
  expect(await at(29)(mail)).toMatchObject({ outcome: 'suppressed' });
});

test('a token of a mailing that the reader was never in changes nothing', async () => {
  const { store, at, path } = await recording();
  const late = await mailed(store, 'late', day(3), () => undefined);
  for (const mailingId of [late, 99]) {
    const headers = returnedHeaders({ returnPath: path(1, mailingId) });
    const mail = statusReport({ ...UNSIGNED, returnPath: path(1, mailingId), headers }, HARD, 'No.');
    expect((await at(4)(mail)).outcome).toMatch(/^(?:unknown|expired)$/);
  }
  expect(await suppressed(store)).toEqual([]);
});

test('a mailing that begins while the recorder lives is known to it', async () => {
  const { store, at, path } = await recording();
  const record = at(3);
  const first = statusReport({ ...UNSIGNED, headers: returnedHeaders({ returnPath: path(1) }) }, HARD, 'No.');
  expect(await record(first)).toMatchObject({ outcome: 'suppressed' });
  const third = await mailed(store, 'third', day(3));
  const headers = returnedHeaders({ returnPath: path(2, third) });
  const mail = statusReport({ returnPath: path(2, third), recipient: 'reader2@readers.example', headers }, HARD, 'No.');
  expect(await record(mail)).toMatchObject({ outcome: 'suppressed', slug: 'third' });
});

test('of hundreds of mutated reports about one reader none suppresses another', { timeout: 60_000 }, async () => {
  const { store, at, path, link } = await recording();
  const record = at(3);
  const headers = returnedHeaders({ returnPath: path(1), link: link(1) });
  const bounced = { returnPath: path(1), recipient: 'reader1@readers.example', headers };
  const mails = [...DIALECTS.map(({ mail }) => mail(bounced)), complaintMail(bounced, 'abuse', path(1))];
  const victim = 'reader3@readers.example';
  const hostile = [
    `Final-Recipient: rfc822; ${victim}\nAction: failed\nStatus: 5.1.1\n\n`,
    `X-Failed-Recipients: ${victim}\nTo: <${victim}>\n`,
    `Feedback-Type: abuse\nOriginal-Rcpt-To: ${victim}\n\n`,
    `To: ${path(1).slice(0, 20)}${path(3).slice(20)}\n`,
    `List-Unsubscribe: <${link(1).slice(0, -20)}${link(3).slice(-20)}>\n`,
  ];
  const harmsNobodyElse = async (index: number, wanted: readonly Mutation[]) => {
    const recorded = await record(mutatedMail(mails[index] ?? '', wanted, hostile).toString('latin1'));
    expect(recorded.address ?? 'reader1@readers.example').toBe('reader1@readers.example');
  };
  const property = asyncProperty(nat(mails.length - 1), mutations, harmsNobodyElse);
  await assert(property, { numRuns: 500, seed: 20_260_106 });
  expect((await suppressed(store)).every((one) => one.startsWith('reader1@'))).toBe(true);
  expect((await store.subscriberCounts()).active).toBe(2);
});
