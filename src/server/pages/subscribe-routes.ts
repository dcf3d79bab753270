// The way in: a page with the form, its answer, and the same for programs. Every answer to an ask is one and the same,
// whoever the address belongs to and whichever trap or limit it met: nothing here reads a subscriber (E5.01, E5.03).
import { Hono } from 'hono';
import { emailAddress, type EmailAddress } from '../../core/audience/email-address.ts';
import { formStamp, stampVerdict } from '../../core/audience/form-stamp.ts';
import { limitKeys } from '../../core/audience/ask-limits.ts';
import type { Frequency } from '../../core/audience/subscriber.ts';
import { phrases } from '../../core/render/phrases.ts';
import { jsonResponse } from '../page-response.ts';
import type { WebEnv } from '../web-app.ts';
import { choiceValues } from './choice-values.ts';
import { chosenFrequency, chosenTopics, formFields } from './form-fields.ts';
import { notePage, readerPage, said } from './reader-page.ts';
import {
  evidenceOf,
  offeredLanguages,
  pageLanguage,
  wordingVersion,
  type ReaderContext,
  type ReaderTools,
} from './reader-tools.ts';

export function subscribeRoutes(tools: ReaderTools): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get('/subscribe', (c) => subscribePage(tools, { language: pageLanguage(c, tools) }));
  routes.post('/subscribe', async (c) => {
    const fields = await formFields(c);
    const language = pageLanguage(c, tools, fields.one('page_language'));
    const typed = fields.one('email');
    const choice = {
      topics: chosenTopics(fields.all('topics'), tools.newsletter),
      frequency: chosenFrequency(fields.one('frequency')),
      language: pageLanguage(c, tools, fields.one('language') || language),
    };
    const page = { ...choice, language, chosenLanguage: choice.language, typed };
    // The form at the foot of a page has the address alone: a file cannot hold a fresh stamp. Here is the whole one.
    if (!fields.has('stamp')) return subscribePage(tools, page);
    const address = emailAddress(typed);
    const { badAddress, stale } = tools.textsOf(language).subscribe;
    if (address === undefined) return subscribePage(tools, { ...page, problem: badAddress, isAddressBad: true });
    const shown = { stamp: fields.one('stamp'), trap: fields.one('contact_note'), form: 'subscribe', language };
    const result = await takeAsk(c, tools, { ...choice, ...shown, address, choiceLanguage: choice.language });
    if (result === 'stale') return subscribePage(tools, { ...page, problem: stale });
    return sentPage(tools, language);
  });
  routes.get('/api/subscribe', async (c) => jsonResponse(await apiForm(tools, pageLanguage(c, tools))));
  routes.post('/api/subscribe', (c) => apiAsk(c, tools));
  return routes;
}

interface Asked {
  readonly address: EmailAddress;
  readonly topics: readonly string[];
  readonly frequency: Frequency;
  readonly choiceLanguage: string;
  readonly stamp: string;
  /** What stands in the field that people do not see. */
  readonly trap: string;
  readonly form: string;
  /** Of the page and its sentences. */
  readonly language: string;
}

/** Keeps the ask unless it met a trap or a limit, and does not say which. */
async function takeAsk(c: ReaderContext, tools: ReaderTools, asked: Asked): Promise<'sent' | 'stale'> {
  const { newsletter } = tools;
  const [ring, now] = [await tools.keys(), tools.now()];
  const verdict = stampVerdict('subscribe', asked.stamp, { now, ring });
  if (verdict === 'stale') return 'stale';
  if (verdict !== 'good' || asked.trap !== '' || isForeign(c, newsletter.base_url)) return 'sent';
  const { address, topics, frequency, language, form } = asked;
  const evidence = {
    ...evidenceOf(c, { form, language, text: consentText(tools, language) }),
    privacyVersion: newsletter.readers.privacy_version ?? wordingVersion(privacyText(tools, language)),
  };
  const ask = { id: tools.newId(), address, topics, frequency, language: asked.choiceLanguage, evidence };
  const store = await tools.store();
  await store.ask(ask, limitKeys(address, c.env.clientAddress, ring[0]), now.toISOString());
  tools.onAsked();
  return 'sent';
}

/**
 * True for a form on somebody else's page (E5.06). Our own pages send no referrer, and with it `Origin: null`, so the
 * header that browsers add of their own accord decides where it is there.
 */
