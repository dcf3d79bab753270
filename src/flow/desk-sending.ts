// What the desk's sections Sending, Calendar and Readers lean on, out of the newsletter as it is now; and the look at
// the ledger, once a second, that keeps their pages live whatever process sends.
import type { App } from '../app.ts';
import { calendarSpan, type CalendarQuestion, type MailedIssue } from '../core/issue/calendar.ts';
import { due } from '../core/issue/due.ts';
import { startOfDay } from '../core/issue/zoned-time.ts';
import { isDigest } from '../core/ledger/mailing.ts';
import {
  recentProgress,
  sendingRate,
  settled,
  type RecentProgress,
  type SendingRate,
} from '../core/ledger/sending-rate.ts';
import type { EventStream } from '../desk/event-stream.ts';
import type { DeskCalendar, SendingTools, TestableIssue } from '../desk/sending-tools.ts';
import type { OpenLibrary } from '../publish/open-library.ts';
import { nextSlot } from '../schedule/next-slot.ts';
import { feedReadersSince } from '../server/feed-reader-counts.ts';
import type { MailingHead } from '../store/figure-store.ts';
import type { Store } from '../store/store.ts';
import { reportOnMailing } from './report-on-mailing.ts';
import { draftsOf, sendOne } from './send-one.ts';
import { digestSchedule } from './start-digests.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** How often the ledger is looked at. */
const LOOK_MS = 1000;
/** A rate goes on changing for so long after the last message, */
const RATE_LOOKS = 35;
/** but who looks at it needs no more than this. */
const QUIET_EACH = 5;
/** How many of the newest mailings may be running. */
const WATCHED = 50;
/** More than any calendar page can show. */
const CALENDAR_MAILINGS = 2000;

export class DeskSending implements Disposable {
  readonly #app: () => App;
  readonly #events: EventStream;
  readonly #timer: NodeJS.Timeout;
  readonly #recent = new Map<number, RecentProgress>();
  #rates: ReadonlyMap<number, SendingRate> = new Map();
  #mark = '';
  #quietLooks = RATE_LOOKS;
  #isLooking = false;

  /** `app` gives the newsletter as its files are now. */
  constructor(app: () => App, events: EventStream) {
    this.#app = app;
    this.#events = events;
    this.#timer = setInterval(() => void this.#look(), LOOK_MS);
    this.#timer.unref();
  }

