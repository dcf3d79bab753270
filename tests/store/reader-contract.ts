// What every store promises to readers, as a suite that each database runs: asking, confirming, choosing, leaving,
// being forgotten, and that nothing but the person brings anybody back (standards D.02, D.10 to D.12).
import { expect, test } from 'vitest';
import type { NewAsk } from '../../src/core/audience/ask.ts';
import { limitKeys } from '../../src/core/audience/ask-limits.ts';
import type { AudienceEvent } from '../../src/core/audience/subscriber.ts';
import { total } from '../../src/core/ledger/delivery.ts';
import { frozenLetter } from '../../src/core/message/frozen-letter.ts';
import type { Store } from '../../src/store/store.ts';
import { aLetter, address, aReader, AT, KEYS, readers } from '../support/a-letter.ts';
import { anAsk, CONFIRMING, EVIDENCE, optIn } from '../support/an-ask.ts';
import { aNewsletter } from '../support/newsletter.ts';

const LATER = '2026-01-06T01:00:00.000Z';
const NEXT_DAY = '2026-01-07T00:30:00.000Z';
const NEXT_MONTH = '2026-02-06T00:00:00.000Z';
const OTHER_KEYS = { at: LATER, isWelcomed: false };

export function readerContract(
  make: () => Promise<{ readonly store: Store; readonly again: () => Promise<Store> }>,
): void {
  test('an ask makes nobody a reader, and its confirmation does, with all the evidence there is', async () => {
    const { store } = await make();
    const wanted = anAsk('New@readers.example', { topics: ['research'], frequency: 'weekly', language: 'zh-CN' });
    expect(await store.ask(wanted, [], AT)).toBe('asked');
    expect(await store.answerAsks(AT)).toBe(1);
    expect(await store.subscriber(wanted.address)).toBeUndefined();
    const confirmed = await store.confirmAsk(wanted.id, CONFIRMING, { at: LATER, isWelcomed: false });
    expect(confirmed.kind).toBe('confirmed');
    const reader = await store.subscriber(wanted.address);
    expect(reader).toMatchObject({
      address: 'New@readers.example',
      standing: { state: 'active' },
      topics: ['research'],
      frequency: 'weekly',
      language: 'zh-CN',
      consent: { source: 'subscribe', at: LATER },
    });
    expect(await store.consents(reader?.id ?? 0)).toEqual([
      {
        at: LATER,
        what: 'confirmed',
        source: 'subscribe',
        consentAt: LATER,
        evidence: { ...EVIDENCE, ...CONFIRMING },
        asked: { at: AT, ip: EVIDENCE.ip, userAgent: EVIDENCE.userAgent },
      },
    ]);
  });

  test('an ask is confirmed once, not before it is mailed, and not when it is a week old', async () => {
    const { store } = await make();
    const [once, late] = [anAsk('once@readers.example'), anAsk('late@readers.example')];
    await store.ask(once, [], AT);
    await store.ask(late, [], AT);
    expect((await store.confirmAsk(once.id, CONFIRMING, OTHER_KEYS)).kind).toBe('gone');
    await store.answerAsks(AT);
    expect((await store.confirmAsk(once.id, CONFIRMING, OTHER_KEYS)).kind).toBe('confirmed');
    expect((await store.confirmAsk(once.id, CONFIRMING, OTHER_KEYS)).kind).toBe('used');
    expect((await store.confirmAsk(late.id, CONFIRMING, { ...OTHER_KEYS, at: NEXT_MONTH })).kind).toBe('gone');
    expect(await store.openAsk(late.id, NEXT_MONTH)).toBeUndefined();
    expect((await store.confirmAsk('0'.repeat(32), CONFIRMING, OTHER_KEYS)).kind).toBe('gone');
    expect(await store.subscriberCounts()).toMatchObject({ active: 1 });
  });

  test('two who confirm one ask at once make one reader with one line of consent', async () => {
    const { store, again } = await make();
    const wanted = anAsk('twice@readers.example');
    await store.ask(wanted, [], AT);
    await store.answerAsks(AT);
    await using other = await again();
    const kinds = await Promise.all([store, other].map((one) => one.confirmAsk(wanted.id, CONFIRMING, OTHER_KEYS)));
    expect(kinds.map(({ kind }) => kind).toSorted()).toEqual(['confirmed', 'used']);
    const reader = await store.subscriber(wanted.address);
    expect(await store.consents(reader?.id ?? 0)).toHaveLength(1);
  });

  test('what a mailbox is told depends on what is known of it, and a blocked one is told nothing', async () => {
    const { store } = await make();
    const events = ['imported', 'unproven', 'unsubscribed', 'bounced', 'complained', 'removed'] as const;
    await store.addSubscribers(
      events.map((event) => aReader(`${event}@readers.example`, event)),
      AT,
    );
    for (const name of ['new', ...events]) await store.ask(anAsk(`${name}@readers.example`), [], AT);
    expect(await store.answerAsks(AT)).toBe(7);
    const mails = await store.takeOutbox(AT, LATER);
    expect(mails.map((mail) => `${mail.address} ${mail.purpose}`).toSorted()).toEqual([
      'bounced@readers.example confirm',
      'imported@readers.example already',
      'new@readers.example confirm',
      'unproven@readers.example confirm',
      'unsubscribed@readers.example confirm',
    ]);
  });

  test('limits hold over restarts and processes, and an ask beyond them is not kept', async () => {
    const { store, again } = await make();
    expect(await ask(store, anAsk('a@readers.example'), AT)).toBe('asked');
    await using other = await again();
    expect(await ask(other, anAsk('A@READERS.example'), '2026-01-06T00:05:00.000Z')).toBe('limited');
    expect(await ask(other, anAsk('a@readers.example'), '2026-01-06T00:10:00.000Z')).toBe('asked');
    expect(await store.answerAsks(AT)).toBe(2);
    const burst = await Promise.all(Array.from({ length: 8 }, () => ask(store, anAsk('burst@readers.example'), LATER)));
    expect(burst.filter((result) => result === 'asked')).toHaveLength(1);
  });

  test('a mail stands in the outbox once, is taken by one, taken over in time, and settled without a trace', async () => {
    const { store, again } = await make();
    await store.ask(anAsk('a@readers.example'), [], AT);
    await store.answerAsks(AT);
    await store.answerAsks(AT);
    await using other = await again();
    const taken = await Promise.all([store, other].map((one) => one.takeOutbox(AT, LATER)));
    expect(taken.flat()).toHaveLength(1);
    expect(await store.takeOutbox('2026-01-06T00:30:00.000Z', NEXT_DAY)).toEqual([]);
    const [late] = await other.takeOutbox(LATER, NEXT_DAY);
    expect(late).toMatchObject({ address: 'a@readers.example', purpose: 'confirm', attempts: 1 });
    await store.settleOutbox(late?.id ?? 0, { kind: 'again', at: LATER }, LATER);
    const [third] = await store.takeOutbox(LATER, NEXT_DAY);
    await store.settleOutbox(third?.id ?? 0, { kind: 'accepted' }, LATER);
    expect(await store.takeOutbox(NEXT_MONTH, NEXT_MONTH)).toEqual([]);
  });

  test('there is one reminder at most, and none for who has confirmed', async () => {
    const { store } = await make();
    const names = ['slow', 'quick', 'nobody', 'waiting', 'imported'].map((name) => `${name}@readers.example`);
    const asks = names.map((name) => anAsk(name));
    for (const one of asks) await store.ask(one, [], AT);
    await store.answerAsks(AT);
    for (const { id, address: to } of await store.takeOutbox(AT, LATER)) {
      const kind = to.startsWith('nobody') ? 'failed' : 'accepted';
      if (!to.startsWith('waiting')) await store.settleOutbox(id, { kind }, AT);
    }
    await store.confirmAsk(asks[1]?.id ?? '', CONFIRMING, OTHER_KEYS);
    await store.addSubscribers([aReader('imported@readers.example')], AT);
    expect(await store.remind('2026-01-05T00:00:00.000Z', LATER)).toBe(0);
    expect(await store.remind(AT, NEXT_DAY)).toBe(1);
    expect(await store.remind(NEXT_DAY, NEXT_DAY)).toBe(0);
    const purposes = (await store.takeOutbox(NEXT_DAY, NEXT_MONTH)).map((mail) => `${mail.address} ${mail.purpose}`);
    expect(purposes).toEqual(['waiting@readers.example confirm', 'slow@readers.example reminder']);
  });

  test('what came to nothing is forgotten: asks when they end, mails and limits after their time', async () => {
    const { store } = await make();
    const wanted = anAsk('a@readers.example');
    await store.ask(wanted, limitKeys(wanted.address, '192.0.2.7', KEYS[0]), AT);
    await store.answerAsks(AT);
    await store.forgetAsks(NEXT_DAY);
    expect(await store.openAsk(wanted.id, NEXT_DAY)).toMatchObject({ address: 'a@readers.example' });
    await store.forgetAsks(NEXT_MONTH);
    expect(await store.openAsk(wanted.id, NEXT_DAY)).toBeUndefined();
  });

  test('the breaker sees who asked, was mailed and confirmed, and lets a trickle through while it is open', async () => {
    const { store } = await make();
    await store.setBreaker({ reason: 'volume', since: AT });
    expect(await store.breaker()).toEqual({ reason: 'volume', since: AT });
    const askAs = (i: number) => {
      const wanted = anAsk(`r${i}@d${i}.example`);
      return store.ask(wanted, limitKeys(wanted.address, `192.0.2.${i}`, KEYS[0]), AT);
    };
    for (let i = 0; i < 10; i += 1) expect(await askAs(i)).toBe('asked');
    expect(await askAs(11)).toBe('limited');
    await store.setBreaker(undefined);
    expect(await askAs(12)).toBe('asked');
    await store.answerAsks(AT);
    expect(await store.confirmationCounts(LATER)).toEqual({
      lastHour: 0,
      usualHour: 11 / 167,
      mailed: 11,
      confirmed: 0,
    });
  });

  test('a choice is kept with what it was before, and the same choice again says nothing', async () => {
    const { store } = await make();
    await optIn(store, 'a@readers.example');
    const { publicId = '', id = 0 } = (await store.subscriber(address('a@readers.example'))) ?? {};
    const changes = { topics: ['tools'], frequency: 'daily', pausedUntil: NEXT_MONTH } as const;
    const after = await store.changePreferences(publicId, changes, { form: 'preferences' }, LATER);
    expect(after).toMatchObject(changes);
    await store.changePreferences(publicId, changes, { form: 'preferences' }, NEXT_DAY);
    const lines = (await store.consents(id)).filter(({ what }) => what === 'changed');
    expect(lines.map(({ details }) => JSON.parse(details ?? '{}') as unknown)).toEqual([
      {
        topics: { from: null, to: '["tools"]' },
        frequency: { from: null, to: 'daily' },
        paused_until: { from: null, to: NEXT_MONTH },
      },
    ]);
    expect(await store.changePreferences(publicId, { pausedUntil: null }, {}, NEXT_DAY)).not.toHaveProperty(
      'pausedUntil',
    );
    expect(await store.changePreferences('f'.repeat(32), changes, {}, LATER)).toBeUndefined();
  });

  test('leaving counts once, coming back is a consent of its own, and nobody comes back who had not left', async () => {
    const { store } = await make();
    await store.addSubscribers([aReader('a@readers.example'), aReader('gone@readers.example', 'complained')], AT);
    const { publicId = '', id = 0 } = (await store.subscriber(address('a@readers.example'))) ?? {};
    for (const at of [LATER, NEXT_DAY]) await store.leave(publicId, { form: 'one-click' }, at);
    const back = await store.comeBack(publicId, EVIDENCE, NEXT_DAY);
    expect(back?.standing).toEqual({ state: 'active' });
    await store.comeBack(publicId, EVIDENCE, NEXT_MONTH);
    const lines = await store.consents(id);
    expect(lines.map(({ at, what }) => `${at} ${what}`)).toEqual([
      `${AT} imported`,
      `${LATER} unsubscribed`,
      `${NEXT_DAY} returned`,
    ]);
    expect(lines.at(-1)?.evidence).toMatchObject({ text: EVIDENCE.text, textVersion: EVIDENCE.textVersion });
    const gone = await store.subscriber(address('gone@readers.example'));
    const still = await store.comeBack(gone?.publicId ?? '', EVIDENCE, LATER);
    expect(still?.standing).toEqual({ state: 'suppressed', reason: 'complaint' });
  });

  test('an address moves when both mailboxes agree, in any order, and not with one of them', async () => {
    const { store } = await make();
    await optIn(store, 'old@readers.example', AT, { topics: ['tools'] });
    const { publicId = '', id = 0 } = (await store.subscriber(address('old@readers.example'))) ?? {};
    const wanted = anAsk('new@readers.example', { movingId: publicId });
    await store.ask(wanted, [], LATER);
    await store.answerAsks(LATER);
    const mails = await store.takeOutbox(LATER, NEXT_DAY);
    expect(mails.map((mail) => `${mail.address} ${mail.purpose}`).toSorted()).toEqual([
      'new@readers.example address-new',
      'old@readers.example address-old',
      'old@readers.example confirm',
    ]);
    expect((await store.confirmAsk(wanted.id, CONFIRMING, OTHER_KEYS)).kind).toBe('gone');
    expect(await store.agreeToMove(wanted.id, 'new', CONFIRMING, LATER)).toBe('waits');
    expect(await store.agreeToMove(wanted.id, 'new', CONFIRMING, LATER)).toBe('waits');
    expect(await store.subscriber(address('new@readers.example'))).toBeUndefined();
    expect(await store.agreeToMove(wanted.id, 'old', CONFIRMING, LATER)).toBe('moved');
    expect(await store.subscriber(address('old@readers.example'))).toBeUndefined();
    expect(await store.subscriber(address('new@readers.example'))).toMatchObject({ id, publicId, topics: ['tools'] });
    expect((await store.consents(id)).map(({ what }) => what)).toEqual(['confirmed', 'changed']);
  });

  test('moving to an address that reads already leaves one reader, and to a blocked one none is moved', async () => {
    const { store } = await make();
    await store.addSubscribers([aReader('old@readers.example'), aReader('other@readers.example')], AT);
    const { publicId = '' } = (await store.subscriber(address('old@readers.example'))) ?? {};
    const wanted = anAsk('other@readers.example', { movingId: publicId });
    await store.ask(wanted, [], AT);
    await store.answerAsks(AT);
    await store.agreeToMove(wanted.id, 'old', CONFIRMING, AT);
    expect(await store.agreeToMove(wanted.id, 'new', CONFIRMING, AT)).toBe('moved');
    expect(await store.subscriberCounts()).toMatchObject({ active: 1, unsubscribed: 1 });
    // A letter to the old address reaches whoever goes on, out and back in.
    expect(await store.leave(publicId, EVIDENCE, LATER)).toMatchObject({ address: 'other@readers.example' });
    expect(await store.subscriberCounts()).toMatchObject({ active: 0, unsubscribed: 2 });
    expect((await store.comeBack(publicId, EVIDENCE, LATER))?.standing).toEqual({ state: 'active' });
    expect(await store.subscriberCounts()).toMatchObject({ active: 1, unsubscribed: 1 });
    const wish = { publicId, kind: 'unsubscribe', reason: 'wish', reportId: 'r', source: 'mail' } as const;
    expect(await store.recordReport(wish, LATER)).toEqual({ outcome: 'unsubscribed' });
    expect(await store.recordReport(wish, LATER)).toEqual({ outcome: 'repeated' });
    expect((await store.comeBack(publicId, EVIDENCE, LATER))?.standing).toEqual({ state: 'active' });
    await store.addSubscribers([aReader('blocked@readers.example', 'complained')], AT);
    const { publicId: otherId = '' } = (await store.subscriber(address('other@readers.example'))) ?? {};
    await store.ask(anAsk('blocked@readers.example', { movingId: otherId }), [], LATER);
    await store.answerAsks(LATER);
    expect((await store.takeOutbox(LATER, NEXT_DAY)).map((mail) => mail.address)).not.toContain(
      'blocked@readers.example',
    );
  });

  test('erasing takes the person away and leaves every count of the ledger as it was', async () => {
    const { store } = await make();
    await store.addSubscribers(readers(3), AT);
    const letter = frozenLetter(aLetter(), aNewsletter());
    const { mailing } = await store.startMailing(
      { slug: 'a', edition: '', letter, keyId: '0', audience: 'active' },
      AT,
    );
    const sender = await store.openSender(AT, 30_000);
    const attempts = await sender.lease(mailing.id, { at: AT, limit: 2 });
    await sender.commit({ mailingId: mailing.id, at: AT, outcomes: [], begins: attempts.slice(0, 1) });
    const before = await store.counts(mailing.id);
    for (const one of readers(3)) expect(await store.erase(one.address, LATER)).toBe(true);
    expect(await store.counts(mailing.id)).toEqual(before);
    expect(await store.recount(mailing.id)).toEqual(before);
    const { withheld } = await sender.commit({
      mailingId: mailing.id,
      at: LATER,
      outcomes: [],
      begins: attempts.slice(1),
    });
    expect(withheld.size).toBe(1);
    const [attempt] = attempts;
    if (attempt === undefined) throw new Error('there was nothing to attempt');
    const outcomes = [{ attempt, event: { kind: 'accept' }, reply: `250 ok ${attempt.address}` } as const];
    await sender.commit({ mailingId: mailing.id, at: LATER, outcomes, begins: [] });
    expect(await store.counts(mailing.id)).toMatchObject({ accepted: 1, withheld: 1, queued: 1 });
    expect(total(await store.counts(mailing.id))).toBe(mailing.total);
    expect(await store.subscribers({ limit: 10 })).toEqual([]);
    expect(await store.subscriberCounts()).toEqual({ pending: 0, active: 0, unsubscribed: 0, suppressed: 0 });
    const shown = JSON.stringify(await store.deliveries(mailing.id, 'accepted', 10));
    expect(shown).not.toContain('readers.example');
  });

  // D.11 and D.12: how somebody stood when they were erased, and what each way back makes of them.
  const WAYS_BACK = ['imported', 'added', 'unproven', 'opt-in'] as const;
  const MATRIX: readonly (readonly [left: AudienceEvent | 'active', after: string])[] = [
    ['active', 'nobody nobody nobody active'],
    ['unsubscribed', 'nobody nobody nobody active'],
    ['bounced', 'nobody nobody nobody active'],
    ['complained', 'nobody nobody nobody nobody'],
    ['removed', 'nobody nobody nobody nobody'],
  ];

  test.each(MATRIX)(
    'erased when %s: after an import, the operator, a bare row and an opt-in: %s',
    async (left, after) => {
      const { store } = await make();
      const found: string[] = [];
      for (const way of WAYS_BACK) {
        const text = `${way}@readers.example`;
        await store.addSubscribers([aReader(text)], AT);
        if (left !== 'active') await store.changeSubscriber(address(text), left, 'test', AT);
        await store.erase(address(text), AT);
        if (way === 'opt-in') await optIn(store, text.toUpperCase(), LATER);
        else expect(await store.addSubscribers([aReader(text, way)], LATER)).toEqual(['blocked']);
        found.push((await store.subscriber(address(text)))?.standing.state ?? 'nobody');
      }
      expect(found.join(' ')).toBe(after);
    },
  );

  test('the same without erasing: only an opt-in of their own brings back who has left', async () => {
    const { store } = await make();
    const found: Record<string, string> = {};
    for (const left of ['unsubscribed', 'bounced', 'complained', 'removed'] as const) {
      for (const way of WAYS_BACK) {
        const text = `${left}-${way}@readers.example`;
        await store.addSubscribers([aReader(text)], AT);
        await store.changeSubscriber(address(text), left, 'test', AT);
        if (way === 'opt-in') await optIn(store, text, LATER);
        else await store.addSubscribers([aReader(text, way)], LATER);
        const state = (await store.subscriber(address(text)))?.standing.state ?? 'nobody';
        found[left] = `${found[left] ?? ''} ${state}`.trim();
      }
    }
    expect(found).toEqual({
      unsubscribed: 'unsubscribed unsubscribed unsubscribed active',
      bounced: 'suppressed suppressed suppressed active',
      complained: 'suppressed suppressed suppressed suppressed',
      removed: 'suppressed suppressed suppressed suppressed',
    });
  });

  test('of the erased a keyed hash stays with reason and date, and a later complaint weighs more', async () => {
    const { store } = await make();
    await store.addSubscribers([aReader('a@readers.example')], AT);
    await store.erase(address('a@readers.example'), LATER);
    expect(await store.departure(address('A@Readers.Example'))).toEqual({ reason: 'erased', at: LATER });
    expect(await store.departure(address('b@readers.example'))).toBeUndefined();
    await store.changeSubscriber(address('a@readers.example'), 'complained', 'report', NEXT_DAY);
    expect(await store.departure(address('a@readers.example'))).toEqual({ reason: 'complaint', at: NEXT_DAY });
    expect(await store.erase(address('b@readers.example'), LATER)).toBe(false);
  });

  test('a journal is given who left, who came back and who was erased, and each once', async () => {
    const { store } = await make();
    await store.addSubscribers(readers(3), AT);
    await store.changeSubscriber(address('reader1@readers.example'), 'unsubscribed', 'link', AT);
    await optIn(store, 'reader1@readers.example', LATER);
    await store.erase(address('reader2@readers.example'), LATER);
    const start = { offset: 0, consentId: 0, erasedAt: '' };
    const { lines, consentId } = await store.departuresAfter(start, NEXT_DAY);
    expect(lines.map(({ reason, at }) => `${at} ${reason}`)).toEqual([
      `${AT} unsubscribed`,
      `${LATER} back`,
      `${LATER} erased`,
    ]);
    const place = { offset: 7, consentId, erasedAt: LATER };
    await store.setJournalPlace('one', place);
    expect(await store.journalPlace('one')).toEqual(place);
    expect(await store.journalPlace('other')).toBeUndefined();
    expect((await store.departuresAfter(place, NEXT_DAY)).lines).toEqual([]);
    for (const line of lines) await store.keepDeparture(line);
  });

  test('readers who left long ago are erased, and others stay', async () => {
    const { store } = await make();
    await store.addSubscribers(readers(3), AT);
    await store.changeSubscriber(address('reader1@readers.example'), 'unsubscribed', 'link', AT);
    await store.changeSubscriber(address('reader2@readers.example'), 'unsubscribed', 'link', NEXT_MONTH);
    expect(await store.eraseDeparted(NEXT_DAY, NEXT_MONTH)).toBe(1);
    expect(await store.subscriberCounts()).toMatchObject({ active: 1, unsubscribed: 1 });
  });

  test('a reader is shown what they were mailed', async () => {
    const { store } = await make();
    await store.addSubscribers(readers(1), AT);
    const letter = frozenLetter(aLetter(), aNewsletter());
    await store.startMailing({ slug: 'a', edition: '', letter, keyId: '0', audience: 'active' }, AT);
    const reader = await store.subscriber(address('reader1@readers.example'));
    const mailed = await store.deliveriesOf(reader?.id ?? 0);
    expect(mailed).toEqual([{ slug: 'a', edition: '', state: 'queued', at: AT }]);
  });
}

function ask(store: Store, wanted: NewAsk, at: string): Promise<'asked' | 'limited'> {
  return store.ask(wanted, limitKeys(wanted.address, '192.0.2.7', KEYS[0]), at);
}
