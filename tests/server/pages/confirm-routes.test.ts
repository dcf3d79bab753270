// Confirming, and the answer to links that open nothing, by real requests.
import { expect, test } from 'vitest';
import type { Store } from '../../../src/store/store.ts';
import { confirmUrl, preferencesUrl, signingKey, unsubscribeUrl } from '../../../src/core/audience/signed-link.ts';
import { address, AT, aLetter, aReader, KEYS } from '../../support/a-letter.ts';
import { frozenLetter } from '../../../src/core/message/frozen-letter.ts';
import { linksOf, readerSite, subscribe, type ReaderSite } from '../../support/reader-site.ts';

async function confirmLink(site: ReaderSite, email: string): Promise<string> {
  await subscribe(site, email);
  const mails = await site.post();
  const link = linksOf(mails.at(-1), site.newsletter).find((path) => path.startsWith('/confirm/'));
  if (link === undefined) throw new Error('there was no link');
  return link;
}

/** Everything that a store holds about readers. */
async function stateOf(store: Store): Promise<string> {
  const all = await store.subscribers({ limit: 100 });
  const consents = await Promise.all(all.map(({ id }) => store.consents(id)));
  return JSON.stringify([all, consents, await store.subscriberCounts()]);
}

test('a crawler that opens every link of every mail a hundred times changes nothing', async () => {
  const site = await readerSite();
  await site.store.addSubscribers([aReader('known@readers.example'), aReader('mover@readers.example')], AT);
  await subscribe(site, 'new@readers.example');
  await subscribe(site, 'known@readers.example');
  const mover = await site.store.subscriber(address('mover@readers.example'));
  const choice = preferencesUrl('', site.newsletter.authority, mover?.publicId ?? '', KEYS[0]);
  await site.send(`${choice}/address`, { email: 'moved@readers.example' });
  const leave = unsubscribeUrl('', site.newsletter.authority, mover?.publicId ?? '', KEYS[0]);
  const mails = await site.post();
  const links = new Set([...mails.flatMap((mail) => linksOf(mail, site.newsletter)), leave, choice, `${choice}/erase`]);
  expect([...links].map((link) => link.split('/')[1] ?? '').toSorted()).toEqual(
    ['', 'address', 'address', 'confirm', 'preferences', 'preferences', 'preferences', 'unsubscribe'].toSorted(),
  );
  const before = await stateOf(site.store);
  for (const link of links) {
    for (let i = 0; i < 100; i += 1) {
      const method = ['GET', 'HEAD', 'OPTIONS'][i % 3] ?? 'GET';
      await site.ask(link, { method });
    }
  }
  expect(await stateOf(site.store)).toBe(before);
  expect((await site.post()).length).toBe(mails.length);
});

test('a second press of the button, and the link afterwards, say that it is done', async () => {
  const site = await readerSite();
  const link = await confirmLink(site, 'a@readers.example');
  const pages = [await site.send(link, {}), await site.send(link, {}), await site.ask(link)];
  expect(new Set(await Promise.all(pages.map((page) => page.text()))).size).toBe(1);
  const reader = await site.store.subscriber(address('a@readers.example'));
  expect(await site.store.consents(reader?.id ?? 0)).toHaveLength(1);
});

test('unknown, expired and forged links look alike, to GET and to POST, and offer a way on', async () => {
  const site = await readerSite();
  const { authority } = site.newsletter;
  const expired = await confirmLink(site, 'a@readers.example');
  site.later(8 * 24 * 3600);
  const unknown = confirmUrl('', { purpose: 'confirm', list: authority, askId: 'f'.repeat(32) }, KEYS[0]);
  const foreign = signingKey('a foreign key, long enough to be one');
  const forged = confirmUrl('', { purpose: 'confirm', list: authority, askId: 'f'.repeat(32) }, foreign);
  const other = unsubscribeUrl('', authority, 'f'.repeat(32), KEYS[0]).replace('unsubscribe', 'confirm');
  const links = [expired, unknown, forged, other, '/confirm/x', `/confirm/${'A'.repeat(48)}`];
  for (const method of ['GET', 'POST']) {
    const answers = new Set<string>();
    for (const link of links) {
      const response = await site.ask(link, { method });
      answers.add(`${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`);
    }
    expect(answers.size).toBe(1);
    expect([...answers][0]).toMatch(/^404 /);
    expect([...answers][0]).toContain('href="/subscribe"');
  }
});