  tools(): SendingTools {
    const store = async (): Promise<Store | undefined> => this.#app().knownStore();
    return {
      store,
      mailingStore: () => this.#app().mailingStore(),
      rateOf: (mailingId) => this.#rates.get(mailingId),
      maxAgeHours: async () => (await this.#app().limits()).maxAgeHours,
      test: async (slug, address) => {
        const app = this.#app();
        const result = await sendOne(app, slug, address);
        return { result, destination: (await app.mailer()).destination };
      },
      testable: async () => testableIssues(await this.#app().library()),
      ownAddress: () => this.#app().newsletter.sender.address,
      calendar: (month) => deskCalendar(this.#app(), month),
      report: async (mailingId) => {
        const known = await store();
        const head = await known?.mailingHead(mailingId);
        return known && head && reportOnMailing(known, head, this.#app().clock.now());
      },
      feedReaders: async () => (await (await store())?.feedReaders(feedReadersSince(this.#app().clock.now()))) ?? [],
    };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  /** A store that cannot be read for a moment is read at the next look. */
  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const store = await this.#app().knownStore();
      const mark = (await store?.sendingMark()) ?? '';
      this.#quietLooks = mark === this.#mark ? this.#quietLooks + 1 : 0;
      if (store === undefined || this.#quietLooks > RATE_LOOKS) return;
      this.#mark = mark;
      this.#measure(await store.mailingHeads(WATCHED));
      if (this.#quietLooks % QUIET_EACH === 0) this.#events.send('mailings');
    } catch {
      this.#mark = '';
    } finally {
      this.#isLooking = false;
    }
  }

  #measure(heads: readonly MailingHead[]): void {
    const rates = new Map<number, SendingRate>();
    for (const { id, total, counts, finishedAt } of heads) {
      if (finishedAt !== undefined) continue;
      const known = this.#recent.get(id) ?? recentProgress();
      this.#recent.set(id, known);
      const atMs = performance.now();
      const since = known({ settledCount: settled(counts), atMs });
      const elapsedMs = atMs - since.atMs;
      const rate = sendingRate({ total, counts, elapsedMs, settledBefore: since.settledCount });
      if (rate !== undefined) rates.set(id, rate);
    }
    this.#rates = rates;
  }
}

function testableIssues(library: OpenLibrary): readonly TestableIssue[] {
  const drafts = draftsOf(library).map(({ card }) => ({ slug: card.slug, title: card.title, isDraft: true }));
  return [...drafts, ...library.issues.map(({ card }) => ({ slug: card.slug, title: card.title, isDraft: false }))];
}

async function deskCalendar(app: App, month: string): Promise<DeskCalendar> {
  const library = await app.library();
  const { newsletter } = app;
  const { schedule } = newsletter;
  const nowMs = app.clock.now().getTime();
  const heads = (await (await app.knownStore())?.mailingHeads(CALENDAR_MAILINGS)) ?? [];
  const drafts = draftsOf(library);
  const asked = (issues: readonly OpenLibrary['issues'][number][], started: ReadonlySet<string>) =>
    due({
      issues: issues.map(({ card }) => ({ slug: card.slug, date: card.date, status: 'published' })),
      startedSlugs: started,
      nowMs,
      firstStartMs: null,
      tooLateHours: schedule.too_late_hours,
      timeZone: schedule.time_zone,
      slotAt: (instantMs) => nextSlot(schedule, new Date(instantMs))?.getTime() ?? null,
    });
  const issues = asked(library.issues, new Set(heads.map(({ slug }) => slug)));
  const unwritten = asked(drafts, new Set());
  const question: CalendarQuestion = {
    month,
    nowMs,
    timeZone: schedule.time_zone,
    tooLateHours: schedule.too_late_hours,
    scheduled: [...issues.due, ...issues.next],
    tooLate: issues.tooLate,
    drafts: [...unwritten.due, ...unwritten.next, ...unwritten.tooLate],
    mailed: heads.map(mailedIssue),
    digestSlots: await digestSlots(app, month),
  };
  return { question, titles: new Map([...library.issues, ...drafts].map(({ card }) => [card.slug, card.title])) };
}

function mailedIssue(head: MailingHead): MailedIssue {
  const standing =
    head.cancelledAt !== undefined
      ? 'cancelled'
      : head.finishedAt !== undefined
        ? 'finished'
        : head.pausedAt !== undefined
          ? 'paused'
          : 'running';
  const kind = isDigest(head) ? 'digest' : head.edition === '' ? 'issue' : 'correction';
  return { id: head.id, slug: head.slug, atMs: Date.parse(head.startedAt), kind, standing };
}

/** Those to come, of digests that somebody wants. */
async function digestSlots(app: App, month: string): Promise<CalendarQuestion['digestSlots']> {
  const now = app.clock.now();
  const readers = await (await app.knownStore())?.digestReaders(now.toISOString());
  const { time_zone: timeZone } = app.newsletter.schedule;
  const [first, last] = calendarSpan(month);
  const from = Math.max(startOfDay(first, timeZone), now.getTime());
  const until = startOfDay(last, timeZone) + DAY_MS;
  return (['daily', 'weekly'] as const).flatMap((frequency) => {
    if ((readers?.[frequency] ?? 0) === 0) return [];
    const slots: { frequency: 'daily' | 'weekly'; atMs: number }[] = [];
    for (let at = from; ;) {
      const slot = nextSlot(digestSchedule(app.newsletter, frequency), new Date(at))?.getTime();
      if (slot === undefined || slot >= until) return slots;
      slots.push({ frequency, atMs: slot });
      at = slot + MINUTE_MS;
    }
  });
}
