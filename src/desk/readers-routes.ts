// The section Readers: how many there are and were, by topic and by source, what came back from mailboxes, and what
// feed services say of theirs. Plots are drawn here and now as SVG, each with its numbers beside it.
import { Hono } from 'hono';
import { audienceCurve, joinedBySource, monthlyChanges, readersByTopic } from '../core/audience/audience-curve.ts';
import { groupedNumber } from '../core/render/plot/plot-scale.ts';
import type { Store } from '../store/store.ts';
import { curvePlots, monthPlots, returnedPlots } from './audience-plots.ts';
import { deskPage } from './desk-page.ts';
import { deskText } from './desk-texts.ts';
import { deskTime } from './desk-time.ts';
import type { DeskContext, DeskEnv, DeskTools } from './desk-tools.ts';

const DAYS = 366;
const MONTHS = 13;
const DAY_MS = 86_400_000;
/** One transaction of the folding: short enough that nobody waits for it. */
const FOLD_LINES = 5000;
/** Sources beyond these are of a few readers each. */
const SHOWN_SOURCES = 12;

export function readersRoutes(tools: DeskTools): Hono<DeskEnv> {
  const app = new Hono<DeskEnv>();
  app.get('/readers', async (c) => {
    const title = deskText(c.get('texts'), 'navigation', 'readers');
    const store = await tools.sending.store();
    if (store === undefined) {
      return deskPage(c, tools, { title, section: 'readers', template: 'readers-none', values: {} });
    }
    const values = { ...(await audienceValues(c, tools, store)), ...(await feedValues(c, tools)) };
    return deskPage(c, tools, { title, section: 'readers', template: 'readers', values });
  });
  return app;
}

async function audienceValues(c: DeskContext, tools: DeskTools, store: Store) {
  // As soon as all of the log is in the days there is nothing to do.
  while ((await store.foldAudience(FOLD_LINES)) > 0);
  const now = tools.now();
  const day = now.toISOString().slice(0, '2026-01-06'.length);
  const counts = await store.subscriberCounts();
  const days = await store.audienceDays();
  const curve = audienceCurve(days, { day, active: counts.active, days: DAYS });
  const months = monthlyChanges(days, { day, months: MONTHS });
  const returned = await returnedByMonth(store, now, months);
  const number = (value: number): string => groupedNumber(value, c.get('language'));
  const activeIn = new Map(curve.map((point) => [point.day.slice(0, '2026-01'.length), point.active]));
  return {
    states: Object.entries(counts).map(([state, count]) => ({
      name: deskText(c.get('texts'), 'subscriberStates', state),
      count: number(count),
    })),
    curve: curvePlots(c, curve),
    months_plot: monthPlots(c, months),
    months: months
      .map(({ month, joined, left }) => ({
        month,
        joined: number(joined),
        left: number(left),
        active: activeIn.has(month) ? number(activeIn.get(month) ?? 0) : '',
      }))
      .toReversed(),
    ...(await shareValues(c, tools, store, days)),
    returned_plot: returnedPlots(c, returned),
    returned: returned
      .map(({ month, bounced, complained }) => ({ month, bounced: number(bounced), complained: number(complained) }))
      .toReversed(),
    has_returned: returned.some(({ bounced, complained }) => bounced + complained > 0),
  };
}

/** Each with its share of the largest, for a bar beside the number. */
async function shareValues(
  c: DeskContext,
  tools: DeskTools,
  store: Store,
  days: Awaited<ReturnType<Store['audienceDays']>>,
) {
  const texts = c.get('texts');
  const { all, topics } = readersByTopic(await store.activeByTopics());
  const labels = new Map(tools.newsletter().topics.map(({ slug, label }) => [slug, label]));
  const byTopic = [...topics]
    .toSorted(([, one], [, other]) => other - one)
    .map(([slug, count]): Share => [labels.get(slug) ?? slug, count]);
  const bySource = (await store.activeBySource())
    .toSorted((one, other) => other.count - one.count)
    .slice(0, SHOWN_SOURCES)
    .map(({ source, count }): Share => [source ?? deskText(texts, 'readers', 'noSource'), count]);
  const joined = joinedBySource(days)
    .slice(0, SHOWN_SOURCES)
    .map(({ source, joined: count }): Share => [source, count]);
  const everyTopic: Share = [deskText(texts, 'readers', 'everyTopic'), all];
  return {
    by_topic: bars(c, [everyTopic, ...byTopic]),
    by_source: bars(c, bySource),
    joined_by_source: bars(c, joined),
  };
}

type Share = readonly [name: string, count: number];

/** In units of the drawing. */
const BAR_WIDTH = 100;

function bars(c: DeskContext, shares: readonly Share[]) {
  const largest = Math.max(1, ...shares.map(([, count]) => count));
  return shares.map(([name, count]) => ({
    name,
    count: groupedNumber(count, c.get('language')),
    width: Math.round((count / largest) * BAR_WIDTH * 10) / 10,
  }));
}

async function returnedByMonth(store: Store, now: Date, months: readonly { readonly month: string }[]) {
  const rows = await store.bouncesByDay(new Date(now.getTime() - (DAYS + MONTHS) * DAY_MS).toISOString());
  const byMonth = Map.groupBy(rows, ({ day }) => day.slice(0, '2026-01'.length));
  return months.map(({ month }) => {
    const some = byMonth.get(month) ?? [];
    const of = (isComplaint: boolean): number =>
      some.reduce((sum, { kind, count }) => sum + ((kind === 'complaint') === isComplaint ? count : 0), 0);
    return { month, bounced: of(false), complained: of(true) };
  });
}

async function feedValues(c: DeskContext, tools: DeskTools) {
  const rows = (await tools.sending.feedReaders()).toSorted((one, other) => other.subscribers - one.subscribers);
  return {
    feed_readers: rows.map(({ client, feed, subscribers, seenAt }) => ({
      client,
      feed,
      count: groupedNumber(subscribers, c.get('language')),
      seen: deskTime(seenAt, tools),
    })),
  };
}
