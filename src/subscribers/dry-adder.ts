// What adding would do, without doing it: the answers of the store, worked out by the same rule from what the store
// knows and from the rows before. Needs no store; where there is one, it is only read.
import { adding, type AddResult, type KnownStanding } from '../core/audience/adding.ts';
import { addressKey } from '../core/audience/email-address.ts';
import type { NewSubscriber } from '../core/audience/subscriber.ts';
import type { Store } from '../store/store.ts';

/** Takes batches and gives their results in the same order, as `Store.addSubscribers` does. */
export type Adder = (batch: readonly NewSubscriber[], at: string) => Promise<readonly AddResult[]>;

/** Remembers one entry for each address, about a hundred bytes. */
export function dryAdder(store: Pick<Store, 'standings'> | undefined): Adder {
  const known = new Map<string, KnownStanding>();
  return async (batch) => {
    const found = await store?.standings(batch.map(({ address }) => address));
    return batch.map((subscriber) => {
      const key = addressKey(subscriber.address);
      const { result, after } = adding(known.get(key) ?? found?.get(key), subscriber);
      known.set(key, after);
      return result;
    });
  };
}
