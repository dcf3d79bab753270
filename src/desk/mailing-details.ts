// What the page of one mailing says beside its counts: who waits and why, who was refused, what is uncertain, what came
// back. Whoever looks over the editor's shoulder reads no address here.
import { maskedAddress } from '../core/audience/masked-address.ts';
import { maskedReply } from '../core/ledger/masked-reply.ts';
import { reportedRefusals } from '../core/ledger/mailing-report.ts';
import { waitingGroups } from '../core/ledger/waiting-groups.ts';
import { groupedNumber } from '../core/render/plot/plot-scale.ts';
import type { BounceKind } from '../store/bounce-store.ts';
import type { MailingHead } from '../store/figure-store.ts';
import type { Store } from '../store/store.ts';
import { deskText } from './desk-texts.ts';
import { deskTime } from './desk-time.ts';
import type { DeskContext, DeskTools } from './desk-tools.ts';

/** Enough to see which servers are slow. */
const DEFERRED_ROWS = 2000;
const REJECTED_ROWS = 2000;
const UNCERTAIN_ROWS = 50;

/** The values of the template `mailing-details`. */
export async function mailingDetails(c: DeskContext, tools: DeskTools, store: Store, head: MailingHead) {
  const { id, counts } = head;
  const number = (value: number): string => groupedNumber(value, c.get('language'));
  const uncertain = counts.uncertain === 0 ? [] : await store.deliveries(id, 'uncertain', UNCERTAIN_ROWS);
  const held = uncertain.filter(({ nextAttemptAt }) => nextAttemptAt === undefined).length;
  return {
    held,
    deferred: await deferredGroups(store, head, { number, time: (at) => deskTime(at, tools) }),
    deferred_more: counts.deferred > DEFERRED_ROWS ? number(DEFERRED_ROWS) : '',
    refused: (counts.rejected === 0 ? [] : reportedRefusals(await store.deliveries(id, 'rejected', REJECTED_ROWS))).map(
      ({ count, reason, example = '' }) => ({ count: number(count), reason, reply: example }),
    ),
    uncertain: uncertain.map((row) => ({
      address: maskedAddress(row.address),
      since: deskTime(row.uncertainAt ?? row.updatedAt, tools),
      server: row.server ?? '',
      next: row.nextAttemptAt === undefined ? '' : deskTime(row.nextAttemptAt, tools),
      reply: maskedReply(row.lastReply ?? ''),
    })),
    uncertain_more: counts.uncertain > UNCERTAIN_ROWS ? number(UNCERTAIN_ROWS) : '',
    withheld: await withheldLines(c, store, head, number),
    returned: await returnedLines(c, store, id, number),
  };
}

async function deferredGroups(
  store: Store,
  { id, counts }: MailingHead,
  { number, time }: { readonly number: (value: number) => string; readonly time: (at: string) => string },
) {
  if (counts.deferred === 0) return [];
  return waitingGroups(await store.deferred(id, DEFERRED_ROWS)).map((group) => ({
    destination: group.destination,
    count: number(group.count),
    next: time(group.nextAttemptAt),
    reply: group.reply,
  }));
}

async function withheldLines(c: DeskContext, store: Store, { id, counts }: MailingHead, number: (n: number) => string) {
  if (counts.withheld === 0) return [];
  return Object.entries(await store.withheldReasons(id)).map(([reason, count]) => ({
    reason: deskText(c.get('texts'), 'withheld', reason),
    count: number(count),
  }));
}

const KINDS: readonly BounceKind[] = ['hard', 'soft', 'ours', 'complaint'];

async function returnedLines(c: DeskContext, store: Store, id: number, number: (n: number) => string) {
  const counts = await store.bounceCounts(id);
  return KINDS.filter((kind) => counts[kind] > 0).map((kind) => ({
    kind: deskText(c.get('texts'), 'returned', kind),
    count: number(counts[kind]),
  }));
}
