// Subscribing over the web, from the form to the consent, by real requests against a real store and real mails.
import { expect, test } from 'vitest';
import type { Store } from '../../../src/store/store.ts';
import { address, aReader, AT, KEYS } from '../../support/a-letter.ts';
import { fieldOf, linksOf, readerSite, subscribe, type ReaderSite } from '../../support/reader-site.ts';

const EVERYBODY = ['new', 'imported', 'unproven', 'unsubscribed', 'bounced', 'complained', 'erased'] as const;

/** One address of every kind there is. */
async function people(store: Store): Promise<void> {
  for (const event of ['imported', 'unproven', 'unsubscribed', 'bounced', 'complained'] as const) {
    await store.addSubscribers([aReader(`${event}@readers.example`, event)], AT);
  }
  await store.addSubscribers([aReader('erased@readers.example')], AT);
  await store.erase(address('erased@readers.example'), AT);
}

test('from the form over the mail to the page with one button, and only that button makes a reader', async () => {
  const site = await readerSite();
  const sent = await subscribe(site, ' Lin@READERS.example ', { topics: 'tools', frequency: 'weekly' });
  expect(sent.status).toBe(200);
  expect(await sent.text()).toContain('请查看邮箱');
  const [mail, ...more] = await site.post();
  expect(more).toEqual([]);
  expect(mail).toMatchObject({ subject: '请确认订阅《示例周报》', to: [{ address: 'Lin@readers.example' }] });
  const [link = ''] = confirmLinks(mail, site);
  const page = await (await site.ask(link)).text();
  expect(page.match(/<form/g)).toHaveLength(1);
  expect(page.match(/<button/g)).toHaveLength(1);
  expect(await site.store.subscriberCounts()).toMatchObject({ active: 0, pending: 0 });
  expect((await site.send(link, {})).status).toBe(200);
  const reader = await site.store.subscriber(address('lin@readers.example'));
  expect(reader).toMatchObject({ standing: { state: 'active' }, topics: ['tools'], frequency: 'weekly' });
  const [consent] = await site.store.consents(reader?.id ?? 0);
  expect(consent?.evidence?.text).toContain('按下按钮，即表示我请示例编辑部');
  expect(consent).toMatchObject({ evidence: { ip: '192.0.2.7', form: 'subscribe' }, asked: { ip: '192.0.2.7' } });
});

function confirmLinks(mail: Parameters<typeof linksOf>[0], site: ReaderSite): readonly string[] {
  return linksOf(mail, site.newsletter).filter((path) => path.startsWith('/confirm/'));
}

test('the exact sentence that was shown is the one that is kept', async () => {
  const site = await readerSite({ newsletter: { language: 'en', title: 'A & B "weekly"' } });
  const page = await (await site.ask('/subscribe')).text();
  const [, shown = ''] = /<p class="consent">([^<]*)</.exec(page) ?? [];
  await subscribe(site, 'a@readers.example');
  const [mail] = await site.post();
  await site.send(confirmLinks(mail, site)[0] ?? '', {});
  const reader = await site.store.subscriber(address('a@readers.example'));
  const [consent] = await site.store.consents(reader?.id ?? 0);
  const unescaped = shown.replaceAll('&#34;', '"').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  expect(consent?.evidence?.text).toBe(unescaped);
});

test('the form of a static page has the address alone: the answer is the whole form with it filled in', async () => {
  const site = await readerSite();
  const page = await site.send('/subscribe', { email: 'lin@readers.example' });
  expect(page.status).toBe(200);
  const html = await page.text();
  expect(html).toContain('value="lin@readers.example"');
  expect(fieldOf(html, 'stamp')).not.toBe('');
  expect(html).not.toMatch(/type="checkbox"[^>]*checked/);
  expect(await site.store.answerAsks(AT)).toBe(0);
});

test('a page that subscribes is private, and no markup that was typed comes back', async () => {
  const site = await readerSite();
  const page = await site.send('/subscribe', { email: '"><script>x</script>' });
  expect(Object.fromEntries(page.headers)).toMatchObject({
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex',
  });
  expect(await page.text()).not.toContain('<script>x');
});

test('an address that is none is told to who typed it', async () => {
  const site = await readerSite();
  const answer = await subscribe(site, 'not an address');
  expect(answer.status).toBe(422);
  expect(await answer.text()).toContain('aria-invalid="true"');
});

test('the answer, and what the store is asked, are the same whoever the address belongs to', async () => {
  const answers = new Set<string>();
  const site = await readerSite();
  await people(site.store);
  const calls: string[] = [];
  const watched = new Proxy(site.store, {
    get: (store, name: keyof Store) => {
      if (typeof name === 'string' && name in store) calls.push(name);
      // Only names of the store are asked for.
      return store[name] as unknown;
    },
  });
  const asked = new Set<string>();
  Object.assign(site.tools, { store: async () => watched });
  for (const name of EVERYBODY) {
    calls.length = 0;
    const response = await subscribe(site, `${name}@readers.example`);
    answers.add(`${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`);
    asked.add(calls.join(' '));
  }
  expect(answers.size).toBe(1);
  expect([...asked]).toEqual(['ask']);
});

