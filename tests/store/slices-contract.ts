// What every store promises of mailings with several letters; part of store-contract.ts.
import { expect, test } from 'vitest';
import type { NewSubscriber } from '../../src/core/audience/subscriber.ts';
import { frozenLetter, type FrozenLetter } from '../../src/core/message/frozen-letter.ts';
import type { ChosenLetter } from '../../src/store/slices-store.ts';
import type { NewMailing, Store } from '../../src/store/store.ts';
import { aLetter, address, aReader, AT, readers } from '../support/a-letter.ts';
import { aNewsletter } from '../support/newsletter.ts';
import type { StoreUnderTest } from './store-contract.ts';

const LATER = '2026-01-06T01:00:00.000Z';

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
    const letterFor = async (topics: readonly string[]): Promise<ChosenLetter> => {
      asked.push(topics.join());
      if (asked.length === 1) await other.addSubscribers([{ ...aReader('late@readers.example'), topics: ['b'] }], AT);
      return { key: topics.join(), letter: () => letterNamed(topics.join()) };
    };
    const { mailing } = await store.startMailing(aMailing(letterFor), AT);
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
    await store.changeTopics(address('reader1@readers.example'), ['b'], LATER);
    const asked: string[] = [];
    const audience = { recipientsOf: mailing.id };
    const { mailing: correction } = await store.startMailing(
      { ...aMailing(letters(asked)), edition: LATER, audience },
      LATER,
    );
    expect(asked).toEqual(['a']);
    expect(await lettersOf(store, correction.id)).toEqual(['letter of a', 'the mailing’s own', undefined]);
  });

  test('topics are one choice in whichever order they were named, and none is every topic', async () => {
    const { store } = await make();
    await store.addSubscribers(chosenBy([['b', 'a', 'b'], []]), AT);
    expect(await store.changeTopics(address('reader2@readers.example'), ['a', 'b'], LATER)).toBe(true);
    expect(await store.audience(AT)).toEqual([{ topics: ['a', 'b'], readerCount: 2 }]);
    await store.changeTopics(address('reader2@readers.example'), [], LATER);
    expect(await store.audience(AT)).toEqual([
      { topics: [], readerCount: 1 },
      { topics: ['a', 'b'], readerCount: 1 },
    ]);
    expect(await store.changeTopics(address('nobody@readers.example'), [], LATER)).toBe(false);
  });
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

function aMailing(letterFor?: NewMailing['letterFor']): NewMailing {
  const letter = letterNamed('the mailing’s own');
  return { slug: '2026-01-06', edition: '', letter, keyId: '0', audience: 'active', ...(letterFor && { letterFor }) };
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

async function acceptAll(store: Store, mailingId: number): Promise<void> {
  const sender = await store.openSender(AT, 30_000);
  const begins = await sender.lease(mailingId, { at: AT, limit: 100 });
  await sender.commit({ mailingId, at: AT, outcomes: [], begins });
  const outcomes = begins.map((attempt) => ({ attempt, event: { kind: 'accept' } as const, reply: '250' }));
  await sender.commit({ mailingId, at: AT, outcomes, begins: [] });
}
