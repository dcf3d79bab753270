// Confirming by the link in a mail: a page with one button, and what the button does. Looking changes nothing, however
// often a scanner looks (E2); a link that is unknown, expired or forged has one answer, which offers a way on (E1.06).
import { Hono } from 'hono';
import type { WebEnv } from '../web-app.ts';
import { notePage, said } from './reader-page.ts';
import { evidenceOf, NOBODY, tokenId, type ReaderTools } from './reader-tools.ts';

export function confirmRoutes(tools: ReaderTools): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.get('/confirm/:token', async (c) => {
    const token = c.req.param('token');
    const ask = await openAsk(tools, await tokenId(tools, 'confirm', token));
    if (ask === undefined || ask.movingId !== undefined) return deadPage(tools);
    if (ask.state === 'confirmed') return confirmedPage(tools, ask.language);
    const { title, lead, button } = tools.textsOf(ask.language).confirm;
    return notePage(tools, ask.language, {
      title,
      lead: said(lead, tools.newsletter),
      button: { label: button, action: `confirm/${token}` },
    });
  });
  routes.post('/confirm/:token', async (c) => {
    const id = await tokenId(tools, 'confirm', c.req.param('token'));
    const store = await tools.store();
    const at = tools.now().toISOString();
    const language = (await openAsk(tools, id))?.language ?? tools.newsletter.language;
    const { ip, userAgent, tokenId: confirmedBy } = evidenceOf(c, { form: 'confirm', token: c.req.param('token') });
    const confirming = {
      ...(ip && { ip }),
      ...(userAgent && { userAgent }),
      ...(confirmedBy && { tokenId: confirmedBy }),
    };
    const isWelcomed = tools.newsletter.readers.welcome === 'issue';
    const { kind } = await store.confirmAsk(id, confirming, { at, isWelcomed });
    if (kind === 'gone') return deadPage(tools);
    if (kind === 'confirmed' && isWelcomed) tools.onAsked();
    return confirmedPage(tools, language);
  });
  routes.get('/address/:token', async (c) => {
    const token = c.req.param('token');
    const { ask } = await moving(tools, token);
    if (ask === undefined) return deadPage(tools);
    if (ask.state === 'confirmed') return movedPage(tools, ask.language, 'moved');
    const { confirmTitle, confirmLead, confirmButton } = tools.textsOf(ask.language).move;
    return notePage(tools, ask.language, {
      title: confirmTitle,
      lead: said(confirmLead, tools.newsletter),
      button: { label: confirmButton, action: `address/${token}` },
    });
  });
  routes.post('/address/:token', async (c) => {
    const token = c.req.param('token');
    const { ask, mailbox } = await moving(tools, token);
    const language = ask?.language ?? tools.newsletter.language;
    const evidence = evidenceOf(c, { form: 'preferences', language, token });
    const at = tools.now().toISOString();
    const result = await (await tools.store()).agreeToMove(ask?.id ?? NOBODY, mailbox, evidence, at);
    return result === 'gone' ? deadPage(tools) : movedPage(tools, language, result);
  });
  return routes;
}

async function openAsk(tools: ReaderTools, id: string) {
  return (await tools.store()).openAsk(id, tools.now().toISOString());
}

/** The change of address that a token of either mailbox belongs to. */
async function moving(tools: ReaderTools, token: string) {
  const oldId = await tokenId(tools, 'address-old', token);
  const newId = await tokenId(tools, 'address-new', token);
  const mailbox = oldId === NOBODY ? ('new' as const) : ('old' as const);
  const ask = await openAsk(tools, oldId === NOBODY ? newId : oldId);
  return { mailbox, ask: ask?.movingId === undefined ? undefined : ask };
}

/** The one answer to a link that opens nothing. */
export function deadPage(tools: ReaderTools): Response {
  const { language } = tools.newsletter;
  const { title, lead, button } = tools.textsOf(language).dead;
  return notePage(tools, language, { title, lead, link: { label: button, href: 'subscribe' } }, 404);
}

function confirmedPage(tools: ReaderTools, language: string): Response {
  const { title, lead, front } = tools.textsOf(language).confirmed;
  const link = { label: front, href: '' };
  return notePage(tools, language, { title, lead: said(lead, tools.newsletter), link });
}

function movedPage(tools: ReaderTools, language: string, result: 'waits' | 'moved'): Response {
  const { waitsTitle, waitsLead, title, lead } = tools.textsOf(language).moved;
  if (result === 'waits') return notePage(tools, language, { title: waitsTitle, lead: waitsLead });
  return notePage(tools, language, { title, lead: said(lead, tools.newsletter) });
}