test('the mails differ where the answers do not, and the blocked get none', async () => {
  const site = await readerSite();
  await people(site.store);
  for (const name of EVERYBODY) await subscribe(site, `${name}@readers.example`);
  const mails = await site.post();
  const told = mails.map((mail) => `${mail.to?.[0]?.address} ${mail.subject}`).toSorted();
  expect(told).toEqual([
    'bounced@readers.example 请确认订阅《示例周报》',
    'erased@readers.example 请确认订阅《示例周报》',
    'imported@readers.example 你已经订阅了《示例周报》',
    'new@readers.example 请确认订阅《示例周报》',
    'unproven@readers.example 请确认订阅《示例周报》',
    'unsubscribed@readers.example 请确认订阅《示例周报》',
  ]);
});

const TRAPS: readonly (readonly [string, (site: ReaderSite, stamp: string) => Promise<Response>])[] = [
  ['a program that answers at once', (site, stamp) => site.send('/subscribe', { stamp, email: 'a@readers.example' })],
  [
    'a field that people do not see',
    (site, stamp) => {
      site.later(5);
      return site.send('/subscribe', { stamp, email: 'a@readers.example', contact_note: 'hello' });
    },
  ],
  [
    'a stamp that we did not sign',
    (site, stamp) => {
      site.later(5);
      return site.send('/subscribe', { stamp: stamp.replace(/.$/, '_'), email: 'a@readers.example' });
    },
  ],
  [
    'a form on a page of somebody else',
    (site, stamp) => {
      site.later(5);
      const headers = { Origin: 'https://evil.example' };
      return site.send('/subscribe', { stamp, email: 'a@readers.example' }, headers);
    },
  ],
];

test.each(TRAPS)('%s gets the answer that everybody gets, and nobody is mailed', async (_, spring) => {
  const site = await readerSite();
  const stamp = fieldOf(await (await site.ask('/subscribe')).text(), 'stamp');
  const trapped = await spring(site, stamp);
  expect(await trapped.text()).toBe(await (await subscribe(site, 'b@readers.example')).text());
  expect((await site.post()).map((mail) => mail.to?.[0]?.address)).toEqual(['b@readers.example']);
});

