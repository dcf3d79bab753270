// Deferred deliveries as an editor reads them: by destination and by what its server said, with the number of them and
// the next attempt. Replies that differ in numbers, times and addresses alone are the same words.
import { maskedReply } from './masked-reply.ts';
import { destinationOf } from './limits.ts';

export interface WaitingDelivery {
  readonly address: string;
  readonly lastReply?: string;
  /** RFC 3339 in UTC. */
  readonly nextAttemptAt: string;
}

export interface WaitingGroup {
  readonly destination: string;
  readonly count: number;
  /** The server's own words to one of them, without addresses. */
  readonly reply: string;
  readonly nextAttemptAt: string;
}

/** The largest first. */
export function waitingGroups(deliveries: readonly WaitingDelivery[]): readonly WaitingGroup[] {
  const groups = Map.groupBy(deliveries, ({ address, lastReply = '' }) => {
    return `${destinationOf(address)} ${sameWords(lastReply)}`;
  });
  return [...groups.values()]
    .flatMap((group): readonly WaitingGroup[] => {
      const [first] = group.toSorted((one, other) => (one.nextAttemptAt < other.nextAttemptAt ? -1 : 1));
      if (first === undefined) return [];
      const { address, lastReply = '', nextAttemptAt } = first;
      return [
        { destination: destinationOf(address), count: group.length, reply: maskedReply(lastReply), nextAttemptAt },
      ];
    })
    .toSorted((one, other) => other.count - one.count || (one.destination < other.destination ? -1 : 1));
}

function sameWords(reply: string): string {
  return maskedReply(reply)
    .toLowerCase()
    .replaceAll(/\S*[\d@]\S*/g, '');
}
