// The section Sending: mailings with their counts, kept live from the store whatever process sends; the editor's word
// to them, asked for once on a page of its own; and what is uncertain, to be settled. Test messages and reports have
// files of their own.
import { Hono } from 'hono';
import type { MailingHead } from '../store/figure-store.ts';
import type { Store } from '../store/store.ts';
import { deskPage } from './desk-page.ts';
import { deskText } from './desk-texts.ts';
import { deskTime } from './desk-time.ts';
import type { DeskContext, DeskEnv, DeskTools } from './desk-tools.ts';
import { mailingDetails } from './mailing-details.ts';
import { mailingFacts, mailingStanding, mailingTitle } from './mailing-view.ts';

/** What the pages show; it changes with every count. */
const TOPICS = ['mailings'] as const;
/** A year of daily issues with their corrections is more than anybody scrolls. */
const SHOWN_MAILINGS = 200;
const HOUR_MS = 3_600_000;

export function sendingRoutes(tools: DeskTools): Hono<DeskEnv> {
  const app = new Hono<DeskEnv>();
  app.get('/sending', (c) => mailingList(c, tools));
  app.get('/sending/:id{[0-9]+}', async (c) => {
    const found = await mailingOf(c, tools);
    return found === undefined ? c.notFound() : mailingPage(c, tools, found);
  });
  app.get('/sending/:id{[0-9]+}/:word{pause|resume|cancel|resend|accept}', async (c) => {
    const found = await mailingOf(c, tools);
    return found === undefined ? c.notFound() : question(c, tools, found);
  });
  app.post('/sending/:id{[0-9]+}/:word{pause|resume|cancel|resend|accept}', async (c) => {
    const found = await mailingOf(c, tools);
    if (found === undefined) return c.notFound();
    const said = await saidTo(await tools.sending.mailingStore(), found.head, c.req.param('word') as Word, tools);
    tools.events.send(TOPICS[0]);
    return c.redirect(`/sending/${found.head.id}?said=${said}`, 303);
  });
  return app;
}

interface Found {
  readonly store: Store;
  readonly head: MailingHead;
}

async function mailingOf(c: DeskContext, tools: DeskTools): Promise<Found | undefined> {
  const store = await tools.sending.store();
  const head = await store?.mailingHead(Number(c.req.param('id')));
  return store && head && { store, head };
}

async function mailingList(c: DeskContext, tools: DeskTools): Promise<Response> {
  const store = await tools.sending.store();
  const heads = (await store?.mailingHeads(SHOWN_MAILINGS)) ?? [];
  const facts = (some: readonly MailingHead[]) => some.map((head) => mailingFacts(c, tools, head));
  const values = {
    open: facts(heads.filter(({ finishedAt }) => finishedAt === undefined)),
    past: facts(heads.filter(({ finishedAt }) => finishedAt !== undefined)),
    sender_note: await senderNote(c, tools, store, heads),
  };
  const title = deskText(c.get('texts'), 'navigation', 'sending');
  return deskPage(c, tools, { title, section: 'sending', template: 'sending', values, topics: TOPICS });
}

/** Said while something waits and no process is there to send it. */
async function senderNote(
  c: DeskContext,
  tools: DeskTools,
  store: Store | undefined,
  heads: readonly MailingHead[],
): Promise<string> {
  if (store === undefined || !heads.some((head) => mailingStanding(head) === 'running')) return '';
  const count = await store.livingSenders(tools.now().toISOString());
  return count > 0 ? '' : deskText(c.get('texts'), 'sending', 'nobodySends');
}

async function mailingPage(c: DeskContext, tools: DeskTools, { store, head }: Found): Promise<Response> {
  const texts = c.get('texts');
  const standing = mailingStanding(head);
  const details = await mailingDetails(c, tools, store, head);
  const values = {
    mailing: mailingFacts(c, tools, head),
    ...details,
    note: await standingNote(c, tools, head),
    sender_note: await senderNote(c, tools, store, [head]),
    said: texts['said']?.[c.req.query('said') ?? ''] ?? '',
    words: wordsFor(standing, details.held > 0).map((word) => ({
      href: `/sending/${head.id}/${word}`,
      name: deskText(texts, 'words', word),
    })),
    report_href: `/sending/${head.id}/report`,
  };
  const title = mailingTitle(c, head);
  return deskPage(c, tools, { title, section: 'sending', template: 'mailing', values, topics: TOPICS });
}

/** Until when it would still be mailed, or since when not. */
async function standingNote(c: DeskContext, tools: DeskTools, head: MailingHead): Promise<string> {
  const texts = c.get('texts');
  const tooLateMs = Date.parse(head.startedAt) + (await tools.sending.maxAgeHours()) * HOUR_MS;
  const tooLate = deskTime(tooLateMs, tools);
  const standing = mailingStanding(head);
  if (standing === 'running') return deskText(texts, 'sending', 'runningUntil', { tooLate });
  if (standing === 'paused')
    return deskText(texts, 'sending', 'pausedSince', { since: deskTime(head.pausedAt ?? '', tools), tooLate });
  if (standing === 'cancelled')
    return deskText(texts, 'sending', 'cancelledAt', { since: deskTime(head.cancelledAt ?? '', tools) });
  return standing === 'held' ? deskText(texts, 'sending', 'heldNote') : '';
}

const WORDS = ['pause', 'resume', 'cancel', 'resend', 'accept'] as const;
type Word = (typeof WORDS)[number];

function wordsFor(standing: ReturnType<typeof mailingStanding>, hasHeld: boolean): readonly Word[] {
  return WORDS.filter((word) => {
    if (word === 'pause') return standing === 'running';
    if (word === 'resume') return standing === 'paused';
    if (word === 'cancel') return standing === 'running' || standing === 'paused';
    return hasHeld && (word === 'accept' || standing !== 'cancelled');
  });
}

/** Asks once, on a page that works without script and without a mouse. */
function question(c: DeskContext, tools: DeskTools, { head }: Found): Response {
  const texts = c.get('texts');
  // The route's pattern allows these alone.
  const word = c.req.param('word') as Word;
  const values = {
    name: mailingTitle(c, head),
    question: deskText(texts, 'questions', word),
    consequence: deskText(texts, 'consequences', word),
    action: `/sending/${head.id}/${word}`,
    word_name: deskText(texts, 'words', word),
    back: `/sending/${head.id}`,
  };
  const title = deskText(texts, 'words', word);
  return deskPage(c, tools, { title, section: 'sending', template: 'question', values });
}

/** Says it to the ledger; gives the name of the text that tells what came of it. */
async function saidTo(store: Store, { id }: MailingHead, word: Word, tools: DeskTools): Promise<string> {
  const at = tools.now().toISOString();
  if (word === 'resend' || word === 'accept') {
    const count = await store.resolveHeld(id, word, at);
    await store.finishMailing(id, at);
    return count === 0 ? 'nothing' : word;
  }
  const { outcome } =
    word === 'pause'
      ? await store.pauseMailing(id, at)
      : word === 'resume'
        ? await store.resumeMailing(id, at)
        : await store.cancelMailing(id, at);
  return outcome === 'done' ? word : outcome;
}