test('our own page, whose browser hides its origin, is no foreign page', async () => {
  const site = await readerSite();
  const stamp = fieldOf(await (await site.ask('/subscribe')).text(), 'stamp');
  site.later(5);
  await site.send(
    '/subscribe',
    { stamp, email: 'a@readers.example' },
    { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' },
  );
  expect(await site.post()).toHaveLength(1);
});

test('a page that lay open for days is shown anew, with what was typed', async () => {
  const site = await readerSite();
  const stamp = fieldOf(await (await site.ask('/subscribe')).text(), 'stamp');
  site.later(3 * 24 * 3600);
  const html = await (await site.send('/subscribe', { stamp, email: 'a@readers.example' })).text();
  expect(html).toContain('role="alert"');
  expect(html).toContain('value="a@readers.example"');
});

test('two thousand addresses from as many networks: three hundred mails at most', async () => {
  const site = await readerSite();
  const stamp = fieldOf(await (await site.ask('/subscribe')).text(), 'stamp');
  site.later(5);
  const body = (i: number) => new URLSearchParams({ stamp, email: `victim${i}@d${i % 500}.example` });
  for (let i = 0; i < 2000; i += 1) {
    const response = await site.ask('/subscribe', { method: 'POST', body: body(i) }, `2001:db8:${i.toString(16)}::1`);
    expect(response.status).toBe(200);
  }
  while ((await site.store.answerAsks(site.now().toISOString())) > 0);
  expect((await site.store.confirmationCounts(site.now().toISOString())).lastHour).toBe(300);
}, 30_000);

test('when far more ask than usual the breaker opens, holds all but a trickle, and closes again by itself', async () => {
  const site = await readerSite();
  for (let i = 0; i < 70; i += 1) await subscribe(site, `r${i}@d${i}.example`, {});
  // One machine asks ten times an hour at most, so most of these never became asks.
  expect((await site.post()).length).toBe(10);
  const stamp = fieldOf(await (await site.ask('/subscribe')).text(), 'stamp');
  site.later(5);
  for (let i = 0; i < 70; i += 1) {
    const body = new URLSearchParams({ stamp, email: `s${i}@e${i}.example` });
    await site.ask('/subscribe', { method: 'POST', body }, `198.51.100.${i}`);
  }
  await site.post();
  expect(await site.store.breaker()).toMatchObject({ reason: 'volume' });
  site.later(30 * 3600);
  await site.post();
  expect(await site.store.breaker()).toBeUndefined();
}, 30_000);

test('the mail holds nothing that a visitor typed, no way to leave a list, and says that a program wrote it', async () => {
  const site = await readerSite();
  const spam = 'Visit http://spam.example';
  await subscribe(site, 'a@readers.example', {
    name: spam,
    referrer: spam,
    topics: spam,
    frequency: spam,
    language: spam,
  });
  const [mail] = await site.post();
  const headers = new Map((mail?.headers ?? []).map(({ key, value }) => [key, value]));
  expect(JSON.stringify(mail)).not.toContain('spam.example');
  expect([...headers.keys()].filter((name) => name.startsWith('list-'))).toEqual([]);
  expect(headers.get('auto-submitted')).toBe('auto-generated');
  expect(mail?.html).not.toMatch(/<img|(?:href|src)="(?!https:\/\/news\.example\/)/);
});

test('the sender of confirmations may be another one than that of issues', async () => {
  const site = await readerSite();
  const sender = { name: 'Welcome desk', address: 'welcome@news.example' };
  Object.assign(site.newsletter, { readers: { ...site.newsletter.readers, sender } });
  await subscribe(site, 'a@readers.example');
  expect((await site.post())[0]?.from).toMatchObject(sender);
});

test('for programs: GET gives what a form needs, POST subscribes, and answers like the page', async () => {
  const site = await readerSite({ newsletter: { language: 'en' } });
  await people(site.store);
  const form = (await (await site.ask('/api/subscribe')).json()) as { stamp: string; consent: { version: string } };
  site.later(5);
  const post = (body: unknown, type = 'application/json') =>
    site.ask('/api/subscribe', { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': type } });
  const said = { stamp: form.stamp, consent: form.consent.version, topics: ['tools', 7], frequency: 'daily' };
  const answers = new Set<string>();
  for (const name of EVERYBODY) {
    const response = await post({ ...said, address: `${name}@readers.example` });
    answers.add(`${response.status} ${await response.text()}`);
  }
  expect([...answers].map((answer) => answer.slice(0, 3))).toEqual(['202']);
  expect((await post({ ...said, address: 'x@readers.example', consent: 'another' })).status).toBe(422);
  expect((await post({ ...said, address: 'nobody' })).status).toBe(422);
  expect((await post([])).status).toBe(400);
  expect((await post({ ...said, address: 'x@readers.example' }, 'text/plain')).status).toBe(415);
  expect((await site.post()).map((mail) => mail.to?.[0]?.address)).toContain('new@readers.example');
});

test('a body that is no form is refused', async () => {
  const site = await readerSite();
  const body = JSON.stringify({ email: 'a@readers.example' });
  const answer = await site.ask('/subscribe', { method: 'POST', body, headers: { 'Content-Type': 'text/plain' } });
  expect(answer.status).toBe(415);
});

test.each([
  ['en-US,en;q=0.9', 'Subscribe by email'],
  ['ja', 'メールで購読'],
  ['fr', '用邮件订阅'],
])('a browser that prefers %s reads "%s"', async (header, title) => {
  const site = await readerSite();
  Object.assign(site.newsletter, { readers: { ...site.newsletter.readers, languages: ['en', 'ja'] } });
  const page = await site.ask('/subscribe', { headers: { 'Accept-Language': header } });
  expect(await page.text()).toContain(`<h1 class="page-title">${title}</h1>`);
});

test('one reminder goes to who is slow, where the owner wants it', async () => {
  const site = await readerSite();
  Object.assign(site.newsletter, { readers: { ...site.newsletter.readers, reminder_hours: 48 } });
  await subscribe(site, 'slow@readers.example');
  await site.post();
  for (let day = 0; day < 6; day += 1) {
    site.later(24 * 3600);
    await site.tend();
    await site.post();
  }
  const mails = await site.post();
  expect(mails.map((mail) => mail.subject)).toEqual(['请确认订阅《示例周报》', '《示例周报》还在等你确认']);
  expect(confirmLinks(mails[1], site)).toEqual(confirmLinks(mails[0], site));
});

test('no token and no link tells an address, and keys of the limits do not either', async () => {
  const site = await readerSite();
  await subscribe(site, 'lin@readers.example');
  const [mail] = await site.post();
  for (const path of linksOf(mail, site.newsletter)) {
    const plain = `${path} ${Buffer.from(path.split('/').at(-1) ?? '', 'base64url').toString('latin1')}`;
    expect(plain).not.toMatch(/lin|readers\.example|%40/);
  }
  expect(KEYS[0].id).toMatch(/^[0-9a-f]{8}$/);
});
