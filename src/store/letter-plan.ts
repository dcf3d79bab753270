// Which letter goes with which choice, made before a mailing starts: rendering takes time, and the transaction that
// freezes the audience should not wait for it. A choice that has come up meanwhile is not in the plan, and the freeze
// then begins anew with a longer one.
import { setImmediate as letOthersIn } from 'node:timers/promises';
import type { FrozenLetter } from '../core/message/frozen-letter.ts';
import type { ChosenLetter } from './slices-store.ts';

/** What tells one group of readers from another, and what their letter is made for. */
export interface Choice {
  readonly key: string;
  /** Slugs; empty means every topic. */
  readonly topics: readonly string[];
  /** Slugs of the issues that are owed, in a digest. */
  readonly slugs?: readonly string[];
  /** In a correction: the mailing in which these readers got the issue. */
  readonly earlierId?: number;
}

export interface PlannedLetter extends Omit<Choice, 'key' | 'earlierId'> {
  readonly letterNo: number;
  readonly letter: FrozenLetter;
}

export class LetterPlan {
  /** Number of the letter of each choice, or nothing for those who get none. */
  readonly numbers = new Map<string, number | undefined>();
  readonly letters: PlannedLetter[] = [];
  readonly #numberOfKey = new Map<string, number>();
  readonly #letterFor: (choice: Choice) => Promise<ChosenLetter> | ChosenLetter;

  constructor(letterFor: (choice: Choice) => Promise<ChosenLetter> | ChosenLetter) {
    this.#letterFor = letterFor;
  }

  knows(choices: readonly Pick<Choice, 'key'>[]): boolean {
    return choices.every(({ key }) => this.numbers.has(key));
  }

  /** Asks for the letters of those choices that it does not know. */
  async add(choices: readonly Choice[]): Promise<void> {
    for (const choice of choices) {
      if (this.numbers.has(choice.key)) continue;
      this.numbers.set(choice.key, await this.#numberFor(choice));
      // Making a letter takes milliseconds, and this process may be serving pages or sending meanwhile.
      await letOthersIn();
    }
  }

  async #numberFor(choice: Choice): Promise<number | undefined> {
    const chosen = await this.#letterFor(choice);
    if (chosen === 'whole') return 0;
    if (chosen === 'nothing') return undefined;
    const known = this.#numberOfKey.get(chosen.key);
    if (known !== undefined) return known;
    const letterNo = this.letters.length + 1;
    this.#numberOfKey.set(chosen.key, letterNo);
    const { topics, slugs } = choice;
    this.letters.push({ topics, ...(slugs && { slugs }), letterNo, letter: chosen.letter() });
    return letterNo;
  }
}
