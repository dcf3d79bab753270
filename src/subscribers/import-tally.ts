// What an import has to say at its end: counts by result, state and reason, a few examples of each refusal, and what
// was left behind. Bounded whatever the file holds: the hundredth kind of anything is only counted.
import { ADD_RESULTS, type AddResult } from '../core/audience/adding.ts';
import { maskedAddress } from '../core/audience/masked-address.ts';
import { standingAfter, type NewSubscriber } from '../core/audience/subscriber.ts';

export interface RefusalGroup {
  /** In the words for the first of them. */
  readonly reason: string;
  readonly count: number;
  /** The first few; addresses in part. */
  readonly examples: readonly Example[];
}

interface Example {
  readonly line: number;
  readonly address: string;
}

/** What a report shows at most of each kind. */
const EXAMPLES = 3;
const KINDS = 100;
const OTHER = 'other reasons';

export class ImportTally {
  rows = 0;
  refused = 0;
  pending = 0;
  readonly results: Record<AddResult, number>;
  readonly #states = new Map<string, number>();
  readonly #labels = new Map<string, number>();
  readonly #refusals = new Map<string, { reason: string; count: number; examples: Example[] }>();

  constructor() {
    // ADD_RESULTS has each of them once.
    this.results = Object.fromEntries(ADD_RESULTS.map((name) => [name, 0])) as Record<AddResult, number>;
  }

  /** A row that was read, with what came of it. */
  added({ event }: NewSubscriber, result: AddResult): void {
    this.results[result] += 1;
    if (result === 'added' && event === 'unproven') this.pending += 1;
    const standing = standingAfter(undefined, event);
    count(this.#states, standing.state === 'suppressed' ? `suppressed (${standing.reason})` : standing.state);
  }

  labels(names: readonly string[]): void {
    for (const name of names) count(this.#labels, name);
  }

  refuse(line: number, reason: string, typed: string): void {
    this.refused += 1;
    // What is quoted differs from row to row.
    const plain = reason.replaceAll(/"[^"]*"/g, '"…"');
    const kind = this.#refusals.has(plain) || this.#refusals.size < KINDS ? plain : OTHER;
    const first = kind === OTHER ? OTHER : reason;
    const group = this.#refusals.get(kind) ?? { reason: first, count: 0, examples: [] };
    group.count += 1;
    if (group.examples.length < EXAMPLES) group.examples.push({ line, address: maskedAddress(typed) });
    this.#refusals.set(kind, group);
  }

  /** What the rows say of the readers, whatever is known here. */
  states(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#states);
  }

  /** Labels that stand for no topic, the most frequent first. */
  strayLabels(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#labels].toSorted(([, one], [, other]) => other - one));
  }

  refusals(): readonly RefusalGroup[] {
    return [...this.#refusals.values()];
  }
}

function count(counts: Map<string, number>, name: string): void {
  if (counts.has(name) || counts.size < KINDS) counts.set(name, (counts.get(name) ?? 0) + 1);
}
