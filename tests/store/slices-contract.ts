// What every store promises of mailings with several letters; part of store-contract.ts.
import { expect, test } from 'vitest';
import type { NewSubscriber } from '../../src/core/audience/subscriber.ts';
import type { Mailing } from '../../src/core/ledger/mailing.ts';
import { frozenLetter, type FrozenLetter } from '../../src/core/message/frozen-letter.ts';
import type { PreferenceChanges } from '../../src/store/reader-store.ts';
import type { ChosenLetter, NewDigest } from '../../src/store/slices-store.ts';
import type { NewMailing, Store } from '../../src/store/store.ts';
import { aLetter, address, aReader, AT, readers } from '../support/a-letter.ts';
import { aNewsletter } from '../support/newsletter.ts';
import type { StoreUnderTest } from './store-contract.ts';

const LATER = '2026-01-06T01:00:00.000Z';
/** Of the mailings that start while readers change. */
const READERS = 12;
const CHANGES = 60;
const ISSUES = 6;
const BEFORE_ALL = '2026-01-01T00:00:00.000Z';
const NOON = '2026-01-06T12:00:00.000Z';
const EVENING = '2026-01-06T18:00:00.000Z';
const NEXT_DAY = '2026-01-07T12:00:00.000Z';
const OVERNEXT_DAY = '2026-01-08T12:00:00.000Z';
const NOBODY = { slug: '', edition: '', total: 0, id: 0 };

