// What a reader chose as columns: which topics, and how often.
import type { Frequency } from '../core/audience/subscriber.ts';

/** One text for one choice, in whichever order its topics were named: the freeze compares texts. */
export function topicsColumn(topics: readonly string[]): string | null {
  return topics.length === 0 ? null : JSON.stringify([...new Set(topics)].toSorted());
}

export function frequencyColumn(frequency: Frequency): Exclude<Frequency, 'each'> | null {
  return frequency === 'each' ? null : frequency;
}
