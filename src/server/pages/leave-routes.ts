// Leaving by the link of a letter. The POST of a mail program (RFC 8058) and that of the page's one button are the
// same: the token alone decides, no cookie, origin or field is asked for, the answer is 200 and no redirect, and a
// second time changes nothing. Links of old letters work for ever. GET and HEAD change nothing.
import { Hono } from 'hono';
import { formStamp, stampVerdict } from '../../core/audience/form-stamp.ts';
import type { WebEnv } from '../web-app.ts';
import { deadPage } from './confirm-routes.ts';
import { formFields } from './form-fields.ts';
import { notePage, said, type PageButton } from './reader-page.ts';
import { evidenceOf, NOBODY, tokenId, type ReaderContext, type ReaderTools } from './reader-tools.ts';

export function leaveRoutes(tools: ReaderTools): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.on(['GET'], LEAVE_PATHS, async (c) => {
    const token = c.req.param('token') ?? '';
    const id = await tokenId(tools, 'unsubscribe', token);
    const reader = await (await tools.store()).subscriberById(id);
    if (id === NOBODY) return deadPage(tools);
    const language = reader?.language ?? tools.newsletter.language;
    const { title, lead, button } = tools.textsOf(language).leave;
    return notePage(tools, language, {
      title,
      lead: said(lead, tools.newsletter),
      button: { label: button, action: `unsubscribe/${token}`, hidden: { from: 'page' } },
    });
  });
  routes.on(['POST'], LEAVE_PATHS, async (c) => {
    const token = c.req.param('token') ?? '';
    const id = await tokenId(tools, 'unsubscribe', token);
    const form = (await isOurPage(c)) ? 'unsubscribe' : 'one-click';
    const at = tools.now().toISOString();
    const reader = await (await tools.store()).leave(id, evidenceOf(c, { form, token }), at);
    if (id === NOBODY) return deadPage(tools);
    const language = reader?.language ?? tools.newsletter.language;
    // Signed by us and known to nobody: a reader who was erased since. Who asks to be left alone hears that they are.
    return leftPage(tools, language, reader?.standing.state === 'unsubscribed' ? { token, id } : undefined);
  });
  routes.post('/unsubscribe/:token/undo', async (c) => {
    const token = c.req.param('token');
    const id = await tokenId(tools, 'unsubscribe', token);
    const stamp = (await formFields(c)).one('stamp');
    const verdict = stampVerdict(`undo ${id}`, stamp, { now: tools.now(), ring: await tools.keys(), leastMs: 0 });
    const store = await tools.store();
    const known = await store.subscriberById(id);
    if (id === NOBODY || known === undefined || verdict !== 'good') return deadPage(tools);
    const language = known.language ?? tools.newsletter.language;
    const text = undoConsent(tools, language);
    const reader = await store.comeBack(
      id,
      evidenceOf(c, { form: 'undo', language, text, token }),
      tools.now().toISOString(),
    );
    if (reader?.standing.state !== 'active') return deadPage(tools);
    const { title, lead } = tools.textsOf(language).back;
    return notePage(tools, language, { title, lead: said(lead, tools.newsletter) });
  });
  return routes;
}

/** A slash at the end is no reason to send a mail program elsewhere: it would not follow (B3.04). */
const LEAVE_PATHS = ['/unsubscribe/:token', '/unsubscribe/:token/'];

/** Only for the record: whatever a mail program sends as a body, or none, the reader has left. */
async function isOurPage(c: ReaderContext): Promise<boolean> {
  try {
    return (await formFields(c)).one('from') === 'page';
  } catch {
    return false;
  }
}

function undoConsent(tools: ReaderTools, language: string): string {
  return said(tools.textsOf(language).left.undoConsent, tools.newsletter);
}

/** With the way back for a day, for who has just left and nobody else. */
async function leftPage(
  tools: ReaderTools,
  language: string,
  undo: { readonly token: string; readonly id: string } | undefined,
): Promise<Response> {
  const { title, lead, undoLead, undo: label } = tools.textsOf(language).left;
  const note = { title, lead: said(lead, tools.newsletter) };
  if (undo === undefined) return notePage(tools, language, note);
  const [key] = await tools.keys();
  const button: PageButton = {
    label,
    action: `unsubscribe/${undo.token}/undo`,
    hidden: { stamp: formStamp(`undo ${undo.id}`, tools.now(), key) },
    lead: undoLead,
    is_quiet: true,
    consent: undoConsent(tools, language),
  };
  return notePage(tools, language, { ...note, button });
}
