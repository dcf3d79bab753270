// Says of open mailings that they cannot end in time at the pace that the owner allows.
import type { App } from '../app.ts';
import { ROUTE } from '../core/ledger/limits.ts';
import { shortfall } from '../core/ledger/shortfall.ts';

/** One sentence for each open mailing that would expire in part. The older ones take what there is first. */
export async function paceProblems(app: App): Promise<readonly string[]> {
  const [store, limits] = [await app.store(), await app.limits()];
  const state = (await store.paceStates()).get(ROUTE);
  const nowMs = app.clock.now().getTime();
  const problems: string[] = [];
  let before = 0;
  for (const { id, slug, startedAt } of await store.openMailings()) {
    const { queued, deferred } = await store.counts(id);
    const waiting = before + queued + deferred;
    const short = shortfall(waiting, limits, { startedMs: Date.parse(startedAt), nowMs, state });
    before = waiting;
    if (short === undefined) continue;
    const missed = Math.min(waiting - short.possible, queued + deferred);
    const needed = short.neededHours === undefined ? 'more than a year' : `about ${short.neededHours} hours`;
    const fault = `${slug}: at the pace of masthead.yaml ${missed} of ${queued + deferred} would expire`;
    const cure = 'Raise per_minute, daily_cap or warm_up, or max_age_hours, under "delivery"';
    problems.push(`${fault}, because it needs ${needed} and may take ${limits.maxAgeHours}. ${cure}.`);
  }
  return problems;
}