export function slicesContract(make: () => Promise<StoreUnderTest>): void {
  test('each reader is frozen with the letter of their choice, made once however many chose it', async () => {
    const { store } = await make();
    const choices = [[], ['tools'], ['research', 'tools'], ['tools', 'research'], ['nothing'], ['tools'], ['all']];
    await store.addSubscribers(chosenBy(choices), AT);
    const made: string[] = [];
    const { mailing } = await store.startMailing(aMailing(letters(made)), AT);
    expect(made).toEqual(['research,tools', 'tools']);
    expect(mailing.total).toBe(6);
    expect(await lettersOf(store, mailing.id)).toEqual([
      'the mailing’s own',
      'letter of tools',
      'letter of research,tools',
      'letter of research,tools',
      undefined,
      'letter of tools',
      'the mailing’s own',
    ]);
    expect(await store.letterCounts()).toEqual(new Map([[mailing.id, 2]]));
  });

  test('choices that come to the same share one letter', async () => {
    const { store } = await make();
    await store.addSubscribers(chosenBy([['a'], ['b'], ['a', 'b']]), AT);
    const { mailing } = await store.startMailing(aMailing(theSame), AT);
    expect(await store.letterCounts()).toEqual(new Map([[mailing.id, 1]]));
    expect(await lettersOf(store, mailing.id)).toEqual(['one', 'one', 'one']);
  });

  test('a choice that comes up while the letters are made is asked for too', async () => {
    const { store, again } = await make();
    await using other = await again();
    await store.addSubscribers(chosenBy([['a'], []]), AT);
    const asked: string[] = [];
    const ask = async (topics: readonly string[]): Promise<ChosenLetter> => {
      asked.push(topics.join());
      if (asked.length === 1) await other.addSubscribers([{ ...aReader('late@readers.example'), topics: ['b'] }], AT);
      return { key: topics.join(), letter: () => letterNamed(topics.join()) };
    };
    const { mailing } = await store.startMailing(aMailing(ask), AT);
    expect(asked).toEqual(['a', 'b']);
    expect(mailing.total).toBe(3);
    expect(await letterOf(store, mailing.id, 'late@readers.example')).toBe('b');
  });

  test('without a way to make letters everybody gets the whole', async () => {
    const { store } = await make();
    await store.addSubscribers(chosenBy([[], ['a']]), AT);
    const { mailing } = await store.startMailing(aMailing(), AT);
    expect(await lettersOf(store, mailing.id)).toEqual(['the mailing’s own', 'the mailing’s own']);
    expect(await store.letterCounts()).toEqual(new Map());
  });

  test('a correction asks for the topics of what each got, whatever they have chosen since', async () => {
    const { store } = await make();
    await store.addSubscribers(chosenBy([['a'], [], ['nothing']]), AT);
    const { mailing } = await store.startMailing(aMailing(letters([])), AT);
    await acceptAll(store, mailing.id);
    await change(store, 1, { topics: ['b'] }, LATER);
    const asked: string[] = [];
    const audience = { recipientsOf: mailing.id };
    const { mailing: correction } = await store.startMailing(
      { ...aMailing(letters(asked)), edition: LATER, audience },
      LATER,
    );
    expect(asked).toEqual(['a']);
    expect(await lettersOf(store, correction.id)).toEqual(['letter of a', 'the mailing’s own', undefined]);
  });

  test('who takes a pause is in no mailing until it ends, and digests speak of nothing that came in it', async () => {
    const { store } = await make();
    await store.addSubscribers(chosenBy([[], ['a'], []]), AT);
    await change(store, 1, { pausedUntil: NOON }, AT);
    await change(store, 2, { pausedUntil: NOON }, AT);
    await change(store, 3, { pausedUntil: NOON, frequency: 'daily' }, AT);
    expect((await issue(store, 'one', LATER)).total).toBe(0);
    expect((await issue(store, 'two', NOON)).total).toBe(2);
    expect(await digest(store, 'daily', EVENING)).toEqual(['two']);
  });

  test('a pause that ends early ends there, for digests too', async () => {
    const { store } = await make();
    await store.addSubscribers(chosenBy([[]]), AT);
    await change(store, 1, { pausedUntil: EVENING, frequency: 'weekly' }, AT);
    await issue(store, 'one', LATER);
    await change(store, 1, { pausedUntil: null }, NOON);
    await issue(store, 'two', NOON);
    expect(await digest(store, 'weekly', EVENING)).toEqual(['two']);
  });

  test('a digest holds what was mailed since the last one, each issue once, for those who read digests', async () => {
    const { store } = await make();
    await store.addSubscribers(chosenBy([[], [], ['a'], ['nothing']]), AT);
    await issue(store, 'before', AT);
    for (const reader of [2, 3, 4]) await change(store, reader, { frequency: 'daily' }, AT);
    expect((await issue(store, 'one', LATER)).total).toBe(1);
    await issue(store, 'two', LATER);
    expect(await digest(store, 'daily', NOON)).toEqual(['one two', 'one two for a']);
    const [{ slug, edition, total, id } = NOBODY] = await store.mailings();
    expect({ slug, edition, total }).toEqual({ slug: 'digest-daily', edition: NOON.slice(0, 10), total: 2 });
    expect((await store.letterCounts()).get(id)).toBe(2);
    expect(await digest(store, 'daily', NEXT_DAY)).toEqual([]);
    await issue(store, 'three', NEXT_DAY);
    expect(await digest(store, 'daily', OVERNEXT_DAY)).toEqual(['three', 'three for a']);
  });

  test('who leaves and takes it back at once is owed what was owed before', async () => {
    const { store } = await make();
    await store.addSubscribers(chosenBy([[]]), AT);
    await change(store, 1, { frequency: 'weekly' }, AT);
    await issue(store, 'one', LATER);
    const publicId = (await store.subscriber(address('reader1@readers.example')))?.publicId ?? '';
    await store.leave(publicId, {}, LATER);
    await store.comeBack(publicId, {}, LATER);
    await issue(store, 'two', LATER);
    expect(await digest(store, 'weekly', NOON)).toEqual(['one two']);
    expect(await digest(store, 'weekly', NEXT_DAY)).toEqual([]);
  });

  test('a slot is settled once, and a day has one digest', async () => {
    const { store } = await make();
    await store.addSubscribers(chosenBy([[]]), AT);
    await change(store, 1, { frequency: 'daily' }, AT);
    expect(await digest(store, 'daily', LATER)).toEqual([]);
    await issue(store, 'one', LATER);
    // Nobody was owed anything then, and what has come since waits for the next slot.
    expect(await digest(store, 'daily', LATER)).toEqual([]);
    expect(await digest(store, 'daily', NOON)).toEqual(['one']);
    await issue(store, 'two', NOON);
    expect(await digest(store, 'daily', EVENING)).toEqual([]);
    expect(await digest(store, 'daily', NEXT_DAY)).toEqual(['two']);
  });

  test('who changes back to each issue gets what is left over with the next daily digest, and none after it', async () => {
    const { store } = await make();
    await store.addSubscribers(chosenBy([[]]), AT);
    await change(store, 1, { frequency: 'weekly' }, AT);
    await issue(store, 'one', LATER);
    await change(store, 1, { frequency: 'each' }, LATER);
    expect((await issue(store, 'two', NOON)).total).toBe(1);
    await change(store, 1, { frequency: 'daily' }, NOON);
    await change(store, 1, { frequency: 'each' }, NOON);
    expect(await digest(store, 'weekly', NOON)).toEqual([]);
    expect(await digest(store, 'daily', EVENING)).toEqual(['one']);
    await issue(store, 'three', NEXT_DAY);
    expect(await digest(store, 'daily', NEXT_DAY)).toEqual([]);
  });

  test('who comes back is owed nothing of what came meanwhile', async () => {
    const { store } = await make();
    await store.addSubscribers([{ ...aReader('reader1@readers.example', 'unproven'), frequency: 'daily' }], AT);
    await issue(store, 'one', AT);
    await store.addSubscribers([aReader('reader1@readers.example')], LATER);
    await issue(store, 'two', LATER);
    expect(await digest(store, 'daily', NOON)).toEqual(['two']);
  });

  test('a correction reaches those who got the issue in a digest, with what they got of it', async () => {
    const { store } = await make();
    await store.addSubscribers(chosenBy([[], ['a'], []]), AT);
    await change(store, 1, { frequency: 'daily' }, AT);
    await change(store, 2, { frequency: 'daily' }, AT);
    const { id } = await issue(store, 'one', LATER);
    await acceptAll(store, id);
    await digest(store, 'daily', NOON);
    await acceptAll(store, (await store.mailings())[0]?.id ?? 0);
    const audience = { recipientsOf: id };
    const asked: (readonly [string, number | undefined])[] = [];
    const chosen = (topics: readonly string[], earlierId?: number) => {
      asked.push([topics.join(), earlierId]);
      return letters([])(topics);
    };
    const correction = { ...aMailing(chosen), slug: 'one', edition: EVENING, audience };
    const { mailing } = await store.startMailing(correction, EVENING);
    // The whole letter answers the issue's own mailing; that of the digest is another one, though it says the same.
    expect(await lettersOf(store, mailing.id)).toEqual(['letter of', 'letter of a', 'the mailing’s own']);
    expect(asked).toEqual([
      ['', id + 1],
      ['a', id + 1],
    ]);
  });

  test('two who start the same digest at once start it once', async () => {
    const { store, again } = await make();
    await using other = await again();
    await store.addSubscribers([{ ...aReader('reader1@readers.example'), frequency: 'daily' }], AT);
    await digest(store, 'daily', AT);
    await issue(store, 'one', LATER);
    const wanted = { frequency: 'daily', edition: 'noon', slotAt: NOON, keyId: '0', letterFor } as const;
    const both = await Promise.all([store.startDigest(wanted, NOON), other.startDigest(wanted, NOON)]);
    expect(both.flatMap(({ mailing }) => mailing ?? []).map(({ total }) => total)).toEqual([1]);
    expect(both.filter(({ isNew }) => isNew)).toHaveLength(1);
  });

  test('readers who change while mailings start get each issue once all the same', { timeout: 60_000 }, async () => {
    const { store, again } = await make();
    await using other = await again();
    await store.addSubscribers(readers(READERS), AT);
    const slot = (minute: number) => digest(store, 'daily', instant(minute), `slot ${minute}`);
    await slot(0);
    const frequencies = ['daily', 'each', 'weekly', 'each'] as const;
    const changes = async () => {
      for (let i = 0; i < CHANGES; i += 1) {
        const frequency = frequencies[(i * 7) % frequencies.length] ?? 'each';
        await change(other, 1 + ((i * 5) % READERS), { frequency }, AT);
      }
    };
    const mailings = async () => {
      for (let i = 1; i <= ISSUES; i += 1) {
        await issue(store, `issue-${i}`, instant(2 * i));
        await slot(2 * i + 1);
      }
    };
    await Promise.all([changes(), mailings()]);
    for (let reader = 1; reader <= READERS; reader += 1) await change(store, reader, { frequency: 'each' }, AT);
    await slot(100);

    const got = new Map<string, string[]>();
    for (const mailing of await store.mailings()) {
      await using sender = await store.openSender(AT, 30_000);
      for (const { address: to, letterNo } of await sender.lease(mailing.id, { at: AT, limit: 100 })) {
        const letter = letterNo === 0 ? undefined : await store.letter(mailing.id, letterNo);
        got.set(to, [...(got.get(to) ?? []), ...(letter?.subject.split(' ') ?? [mailing.slug])]);
      }
    }
    const all = Array.from({ length: ISSUES }, (_, i) => `issue-${i + 1}`);
    const wrong = readers(READERS).filter((one) => got.get(one.address)?.toSorted().join() !== all.join());
    expect(wrong.map((one) => [one.address, got.get(one.address)])).toEqual([]);
  });

  test('topics are one choice in whichever order they were named, and none is every topic', async () => {
    const { store } = await make();
    await store.addSubscribers(chosenBy([['b', 'a', 'b'], []]), AT);
    await change(store, 2, { topics: ['a', 'b'] }, LATER);
    expect(await store.audience(AT)).toEqual([{ topics: ['a', 'b'], readerCount: 2 }]);
    await change(store, 2, { topics: [] }, LATER);
    expect(await store.audience(AT)).toEqual([
      { topics: [], readerCount: 1 },
      { topics: ['a', 'b'], readerCount: 1 },
    ]);
  });
}

