// What every store promises of what was mailed; part of store-contract.ts.
import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { NO_DELIVERIES, type DeliveryCounts } from '../../src/core/ledger/delivery.ts';
import { letterProof } from '../../src/core/message/letter-proof.ts';
import { frozenLetter } from '../../src/core/message/frozen-letter.ts';
import type { MailingOrigin, OriginFile } from '../../src/store/proof-store.ts';
import { aLetter, aReader, AT, readers } from '../support/a-letter.ts';
import { aNewsletter } from '../support/newsletter.ts';
import type { StoreUnderTest } from './store-contract.ts';

const NOON = '2026-01-06T12:00:00.000Z';
const BEFORE_ALL = '2026-01-01T00:00:00.000Z';
const letter = (subject: string) => frozenLetter(aLetter({ subject }), aNewsletter());
const START = { slug: '2026-01-06', edition: '', letter: letter('whole'), keyId: '0', audience: 'active' } as const;

export function proofContract(make: () => Promise<StoreUnderTest>): void {
  test('a mailing keeps the hashes of its letters and of the files that they were made of', async () => {
    const { store, again } = await make();
    await store.addSubscribers([...readers(2), { ...aReader('c@x.example'), topics: ['tools'] }], AT);
    const slice = { key: 'tools', letter: () => letter('of tools') };
    const { mailing } = await store.startMailing({ ...START, letterFor: () => slice, origin: () => ORIGIN }, AT);
    await using other = await again();
    const letters = await other.mailedLetters(mailing.id);
    expect(letters.map(({ letterNo, topics }) => ({ letterNo, topics }))).toEqual([
      { letterNo: 0, topics: [] },
      { letterNo: 1, topics: ['tools'] },
    ]);
    expect(letters.map(({ proof }) => proof)).toEqual(
      [letter('whole'), letter('of tools')].map((each) => letterProof({ ...mailing, letter: each })),
    );
    const files = ORIGIN.files.map(({ text, ...kept }) => (text === '' ? undefined : kept));
    expect(await other.origin(mailing.id)).toEqual({ ...ORIGIN, files });
    expect(await other.mailedText(ORIGIN.files[0]?.sha256 ?? '')).toBe('# 第一期\r\n');
    expect(await other.mailedText('0')).toBeUndefined();
  });

  test('a text that several mailings share is kept for all of them', async () => {
    const { store } = await make();
    await store.addSubscribers(readers(1), AT);
    const first = await store.startMailing({ ...START, origin: () => ORIGIN }, AT);
    const { commit: _, ...uncommitted } = ORIGIN;
    const second = await store.startMailing({ ...START, slug: 'other', origin: () => uncommitted }, AT);
    expect((await store.origin(first.mailing.id))?.commit).toBe(ORIGIN.commit);
    expect(await store.origin(second.mailing.id)).not.toHaveProperty('commit');
    expect(await store.mailedText(ORIGIN.files[1]?.sha256 ?? '')).toBe('title: 晨报\n');
  });

  test('a mailing of unknown origin has the hashes of its letters alone', async () => {
    const { store } = await make();
    const { mailing } = await store.startMailing(START, AT);
    expect(await store.origin(mailing.id)).toBeUndefined();
    expect((await store.mailedLetters(mailing.id))[0]?.proof).toEqual(letterProof(mailing));
  });

  test('the mailings of an issue are its own, its corrections, and the digests that hold it', async () => {
    const { store } = await make();
    await store.addSubscribers([aReader('a@x.example'), { ...aReader('b@x.example'), frequency: 'daily' }], AT);
    const digest = { frequency: 'daily', edition: '2026-01-06', keyId: '0' } as const;
    await store.startDigest({ ...digest, slotAt: BEFORE_ALL, letterFor }, AT);
    const own = (await store.startMailing(START, AT)).mailing;
    await store.startMailing({ ...START, slug: 'unlike' }, AT);
    await store.startDigest({ ...digest, slotAt: NOON, letterFor, origin: () => ORIGIN }, NOON);
    const audience = { recipientsOf: own.id };
    await store.startMailing({ ...START, edition: '2026-01-07', audience }, NOON);
    const found = await store.mailingsOf('2026-01-06');
    expect(found.map(({ mailing: { slug, edition }, counts }) => [slug, edition, counts])).toEqual([
      ['2026-01-06', '', queued(1)],
      ['digest-daily', '2026-01-06', queued(1)],
      ['2026-01-06', '2026-01-07', NO_DELIVERIES],
    ]);
    expect((await store.origin(found[1]?.mailing.id ?? 0))?.files).toHaveLength(2);
    expect(await store.mailingsOf('never')).toEqual([]);
  });
}

const letterFor = async () => ({ key: 'all', letter: () => letter('digest') });

function queued(count: number): DeliveryCounts {
  return { ...NO_DELIVERIES, queued: count };
}

function file(path: string, text: string, more: Partial<OriginFile> = {}): OriginFile {
  return { path, text, sha256: hash('sha256', text), isCommitted: true, ...more };
}

const ORIGIN: MailingOrigin = {
  commit: 'c0ffee',
  program: 'masthead 1 on Node v24',
  engine: 'e',
  files: [
    file('issues/2026-01-06.md', '# 第一期\r\n', { slug: '2026-01-06', number: 1, isCommitted: false }),
    file('masthead.yaml', 'title: 晨报\n'),
  ],
};