function isForeign(c: ReaderContext, baseUrl: string): boolean {
  if (c.req.header('sec-fetch-site') === 'cross-site') return true;
  const origin = c.req.header('origin');
  if (origin === undefined || origin === 'null') return false;
  return ![new URL(baseUrl).host, c.req.header('host')].includes(URL.parse(origin)?.host);
}

function consentText(tools: ReaderTools, language: string): string {
  return said(tools.textsOf(language).subscribe.consent, tools.newsletter);
}

function privacyText(tools: ReaderTools, language: string): string {
  return said(tools.textsOf(language).subscribe.privacy, tools.newsletter);
}

interface SubscribeForm {
  readonly language: string;
  readonly chosenLanguage?: string;
  readonly topics?: readonly string[];
  readonly frequency?: Frequency;
  readonly typed?: string;
  readonly problem?: string;
  readonly isAddressBad?: boolean;
}

async function subscribePage(tools: ReaderTools, form: SubscribeForm): Promise<Response> {
  const { newsletter, textsOf } = tools;
  const { language, topics = [], frequency = 'each', chosenLanguage = language } = form;
  const texts = textsOf(language);
  const [key] = await tools.keys();
  return readerPage(tools, {
    language,
    title: texts.subscribe.title,
    template: 'subscribe',
    status: form.isAddressBad === true ? 422 : 200,
    values: {
      lead: said(texts.subscribe.lead, newsletter),
      stamp: formStamp('subscribe', tools.now(), key),
      page_language: language,
      address: form.typed ?? '',
      problem: form.problem,
      is_address_bad: form.isAddressBad === true,
      consent: consentText(tools, language),
      privacy: privacyText(tools, language),
      about: phrases(language).about,
      ...choiceValues(tools, { topics, frequency, language: chosenLanguage }, language),
    },
  });
}

function sentPage(tools: ReaderTools, language: string): Response {
  return notePage(tools, language, tools.textsOf(language).sent);
}

/** What a program needs to show the form by itself: every sentence that a reader must have seen, and a stamp. */
async function apiForm(tools: ReaderTools, language: string): Promise<unknown> {
  const [key] = await tools.keys();
  const texts = tools.textsOf(language);
  const consent = consentText(tools, language);
  return {
    stamp: formStamp('subscribe', tools.now(), key),
    topics: tools.newsletter.topics.map(({ slug, label }) => ({ slug, label })),
    frequencies: { each: texts.form.each, daily: texts.form.daily, weekly: texts.form.weekly },
    languages: offeredLanguages(tools),
    consent: { text: consent, version: wordingVersion(consent) },
    privacy: privacyText(tools, language),
  };
}

const ACCEPTED = { status: 'accepted', next: 'A mail with a link to confirm is sent to the address, if it can be.' };

async function apiAsk(c: ReaderContext, tools: ReaderTools): Promise<Response> {
  if (!/^application\/json\s*(;|$)/i.test(c.req.header('content-type') ?? '')) {
    return jsonResponse({ status: 'refused', reason: 'send application/json' }, 415);
  }
  const body = await jsonObject(c);
  if (body === undefined) return jsonResponse({ status: 'refused', reason: 'send one JSON object' }, 400);
  const address = emailAddress(textOf(body['address']));
  if (address === undefined) return jsonResponse({ status: 'refused', reason: 'address is no email address' }, 422);
  const language = pageLanguage(c, tools, textOf(body['language']));
  // Consent is to a wording: whoever shows another one has shown none.
  if (textOf(body['consent']) !== wordingVersion(consentText(tools, language))) {
    return jsonResponse({ status: 'refused', reason: 'consent is not the version that GET gives' }, 422);
  }
  const result = await takeAsk(c, tools, {
    address,
    topics: chosenTopics(Array.isArray(body['topics']) ? body['topics'] : [], tools.newsletter),
    frequency: chosenFrequency(body['frequency']),
    choiceLanguage: language,
    stamp: textOf(body['stamp']),
    trap: textOf(body['contact_note']),
    form: 'api',
    language,
  });
  if (result === 'stale') return jsonResponse({ status: 'refused', reason: 'the stamp is too old; GET another' }, 409);
  return jsonResponse(ACCEPTED, 202);
}

async function jsonObject(c: ReaderContext): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const value: unknown = await c.req.json();
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return { ...value };
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