function instant(minute: number): string {
  return new Date(Date.parse(AT) + minute * 60_000).toISOString();
}

async function change(store: Store, reader: number, changes: PreferenceChanges, at: string): Promise<void> {
  const found = await store.subscriber(address(`reader${reader}@readers.example`));
  await store.changePreferences(found?.publicId ?? '', changes, {}, at);
}

function chosenBy(choices: readonly (readonly string[])[]): readonly NewSubscriber[] {
  return readers(choices.length).map((reader, i) => ({ ...reader, topics: choices[i] ?? [] }));
}

/** Topic `all` is everything, `nothing` is in no issue; `made` hears of every letter that is made. */
function letters(made: string[]): (topics: readonly string[]) => ChosenLetter {
  return (topics) => {
    if (topics.includes('all')) return 'whole';
    if (topics.includes('nothing')) return 'nothing';
    const key = topics.join();
    const letter = () => {
      made.push(key);
      made.sort();
      return letterNamed(`letter of ${key}`);
    };
    return { key, letter };
  };
}

function theSame(): ChosenLetter {
  return { key: 'the same', letter: () => letterNamed('one') };
}

function letterNamed(subject: string): FrozenLetter {
  return frozenLetter(aLetter({ subject }), aNewsletter());
}

function aMailing(chosen?: NewMailing['letterFor']): NewMailing {
  const letter = letterNamed('the mailing’s own');
  return {
    slug: '2026-01-06',
    edition: '',
    letter,
    keyId: '0',
    audience: 'active',
    ...(chosen && { letterFor: chosen }),
  };
}

