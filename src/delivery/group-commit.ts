// Many workers, one disk: whatever they have to write in the same moment is written by one transaction, and each of
// them goes on when it is there. While one group is on its way to the disk the next one gathers, so the slower the
// disk, the larger the groups; GROUP_LIMIT bounds them. A quick disk waits for half of the workers, but not for long:
// a group costs about as much for one as for five.
import {
  GROUP_LIMIT,
  type Attempt,
  type CommitGroup,
  type Committed,
  type Outcome,
  type Sender,
} from '../store/store.ts';

/** What one worker has to write: what came of its last attempt, which attempt it wants to begin, or both. */
export interface Step {
  readonly outcome?: Outcome;
  readonly begin?: Attempt;
}

/** begun: send it now. left: the subscriber has left, and it is withheld. lost: another sender has it. */
export type StepResult = 'begun' | 'left' | 'lost' | 'recorded';

interface Waiting {
  readonly step: Step;
  readonly resolve: (result: StepResult) => void;
  readonly reject: (error: unknown) => void;
}

/** Far below what any mail server takes to reply over a network, and a few times what it takes on this machine. */
const GATHER_MS = 2;

export class GroupCommit {
  readonly #sender: Sender;
  readonly #mailingId: number;
  readonly #now: () => Date;
  readonly #enough: number;
  #waiting: Waiting[] = [];
  #isWriting = false;
  /** Ends the gathering before its time. */
  #gathered: (() => void) | undefined;

  constructor(sender: Sender, mailingId: number, workers: number, now: () => Date) {
    this.#sender = sender;
    this.#mailingId = mailingId;
    this.#now = now;
    // The other half keeps the mail server busy meanwhile.
    this.#enough = Math.ceil(workers / 2);
  }

  /** Resolves when the step is on the disk. Rejects when that is not known: then nothing of its group may be sent. */
  write(step: Step): Promise<StepResult> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ step, resolve, reject });
      if (this.#waiting.length >= this.#enough) this.#gathered?.();
      if (this.#isWriting) return;
      this.#isWriting = true;
      // After the replies that have come in together have all been read.
      setImmediate(() => void this.#writeAll());
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      if (this.#waiting.length < this.#enough) await this.#gather();
      // A step is at most two lines of a group.
      const group = this.#waiting.splice(0, GROUP_LIMIT / 2);
      await this.#writeGroup(group);
    }
    this.#isWriting = false;
  }

  #gather(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, GATHER_MS);
      this.#gathered = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #writeGroup(waiting: readonly Waiting[]): Promise<void> {
    const group: CommitGroup = {
      mailingId: this.#mailingId,
      at: this.#now().toISOString(),
      outcomes: waiting.flatMap(({ step }) => step.outcome ?? []),
      begins: waiting.flatMap(({ step }) => step.begin ?? []),
    };
    try {
      const committed = await this.#sender.commit(group);
      for (const { step, resolve } of waiting) resolve(resultOf(step, committed));
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }
}

function resultOf({ begin }: Step, { begun, withheld }: Committed): StepResult {
  if (begin === undefined) return 'recorded';
  if (begun.has(begin)) return 'begun';
  return withheld.has(begin) ? 'left' : 'lost';
}
