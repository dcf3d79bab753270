// The reader's own page, by the link at the end of every letter: topics, frequency, language, a pause, another address,
// everything that is known as a file, and the end of it. The address is shown in part, because letters get forwarded.
import { Hono } from 'hono';
import { moveLimitKeys } from '../../core/audience/ask-limits.ts';
import { emailAddress } from '../../core/audience/email-address.ts';
import { maskedAddress } from '../../core/audience/masked-address.ts';
import { linkToken } from '../../core/audience/signed-link.ts';
import type { Subscriber } from '../../core/audience/subscriber.ts';
import type { WebEnv } from '../web-app.ts';
import { choiceValues } from './choice-values.ts';
import { deadPage } from './confirm-routes.ts';
import { chosenFrequency, chosenTopics, formFields } from './form-fields.ts';
import { notePage, readerPage, said } from './reader-page.ts';
import { lastPauseDay, pauseDay, pausedUntil } from './pause-days.ts';
import { readerExport } from './reader-export.ts';
import { evidenceOf, offeredLanguages, tokenId, type ReaderContext, type ReaderTools } from './reader-tools.ts';

export function preferenceRoutes(tools: ReaderTools): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  /** Answers for the reader of the token, or with the page for links that open nothing. */
  const asReader =
    (answer: (c: ReaderContext, page: ReaderPlace) => Promise<Response> | Response) =>
    async (c: ReaderContext): Promise<Response> => {
      const token = c.req.param('token') ?? '';
      const id = await tokenId(tools, 'preferences', token);
      const reader = await (await tools.store()).subscriberById(id);
      if (reader === undefined) return deadPage(tools);
      return answer(c, { token, reader, language: reader.language ?? tools.newsletter.language });
    };
  routes.get(
    '/preferences/:token',
    asReader((_, place) => preferencesPage(tools, place)),
  );
  routes.post(
    '/preferences/:token',
    asReader((c, place) => save(c, tools, place)),
  );
  routes.post(
    '/preferences/:token/address',
    asReader((c, place) => askToMove(c, tools, place)),
  );
  routes.get(
    '/preferences/:token/export',
    asReader((_, { reader }) => readerExport(tools, reader)),
  );
  routes.get(
    '/preferences/:token/erase',
    asReader((_, place) => erasePage(tools, place)),
  );
  routes.post(
    '/preferences/:token/erase',
    asReader((_, place) => erase(tools, place)),
  );
  return routes;
}

interface ReaderPlace {
  readonly token: string;
  readonly reader: Subscriber;
  readonly language: string;
}

interface Notes {
  readonly notice?: string;
  readonly problem?: string;
  readonly status?: number;
}

async function preferencesPage(tools: ReaderTools, place: ReaderPlace, notes: Notes = {}): Promise<Response> {
  const { newsletter, textsOf } = tools;
  const { token, reader, language } = place;
  const { preferences, move } = textsOf(language);
  const [key] = await tools.keys();
  const isActive = reader.standing.state === 'active';
  const address = maskedAddress(reader.address);
  const zone = newsletter.schedule.time_zone;
  const { topics, frequency, pausedUntil: until } = reader;
  return readerPage(tools, {
    language,
    title: preferences.title,
    template: 'preferences',
    status: notes.status ?? 200,
    values: {
      lead: said(isActive ? preferences.lead : preferences.ended, newsletter, { address }),
      notice: notes.notice,
      problem: notes.problem,
      is_active: isActive,
      token,
      leave_token: linkToken('unsubscribe', newsletter.authority, reader.publicId, key),
      move_lead: move.lead,
      pause: until === undefined || until <= tools.now().toISOString() ? '' : pauseDay(until, zone),
      pause_first: pauseDay(new Date(tools.now().getTime() + DAY_MS).toISOString(), zone),
      pause_last: lastPauseDay(tools.now(), zone),
      ...choiceValues(tools, { topics, frequency, language: reader.language ?? newsletter.language }, language),
    },
  });
}

const DAY_MS = 24 * 3_600_000;

async function save(c: ReaderContext, tools: ReaderTools, place: ReaderPlace): Promise<Response> {
  const { newsletter, textsOf } = tools;
  const fields = await formFields(c);
  const { preferences } = textsOf(place.language);
  const zone = newsletter.schedule.time_zone;
  const until = pausedUntil(fields.one('pause'), tools.now(), zone);
  if (until === undefined) {
    const problem = said(preferences.badDate, newsletter, { example: lastPauseDay(tools.now(), zone) });
    return preferencesPage(tools, place, { problem, status: 422 });
  }
  if (place.reader.standing.state !== 'active') return preferencesPage(tools, place);
  const language = offeredLanguages(tools).find((tag) => tag === fields.one('language'));
  const changes = {
    topics: chosenTopics(fields.all('topics'), newsletter),
    frequency: chosenFrequency(fields.one('frequency')),
    ...(language === undefined ? {} : { language }),
    pausedUntil: until,
  };
  const evidence = evidenceOf(c, { form: 'preferences', language: place.language, token: place.token });
  const store = await tools.store();
  const reader = await store.changePreferences(place.reader.publicId, changes, evidence, tools.now().toISOString());
  if (reader === undefined) return deadPage(tools);
  const now = { ...place, reader, language: reader.language ?? place.language };
  return preferencesPage(tools, now, { notice: textsOf(now.language).preferences.saved });
}

async function askToMove(c: ReaderContext, tools: ReaderTools, place: ReaderPlace): Promise<Response> {
  const { reader, language, token } = place;
  const texts = tools.textsOf(language);
  const address = emailAddress((await formFields(c)).one('email'));
  if (address === undefined) {
    return preferencesPage(tools, place, { problem: texts.subscribe.badAddress, status: 422 });
  }
  const [key] = await tools.keys();
  const { topics, frequency, publicId: movingId } = reader;
  const evidence = evidenceOf(c, { form: 'preferences', language, token });
  const ask = { id: tools.newId(), address, topics, frequency, language, evidence, movingId };
  const store = await tools.store();
  if (reader.standing.state === 'active') {
    const keys = moveLimitKeys({ from: reader.address, to: address }, c.env.clientAddress, key);
    await store.ask(ask, keys, tools.now().toISOString());
    tools.onAsked();
  }
  // The same whoever the address belongs to, and whether a limit was met.
  return notePage(tools, language, { title: texts.move.sentTitle, lead: texts.move.sentLead });
}

function erasePage(tools: ReaderTools, { token, language }: ReaderPlace): Response {
  const { title, lead, button } = tools.textsOf(language).erase;
  return notePage(tools, language, {
    title,
    lead: said(lead, tools.newsletter),
    button: { label: button, action: `preferences/${token}/erase` },
  });
}

async function erase(tools: ReaderTools, { reader, language }: ReaderPlace): Promise<Response> {
  const store = await tools.store();
  await store.erase(reader.address, tools.now().toISOString());
  return notePage(tools, language, tools.textsOf(language).erased);
}
