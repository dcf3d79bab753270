// The reader's own page, by real requests: choosing, pausing, moving, taking everything along, being forgotten.
import { expect, test } from 'vitest';
import { preferencesUrl } from '../../../src/core/audience/signed-link.ts';
import { address, aReader, AT, KEYS } from '../../support/a-letter.ts';
import { mailed } from '../../support/mailed.ts';
import { linksOf, readerSite, subscribe, type ReaderSite } from '../../support/reader-site.ts';

async function choosing(): Promise<{ site: ReaderSite; link: string; reader: () => ReturnType<typeof readerOf> }> {
  const site = await readerSite();
  await site.store.addSubscribers([{ ...aReader('lin@readers.example'), topics: ['tools'] }], AT);
  const { publicId = '' } = (await readerOf(site)) ?? {};
  const link = preferencesUrl('', site.newsletter.authority, publicId, KEYS[0]);
  return { site, link, reader: () => readerOf(site) };
}

function readerOf(site: ReaderSite, text = 'lin@readers.example') {
  return site.store.subscriber(address(text));
}

test('shows what is chosen and the address only in part', async () => {
  const { site, link } = await choosing();
  const html = await (await site.ask(link)).text();
  expect(html).toMatch(/value="tools" checked/);
  expect(html).not.toMatch(/value="research" checked/);
  expect(html).toContain('l***@readers.example');
  expect(html).not.toContain('lin@readers.example');
});

test('topics, frequency, language and a pause are kept, with who changed what', async () => {
  const { site, link, reader } = await choosing();
  Object.assign(site.newsletter, { readers: { ...site.newsletter.readers, languages: ['en'] } });
  const fields = { topics: 'research', frequency: 'daily', language: 'en', pause: '2026-02-01' };
  const saved = await site.send(link, fields);
  expect(await saved.text()).toMatch(/role="status">Saved\./);
  // The day begins where the newsletter is at home.
  const pausedUntil = '2026-01-31T16:00:00.000Z';
  expect(await reader()).toMatchObject({ topics: ['research'], frequency: 'daily', language: 'en', pausedUntil });
  expect(await (await site.ask(link)).text()).toContain('value="2026-02-01"');
  const lines = await site.store.consents((await reader())?.id ?? 0);
  expect(lines.at(-1)).toMatchObject({ what: 'changed', source: 'preferences', evidence: { ip: '192.0.2.7' } });
  await site.send(link, { frequency: 'each' });
  expect(await reader()).toMatchObject({ topics: [], frequency: 'each' });
  expect(await reader()).not.toHaveProperty('pausedUntil');
});

test.each(['2026-02-31', '2025-01-01', '2027-06-01', 'soon'])(
  'a pause until %s is refused and changes nothing',
  async (pause) => {
    const { site, link, reader } = await choosing();
    const answer = await site.send(link, { pause, frequency: 'weekly' });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('role="alert"');
    expect(await reader()).toMatchObject({ topics: ['tools'], frequency: 'each' });
  },
);

test('topics that the newsletter does not have are not chosen, and all of them is every topic', async () => {
  const { site, link, reader } = await choosing();
  await site.send(link, { topics: 'nonsense' });
  expect((await reader())?.topics).toEqual([]);
  const body = new URLSearchParams([
    ['topics', 'research'],
    ['topics', 'tools'],
  ]);
  await site.ask(link, { method: 'POST', body });
  expect((await reader())?.topics).toEqual([]);
});

test('the address changes when both mailboxes have confirmed on their pages', async () => {
  const { site, link, reader } = await choosing();
  const answer = await site.send(`${link}/address`, { email: 'new@readers.example' });
  expect(answer.status).toBe(200);
  const mails = await site.post();
  expect(mails.map((mail) => mail.to?.[0]?.address ?? '').toSorted()).toEqual([
    'lin@readers.example',
    'new@readers.example',
  ]);
  expect(JSON.stringify(mails.find((mail) => mail.to?.[0]?.address === 'lin@readers.example'))).not.toContain('new@');
  const links = mails.flatMap((mail) => linksOf(mail, site.newsletter)).filter((path) => path.startsWith('/address/'));
  expect(links).toHaveLength(2);
  expect(await (await site.ask(links[0] ?? '')).text()).toContain('确认更换');
  expect(await (await site.send(links[0] ?? '', {})).text()).toContain('已有一边确认');
  expect(await reader()).toBeDefined();
  expect(await (await site.send(links[1] ?? '', {})).text()).toContain('邮箱已更换');
  expect(await reader()).toBeUndefined();
  expect(await readerOf(site, 'new@readers.example')).toMatchObject({ topics: ['tools'] });
  expect((await site.ask(link)).status).toBe(200);
});

