// Random histories of readers and mailings against a model of a few lines: whatever changes of frequency, topics and
// pauses come between, and wherever a start breaks off, each issue of theirs reaches each reader once.
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Frequency, Subscriber } from '../../src/core/audience/subscriber.ts';
import { frozenLetter } from '../../src/core/message/frozen-letter.ts';
import type { PreferenceChanges } from '../../src/store/reader-store.ts';
import type { NewDigest } from '../../src/store/slices-store.ts';
import { sqliteStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { aLetter, readers } from '../support/a-letter.ts';
import { aNewsletter } from '../support/newsletter.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const READERS = 2;
const RUNS = 40;
const START_MS = Date.parse('2026-01-01T00:00:00.000Z');
const STEP_MS = 60_000;

type Digest = Exclude<Frequency, 'each'>;
type Step =
  | { readonly kind: 'issue'; readonly topics: readonly string[] }
  | { readonly kind: 'slot'; readonly frequency: Digest; readonly breaksOff: boolean }
  | { readonly kind: 'frequency'; readonly reader: number; readonly frequency: Frequency }
  | { readonly kind: 'topics'; readonly reader: number; readonly topics: readonly string[] }
  | { readonly kind: 'pause'; readonly reader: number; readonly steps: number }
  | { readonly kind: 'resume' | 'leave' | 'return'; readonly reader: number }
  | { readonly kind: 'restart' };

const reader = fc.nat(READERS - 1);
const topics = fc.subarray(['a', 'b', 'c']);
const digest = fc.constantFrom<Digest[]>('daily', 'weekly');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('issue'), topics }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('slot'), frequency: digest, breaksOff: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('frequency'),
      reader,
      frequency: fc.constantFrom<Frequency[]>('each', 'daily', 'weekly'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('topics'), reader, topics }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pause'), reader, steps: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('resume', 'leave', 'return'), reader }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart') }) },
);

test(
  'each reader gets each issue of theirs once, in no letter that is empty, whatever comes between',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 50 }), async (steps) => {
        const world = await World.begin();
        try {
          for (const one of steps) await world.take(one);
          // Whatever is owed still comes with the next digests.
          for (const frequency of ['daily', 'weekly'] as const)
            await world.take({ kind: 'slot', frequency, breaksOff: false });
          world.holds();
        } finally {
          await world.end();
        }
      }),
      { numRuns: RUNS },
    );
  },
);

/** What should be: how a reader stands, and what they wait for. */
interface Expected {
  frequency: Frequency;
  topics: readonly string[];
  isActive: boolean;
  pausedUntilMs: number;
  /** Issues that the next digest has to weigh; undefined for those to whom none speaks. */
  waiting: Set<string> | undefined;
}

