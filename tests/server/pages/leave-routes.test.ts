// Leaving by one click and by the page, and taking it back, by real requests (RFC 8058; standards B3.02 to B3.09).
import { expect, test } from 'vitest';
import { frozenLetter } from '../../../src/core/message/frozen-letter.ts';
import { preferencesUrl, signingKey, unsubscribeUrl } from '../../../src/core/audience/signed-link.ts';
import { aLetter, address, aReader, AT, KEYS, readers } from '../../support/a-letter.ts';
import { fieldOf, readerSite, type ReaderSite } from '../../support/reader-site.ts';

async function leaving(key = KEYS[0]): Promise<{ site: ReaderSite; link: string; state: () => Promise<string> }> {
  const site = await readerSite();
  await site.store.addSubscribers([aReader('a@readers.example')], AT);
  const state = async () => (await site.store.subscriber(address('a@readers.example')))?.standing.state ?? 'nobody';
  const reader = await site.store.subscriber(address('a@readers.example'));
  return { site, state, link: unsubscribeUrl('', site.newsletter.authority, reader?.publicId ?? '', key) };
}

const ONE_CLICK = 'List-Unsubscribe=One-Click';
const FORM = 'application/x-www-form-urlencoded';
const multipart = new FormData();
multipart.set('List-Unsubscribe', 'One-Click');

test.each<readonly [string, RequestInit]>([
  ['urlencoded', { body: ONE_CLICK, headers: { 'Content-Type': FORM } }],
  ['multipart', { body: multipart }],
  ['without a body', {}],
  ['with a body of another type', { body: '{}', headers: { 'Content-Type': 'application/json' } }],
  ['from a page of no origin', { body: ONE_CLICK, headers: { 'Content-Type': FORM, Origin: 'null' } }],
  ['from a foreign origin', { body: ONE_CLICK, headers: { 'Content-Type': FORM, Origin: 'https://mail.example' } }],
])('one click, %s: done at once, with 200, without redirect and cookie, and again the same', async (_, init) => {
  const { site, link, state } = await leaving();
  for (let i = 0; i < 2; i += 1) {
    const response = await site.ask(link, { method: 'POST', ...init });
    expect(response.status).toBe(200);
    expect(response.headers.has('location') || response.headers.has('set-cookie')).toBe(false);
    expect(await state()).toBe('unsubscribed');
  }
  const reader = await site.store.subscriber(address('a@readers.example'));
  const lines = await site.store.consents(reader?.id ?? 0);
  expect(lines.map(({ what, source }) => `${what} ${source}`)).toEqual(['imported form', 'unsubscribed one-click']);
});

test('a slash at the end is answered and not sent elsewhere', async () => {
  const { site, link, state } = await leaving();
  expect((await site.ask(`${link}/`, { method: 'POST' })).status).toBe(200);
  expect(await state()).toBe('unsubscribed');
});

test('a token with one character changed is refused and changes nothing', async () => {
  const { site, link, state } = await leaving();
  const at = link.lastIndexOf('/') + 1;
  for (let i = at; i < link.length; i += 7) {
    const forged = link.slice(0, i) + (link[i] === 'A' ? 'B' : 'A') + link.slice(i + 1);
    expect((await site.ask(forged, { method: 'POST' })).status).toBe(404);
  }
  expect(await state()).toBe('active');
});

test('a token for preferences does not unsubscribe, and one of another list does not either', async () => {
  const { site, state } = await leaving();
  const { publicId = '' } = (await site.store.subscriber(address('a@readers.example'))) ?? {};
  const choice = preferencesUrl('', site.newsletter.authority, publicId, KEYS[0]).replace('preferences', 'unsubscribe');
  const foreign = unsubscribeUrl('', 'other.example,2026', publicId, KEYS[0]);
  for (const link of [choice, foreign]) expect((await site.ask(link, { method: 'POST' })).status).toBe(404);
  expect(await state()).toBe('active');
});

test('links that an old key signed work for ever', async () => {
  const old = signingKey('the key of years ago, long enough');
  const { site, link, state } = await leaving(old);
  Object.assign(site.tools, { keys: async () => [KEYS[0], old] });
  site.later(10 * 365 * 24 * 3600);
  expect((await site.ask(link, { method: 'POST' })).status).toBe(200);
  expect(await state()).toBe('unsubscribed');
});

test('the page has one button, which leaves, and the page after it has another, which takes it back', async () => {
  const { site, link, state } = await leaving();
  const page = await (await site.ask(link)).text();
  expect(page.match(/<form/g)).toHaveLength(1);
  expect(page.match(/<button/g)).toHaveLength(1);
  const left = await (await site.send(link, { from: fieldOf(page, 'from') })).text();
  expect(await state()).toBe('unsubscribed');
  expect(left).toContain('已退订');
  const back = await site.send(`${link}/undo`, { stamp: fieldOf(left, 'stamp') });
  expect(await back.text()).toContain('你仍在订阅');
  expect(await state()).toBe('active');
  const reader = await site.store.subscriber(address('a@readers.example'));
  const lines = await site.store.consents(reader?.id ?? 0);
  expect(lines.map(({ what, source }) => `${what} ${source}`)).toEqual([
    'imported form',
    'unsubscribed unsubscribe',
    'returned undo',
  ]);
  expect(lines.at(-1)?.evidence?.text).toContain('我请示例编辑部继续');
});

test('taking it back works for a day, for this reader, and not after the address was blocked', async () => {
  const { site, link, state } = await leaving();
  const left = await (await site.send(link, {})).text();
  const stamp = fieldOf(left, 'stamp');
  expect((await site.send(`${link}/undo`, {})).status).toBe(404);
  expect((await site.send(`${link}/undo`, { stamp: stamp.replace(/^./, 'z') })).status).toBe(404);
  site.later(25 * 3600);
  expect((await site.send(`${link}/undo`, { stamp })).status).toBe(404);
  expect(await state()).toBe('unsubscribed');
  const again = fieldOf(await (await site.send(link, {})).text(), 'stamp');
  await site.store.changeSubscriber(address('a@readers.example'), 'complained', 'report', AT);
  expect((await site.send(`${link}/undo`, { stamp: again })).status).toBe(404);
  expect(await state()).toBe('suppressed');
});

test('who was erased since hears that they are left alone', async () => {
  const { site, link } = await leaving();
  await site.store.erase(address('a@readers.example'), AT);
  const answer = await site.ask(link, { method: 'POST' });
  expect(answer.status).toBe(200);
  expect(await answer.text()).not.toContain('name="stamp"');
});

test('leaving takes effect in a mailing that is running', async () => {
  const { site, link } = await leaving();
  await site.store.addSubscribers(readers(2), AT);
  const letter = frozenLetter(aLetter(), site.newsletter);
  const { mailing } = await site.store.startMailing(
    { slug: 'a', edition: '', letter, keyId: '0', audience: 'active' },
    AT,
  );
  const sender = await site.store.openSender(AT, 30_000);
  const leased = await sender.lease(mailing.id, { at: AT, limit: 10 });
  await site.ask(link, { method: 'POST' });
  const { begun, withheld } = await sender.commit({ mailingId: mailing.id, at: AT, outcomes: [], begins: leased });
  expect([...withheld].map((attempt) => attempt.address)).toEqual(['a@readers.example']);
  expect(begun.size).toBe(2);
});