/** The subjects of what the readers get, by their number; nothing for those who are not in the mailing. */
async function lettersOf(store: Store, mailingId: number): Promise<readonly (string | undefined)[]> {
  const all = await store.subscribers({ limit: 100 });
  const subjects = [];
  for (const one of all) subjects.push(await letterOf(store, mailingId, one.address));
  return subjects;
}

async function letterOf(store: Store, mailingId: number, to: string): Promise<string | undefined> {
  await using sender = await store.openSender(AT, 30_000);
  const attempts = await sender.lease(mailingId, { at: AT, limit: 100 });
  const attempt = attempts.find((one) => one.address === to);
  if (attempt === undefined) return undefined;
  if (attempt.letterNo > 0) return (await store.letter(mailingId, attempt.letterNo)).subject;
  return (await store.mailings()).find(({ id }) => id === mailingId)?.letter.subject;
}

async function issue(store: Store, slug: string, at: string): Promise<Mailing> {
  return (await store.startMailing({ ...aMailing(letters([])), slug }, at)).mailing;
}

const letterFor: NewDigest['letterFor'] = async ({ slugs, topics }) => {
  if (topics.includes('nothing')) return 'nothing';
  const key = `${slugs.join(' ')}${topics.length === 0 ? '' : ` for ${topics.join()}`}`;
  return { key, letter: () => letterNamed(key) };
};

/** Starts a digest whose slot is now, and gives the subjects of its letters, which name the issues in them. */
async function digest(
  store: Store,
  frequency: 'daily' | 'weekly',
  at: string,
  edition = at.slice(0, 10),
): Promise<readonly string[]> {
  const wanted = { frequency, edition, slotAt: at, keyId: '0', letterFor };
  // The first slot ever is nobody's.
  await store.startDigest({ ...wanted, slotAt: BEFORE_ALL }, AT);
  const { mailing } = await store.startDigest(wanted, at);
  if (mailing === undefined) return [];
  const subjects = await lettersOf(store, mailing.id);
  return subjects.filter((subject) => subject !== undefined);
}

async function acceptAll(store: Store, mailingId: number): Promise<void> {
  const sender = await store.openSender(AT, 30_000);
  const begins = await sender.lease(mailingId, { at: AT, limit: 100 });
  await sender.commit({ mailingId, at: AT, outcomes: [], begins });
  const outcomes = begins.map((attempt) => ({ attempt, event: { kind: 'accept' } as const, reply: '250' }));
  await sender.commit({ mailingId, at: AT, outcomes, begins: [] });
}
