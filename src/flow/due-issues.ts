// What is to be mailed now, what comes later and what no longer: the files, the store and the schedule put to the one
// question that core/issue/due.ts answers. Asking changes nothing, apart from noting once when a newsletter began.
import { due, type Due } from '../core/issue/due.ts';
import type { App } from '../app.ts';
import type { OpenLibrary } from '../publish/open-library.ts';
import { nextSlot } from '../schedule/next-slot.ts';

/** `slugs` are due however late they are, and nothing else is; `all` names every issue. */
export type Named = { readonly slugs: ReadonlySet<string> } | 'all';

export interface DueOptions {
  readonly named?: Named;
  /** Whether issues from before the newsletter's first start count as mailed elsewhere. The first asking is that start. */
  readonly backIssues?: 'kept' | 'due';
}

/**
 * Sorts the issues of the library that have not been mailed. Where issues are named, only they can be in `due`: whoever
 * names one wants that one mailed and no other.
 */
export async function dueIssues(app: App, library: OpenLibrary, options: DueOptions = {}): Promise<Due> {
  const { named, backIssues = 'due' } = options;
  const { schedule } = app.newsletter;
  const now = app.clock.now();
  const firstStartMs =
    backIssues === 'kept' ? Date.parse(await (await app.store()).firstStartAt(now.toISOString())) : null;
  const mailings = (await (await app.knownStore())?.mailings()) ?? [];
  const sorted = due({
    issues: library.issues.map(({ card }) => ({ ...card, status: 'published' })),
    startedSlugs: new Set(mailings.map((mailing) => mailing.slug)),
    nowMs: now.getTime(),
    firstStartMs,
    ...(named && { namedSlugs: slugsOf(named, library) }),
    tooLateHours: schedule.too_late_hours,
    timeZone: schedule.time_zone,
    slotAt: (instantMs) => nextSlot(schedule, new Date(instantMs))?.getTime() ?? null,
  });
  if (named === undefined || named === 'all') return sorted;
  return { ...sorted, due: sorted.due.filter(({ slug }) => named.slugs.has(slug)) };
}

function slugsOf(named: Named, library: OpenLibrary): ReadonlySet<string> {
  return named === 'all' ? new Set(library.issues.map(({ card }) => card.slug)) : named.slugs;
}