test('for a forged link the store is asked what it is asked for an unknown one', async () => {
  const site = await readerSite();
  const calls: string[] = [];
  const watched = new Proxy(site.store, {
    get: (store, name: keyof Store) => {
      if (typeof name === 'string' && name in store) calls.push(name);
      // Only names of the store are asked for.
      return store[name] as unknown;
    },
  });
  Object.assign(site.tools, { store: async () => watched });
  const { authority } = site.newsletter;
  const [key, foreign] = [KEYS[0], signingKey('a foreign key, long enough to be one')];
  const ask = { purpose: 'confirm', list: authority, askId: 'f'.repeat(32) } as const;
  const pairs = [
    [confirmUrl('', ask, key), confirmUrl('', ask, foreign)],
    [preferencesUrl('', authority, ask.askId, key), preferencesUrl('', authority, ask.askId, foreign)],
    [unsubscribeUrl('', authority, ask.askId, key), unsubscribeUrl('', authority, ask.askId, foreign)],
  ];
  for (const pair of pairs) {
    for (const method of ['GET', 'POST']) {
      const asked: string[] = [];
      for (const link of pair) {
        calls.length = 0;
        await site.ask(link, { method });
        asked.push(calls.join(' '));
      }
      expect(asked[0]).toBe(asked[1]);
      expect(asked[0]).not.toBe('');
    }
  }
});

test('pages with a token are for nobody else: no cache, no referrer, no index, nothing of a third party', async () => {
  const site = await readerSite();
  const link = await confirmLink(site, 'a@readers.example');
  for (const response of [await site.ask(link), await site.send(link, {})]) {
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
      'x-content-type-options': 'nosniff',
    });
    const html = await response.text();
    const foreign = [...html.matchAll(/(?:src|href|action)="(https?:[^"]*)"/g)].map(([, url]) => url);
    expect(foreign.filter((url) => !url?.startsWith('https://news.example/'))).toEqual([]);
    expect(html).not.toMatch(/<script|canonical/);
  }
});

test('a complaint between asking and confirming wins, and nobody is told', async () => {
  const site = await readerSite();
  await site.store.addSubscribers([aReader('a@readers.example', 'unproven')], AT);
  const link = await confirmLink(site, 'a@readers.example');
  await site.store.changeSubscriber(address('a@readers.example'), 'complained', 'report', AT);
  const answer = await site.send(link, {});
  expect(answer.status).toBe(404);
  expect((await site.store.subscriber(address('a@readers.example')))?.standing.state).toBe('suppressed');
});

test('whoever complained after asking gets neither the confirmation that waits nor a reminder', async () => {
  const site = await readerSite();
  Object.assign(site.newsletter, { readers: { ...site.newsletter.readers, reminder_hours: 24 } });
  await site.store.addSubscribers(
    [aReader('a@readers.example', 'unproven'), aReader('b@readers.example', 'unproven')],
    AT,
  );
  await confirmLink(site, 'a@readers.example');
  await site.store.changeSubscriber(address('a@readers.example'), 'complained', 'report', AT);
  await subscribe(site, 'b@readers.example');
  await site.store.answerAsks(site.now().toISOString());
  await site.store.changeSubscriber(address('b@readers.example'), 'removed', 'operator', AT);
  site.later(2 * 24 * 3600);
  await site.tend();
  expect(await site.post()).toHaveLength(1);
});

test('a newer ask for the same address closes the older one when it is confirmed', async () => {
  const site = await readerSite();
  const older = await confirmLink(site, 'a@readers.example');
  site.later(3600);
  await site.send(await confirmLink(site, 'a@readers.example'), {});
  expect((await site.send(older, {})).status).toBe(404);
});

test('whoever has confirmed is welcomed with the latest issue, once, where the owner wants it', async () => {
  const site = await readerSite();
  Object.assign(site.newsletter, { readers: { ...site.newsletter.readers, welcome: 'issue' } });
  const letter = frozenLetter(aLetter({ html: '<html><body><p>推理成本</p></body></html>' }), site.newsletter);
  await site.store.startMailing({ slug: 'a', edition: '', letter, keyId: '0', audience: 'active' }, AT);
  const link = await confirmLink(site, 'a@readers.example');
  await site.send(link, {});
  await site.send(link, {});
  const mails = await site.post();
  expect(mails).toHaveLength(2);
  const welcome = mails.find((mail) => mail.subject === '推理成本的三条曲线');
  expect(welcome?.text).toMatch(/^欢迎订阅《示例周报》/);
  expect(welcome?.html).toMatch(/<body><div[^>]*>欢迎订阅《示例周报》.*<p>推理成本<\/p>/s);
  const headers = (welcome?.headers ?? []).map(({ key }) => key);
  expect(headers).toEqual(expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post']));
});

test('a mail that cannot be made keeps no other waiting', async () => {
  const site = await readerSite({ emailTemplates: { 'welcome.liquid': '{{ nothing.of.this }}' } });
  Object.assign(site.newsletter, { readers: { ...site.newsletter.readers, welcome: 'issue' } });
  const letter = frozenLetter(aLetter(), site.newsletter);
  await site.store.startMailing({ slug: 'a', edition: '', letter, keyId: '0', audience: 'active' }, AT);
  await site.send(await confirmLink(site, 'a@readers.example'), {});
  await subscribe(site, 'b@readers.example');
  expect((await site.post()).map((mail) => mail.to?.[0]?.address)).toContain('b@readers.example');
});