class World {
  readonly #path: string;
  #store: Store;
  #nowMs = START_MS;
  #count = 0;
  readonly #issues = new Map<string, readonly string[]>();
  readonly #readers: Expected[] = Array.from({ length: READERS }, () => ({
    frequency: 'each',
    topics: [],
    isActive: true,
    pausedUntilMs: 0,
    waiting: undefined,
  }));
  /** Of each reader every issue that came, once for each time. */
  readonly #got: string[][] = Array.from({ length: READERS }, () => []);

  static async begin(): Promise<World> {
    const path = join(scratchFolder(), 'masthead.sqlite');
    const world = new World(path, await sqliteStore(path));
    await world.#store.addSubscribers(readers(READERS), world.#at());
    // The first slot ever is nobody's.
    for (const frequency of ['daily', 'weekly'] as const) await world.#startDigest(frequency, false);
    return world;
  }

  private constructor(path: string, store: Store) {
    this.#path = path;
    this.#store = store;
  }

  async end(): Promise<void> {
    await this.#store[Symbol.asyncDispose]();
  }

  /** No issue came twice. That none is missing is seen at every mailing. */
  holds(): void {
    for (const got of this.#got) expect(got).toHaveLength(new Set(got).size);
  }

  async take(one: Step): Promise<void> {
    this.#nowMs += STEP_MS;
    switch (one.kind) {
      case 'issue':
        return this.#mailIssue(one.topics);
      case 'slot':
        return this.#mailDigest(one.frequency, one.breaksOff);
      case 'frequency':
        return this.#changeFrequency(one.reader, one.frequency);
      case 'topics':
        this.#of(one.reader).topics = one.topics;
        return this.#change(one.reader, { topics: one.topics });
      case 'pause':
        return this.#pause(one.reader, this.#nowMs + one.steps * STEP_MS);
      case 'resume':
        return this.#pause(one.reader, undefined);
      case 'leave':
      case 'return':
        return this.#leaveOrReturn(one.reader, one.kind);
      case 'restart':
      default:
        await this.#store[Symbol.asyncDispose]();
        this.#store = await sqliteStore(this.#path);
    }
  }

  async #mailIssue(issueTopics: readonly string[]): Promise<void> {
    const slug = `issue-${(this.#count += 1)}`;
    this.#issues.set(slug, issueTopics);
    const expected = this.#readers.map((one) => {
      if (one.pausedUntilMs > this.#nowMs) return [];
      // For those who will take it back.
      if (!one.isActive) one.waiting?.add(slug);
      if (!one.isActive) return [];
      const isTheirs = this.#isWanted(slug, one.topics);
      if (one.frequency === 'each' && isTheirs) return [slug];
      one.waiting?.add(slug);
      return [];
    });
    const letterFor = async (chosen: readonly string[]) =>
      this.#isWanted(slug, chosen) ? ('whole' as const) : ('nothing' as const);
    const letter = letterNamed(slug);
    const mailing = { slug, edition: '', letter, keyId: '0', audience: 'active', letterFor } as const;
    const { mailing: started } = await this.#store.startMailing(mailing, this.#at());
    expect(await this.#deliver(started.id)).toEqual(expected);
  }

  async #mailDigest(frequency: Digest, breaksOff: boolean): Promise<void> {
    const asked = this.#readers.filter(
      (one) =>
        this.#isAwake(one) &&
        (one.frequency === frequency ||
          (frequency === 'daily' && one.frequency === 'each' && one.waiting !== undefined)),
    );
    const isAnybodyOwed = asked.some((one) => (one.waiting?.size ?? 0) > 0);
    if (breaksOff && isAnybodyOwed) {
      await expect(this.#startDigest(frequency, true)).rejects.toThrow('broken off');
      return;
    }
    const expected = this.#readers.map((one) =>
      asked.includes(one) ? [...(one.waiting ?? [])].filter((slug) => this.#isWanted(slug, one.topics)) : [],
    );
    for (const one of asked) one.waiting = one.frequency === 'each' ? undefined : new Set();
    const started = await this.#startDigest(frequency, false);
    if (started === undefined) expect(expected.flat()).toEqual([]);
    else expect(await this.#deliver(started)).toEqual(expected);
  }

  async #startDigest(frequency: Digest, breaksOff: boolean): Promise<number | undefined> {
    const letterFor: NewDigest['letterFor'] = async ({ slugs, topics: chosen }) => {
      if (breaksOff) throw new Error('broken off');
      const theirs = slugs.filter((slug) => this.#isWanted(slug, chosen));
      return theirs.length === 0 ? 'nothing' : { key: theirs.join(' '), letter: () => letterNamed(theirs.join(' ')) };
    };
    const wanted = { frequency, edition: `${(this.#count += 1)}`, slotAt: this.#at(), keyId: '0', letterFor };
    return (await this.#store.startDigest(wanted, this.#at())).mailing?.id;
  }

  /** Takes every delivery of the mailing for accepted, and gives the issues that came to each reader. */
  async #deliver(mailingId: number): Promise<readonly (readonly string[])[]> {
    await using sender = await this.#store.openSender(this.#at(), STEP_MS);
    const begins = await sender.lease(mailingId, { at: this.#at(), limit: 100 });
    const came: (readonly string[])[] = this.#readers.map(() => []);
    const own = (await this.#store.mailings()).find(({ id }) => id === mailingId)?.letter;
    for (const { address, letterNo } of begins) {
      const letter = letterNo === 0 ? own : await this.#store.letter(mailingId, letterNo);
      const slugs = letter?.subject.split(' ') ?? [];
      expect(slugs.length).toBeGreaterThan(0);
      const index = Number(/\d+/.exec(address)?.[0]) - 1;
      came[index] = slugs;
      this.#got[index]?.push(...slugs);
    }
    await sender.commit({ mailingId, at: this.#at(), outcomes: [], begins });
    const outcomes = begins.map((attempt) => ({ attempt, event: { kind: 'accept' } as const, reply: '250' }));
    await sender.commit({ mailingId, at: this.#at(), outcomes, begins: [] });
    return came;
  }

  async #changeFrequency(index: number, frequency: Frequency): Promise<void> {
    const one = this.#of(index);
    if (frequency !== 'each' && one.isActive) one.waiting ??= new Set();
    one.frequency = frequency;
    await this.#change(index, { frequency });
  }

  async #pause(index: number, untilMs: number | undefined): Promise<void> {
    const one = this.#of(index);
    // What came before it is forfeit, and so is what comes in it.
    if (untilMs !== undefined) one.waiting?.clear();
    one.pausedUntilMs = untilMs ?? 0;
    await this.#change(index, { pausedUntil: untilMs === undefined ? null : new Date(untilMs).toISOString() });
  }

  async #leaveOrReturn(index: number, kind: 'leave' | 'return'): Promise<void> {
    const one = this.#of(index);
    if (kind === 'return' && !one.isActive && one.frequency !== 'each') one.waiting ??= new Set();
    one.isActive = kind === 'return';
    const { publicId } = await this.#subscriber(index);
    if (kind === 'leave') await this.#store.leave(publicId, {}, this.#at());
    else await this.#store.comeBack(publicId, {}, this.#at());
  }

  async #change(index: number, changes: PreferenceChanges): Promise<void> {
    await this.#store.changePreferences((await this.#subscriber(index)).publicId, changes, {}, this.#at());
  }

  async #subscriber(index: number): Promise<Subscriber> {
    const found = (await this.#store.subscribers({ limit: READERS }))[index];
    if (found === undefined) throw new Error('there is no such reader');
    return found;
  }

  #of(index: number): Expected {
    const one = this.#readers[index];
    if (one === undefined) throw new Error('there is no such reader');
    return one;
  }

  #isAwake(one: Expected): boolean {
    return one.isActive && one.pausedUntilMs <= this.#nowMs;
  }

  #isWanted(slug: string, chosen: readonly string[]): boolean {
    const own = this.#issues.get(slug) ?? [];
    return chosen.length === 0 || own.length === 0 || own.some((topic) => chosen.includes(topic));
  }

  #at(): string {
    return new Date(this.#nowMs).toISOString();
  }
}

function letterNamed(subject: string) {
  return frozenLetter(aLetter({ subject }), aNewsletter());
}