test('everything that is known comes as one file, and looking changes nothing', async () => {
  const { site, link, reader } = await choosing();
  const { publicId = '' } = (await reader()) ?? {};
  const mailingId = await mailed(site.store, 'a', AT);
  const told = { kind: 'soft', mailingId, reason: 'mailbox full', source: 'file', reportId: 'r1' } as const;
  await site.store.recordReport({ ...told, publicId, status: '4.2.2' }, AT);
  const answer = await site.ask(`${link}/export`);
  expect(answer.headers.get('content-disposition')).toContain('attachment');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(await answer.json()).toMatchObject({
    reader: { address: 'lin@readers.example', topics: ['tools'] },
    consent: [{ what: 'imported' }],
    mailed: [{ slug: 'a' }],
    bounced: [{ slug: 'a', kind: 'soft', reason: 'mailbox full' }],
  });
});

test('erasing asks once more, takes everything away, and only an opt-in of their own brings them back', async () => {
  const { site, link, reader } = await choosing();
  const page = await (await site.ask(`${link}/erase`)).text();
  expect(page.match(/<button/g)).toHaveLength(1);
  expect(await reader()).toBeDefined();
  expect(await (await site.send(`${link}/erase`, {})).text()).toContain('已全部删除');
  expect(await reader()).toBeUndefined();
  expect((await site.ask(link)).status).toBe(404);
  expect(await site.store.addSubscribers([aReader('lin@readers.example')], AT)).toEqual(['blocked']);
  await subscribe(site, 'LIN@readers.example');
  const mails = await site.post();
  const confirm = linksOf(mails.at(-1), site.newsletter).find((path) => path.startsWith('/confirm/')) ?? '';
  await site.send(confirm, {});
  expect((await reader())?.standing.state).toBe('active');
});

test('who has left sees no choice, and a way to subscribe again', async () => {
  const { site, link, reader } = await choosing();
  await site.store.changeSubscriber(address('lin@readers.example'), 'unsubscribed', 'link', AT);
  const html = await (await site.ask(link)).text();
  expect(html).not.toContain('name="topics"');
  expect(html).toContain('href="/subscribe"');
  await site.send(link, { frequency: 'daily' });
  expect(await reader()).toMatchObject({ frequency: 'each', standing: { state: 'unsubscribed' } });
});

/** Asks for the change and gives the link of each mailbox. */
async function moving(site: ReaderSite, link: string, email: string): Promise<Readonly<Record<string, string>>> {
  const before = (await site.post()).length;
  await site.send(`${link}/address`, { email });
  const mails = (await site.post()).slice(before);
  const found = mails.map((mail): [string, string] => [
    mail.to?.[0]?.address ?? '',
    linksOf(mail, site.newsletter).find((path) => path.startsWith('/address/')) ?? '',
  ]);
  return Object.fromEntries(found);
}

test('once the address has changed, the mailbox that was left agrees to no other change', async () => {
  const { site, link } = await choosing();
  const first = await moving(site, link, 'new@readers.example');
  site.later(3600);
  const second = await moving(site, link, 'stranger@readers.example');
  for (const path of Object.values(first)) await site.send(path, {});
  expect(await readerOf(site, 'new@readers.example')).toBeDefined();
  for (const path of Object.values(second)) expect((await site.send(path, {})).status).toBe(404);
  expect(await readerOf(site, 'new@readers.example')).toBeDefined();
  expect(await readerOf(site, 'stranger@readers.example')).toBeUndefined();
});

test('who leaves while the address changes is told of no change', async () => {
  const { site, link } = await choosing();
  const links = Object.values(await moving(site, link, 'new@readers.example'));
  await site.send(links[0] ?? '', {});
  await site.store.changeSubscriber(address('lin@readers.example'), 'unsubscribed', 'link', AT);
  expect((await site.send(links[1] ?? '', {})).status).toBe(404);
  for (const path of links) {
    expect((await site.ask(path)).status).toBe(404);
    expect((await site.send(path, {})).status).toBe(404);
  }
});

test('a letter that was passed on does not fill the mailbox it was sent to', async () => {
  const { site, link } = await choosing();
  for (let i = 0; i < 8; i += 1) await site.send(`${link}/address`, { email: `a${i}@readers.example` });
  const mails = await site.post();
  expect(mails.filter((mail) => mail.to?.[0]?.address === 'lin@readers.example')).toHaveLength(3);
});
