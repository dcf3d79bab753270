// How many active readers there were on each day, from how many came and went: counted back from today, so that the
// last value is what the store says now, and who was erased since is in no value at all.

export interface AudienceChange {
  /** `2026-01-06`, in UTC. */
  readonly day: string;
  readonly source: string;
  readonly joined: number;
  readonly left: number;
}

export interface CurvePoint {
  readonly day: string;
  readonly active: number;
}

const DAY_MS = 86_400_000;

/** At the end of each of the last `days` days, today the last; it begins no earlier than the first change. */
export function audienceCurve(
  changes: readonly AudienceChange[],
  now: { readonly day: string; readonly active: number; readonly days: number },
): readonly CurvePoint[] {
  const net = new Map<string, number>();
  for (const { day, joined, left } of changes) net.set(day, (net.get(day) ?? 0) + joined - left);
  const [firstDay = now.day] = [...net.keys()].toSorted();
  const curve: CurvePoint[] = [];
  let active = now.active;
  for (let index = 0; index < now.days; index += 1) {
    const day = new Date(Date.parse(`${now.day}T00:00:00Z`) - index * DAY_MS).toISOString().slice(0, now.day.length);
    if (day < firstDay && index > 0) break;
    curve.push({ day, active: Math.max(active, 0) });
    active -= net.get(day) ?? 0;
  }
  return curve.toReversed();
}

export interface MonthChange {
  /** `2026-01`. */
  readonly month: string;
  readonly joined: number;
  readonly left: number;
}

/** The last so many months, that of `day` the last; months without a change between them are there too. */
export function monthlyChanges(
  changes: readonly AudienceChange[],
  { day, months }: { readonly day: string; readonly months: number },
): readonly MonthChange[] {
  const [year = 0, number = 1] = day.split('-').map(Number);
  const byMonth = Map.groupBy(changes, (change) => change.day.slice(0, '2026-01'.length));
  return Array.from({ length: months }, (_, index) => {
    const month = new Date(Date.UTC(year, number - months + index, 1)).toISOString().slice(0, '2026-01'.length);
    const some = byMonth.get(month) ?? [];
    return { month, joined: sum(some, 'joined'), left: sum(some, 'left') };
  });
}

/** Who joined, by the source that let them in, the largest first. */
export function joinedBySource(
  changes: readonly AudienceChange[],
): readonly { readonly source: string; readonly joined: number }[] {
  return [...Map.groupBy(changes, ({ source }) => source)]
    .map(([source, some]) => ({ source, joined: sum(some, 'joined') }))
    .filter(({ joined }) => joined > 0)
    .toSorted((one, other) => other.joined - one.joined || (one.source < other.source ? -1 : 1));
}

/** Readers of each topic; who chose none gets every topic, and is not among them. */
export function readersByTopic(choices: readonly { readonly topics: string | null; readonly count: number }[]): {
  readonly all: number;
  readonly topics: ReadonlyMap<string, number>;
} {
  const topics = new Map<string, number>();
  let all = 0;
  for (const { topics: chosen, count } of choices) {
    // Written by the store alone, from a list of slugs.
    const slugs = chosen === null ? [] : (JSON.parse(chosen) as readonly string[]);
    if (slugs.length === 0) all += count;
    for (const slug of slugs) topics.set(slug, (topics.get(slug) ?? 0) + count);
  }
  return { all, topics };
}

function sum(changes: readonly AudienceChange[], what: 'joined' | 'left'): number {
  return changes.reduce((total, change) => total + change[what], 0);
}
