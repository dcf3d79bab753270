// One test message of an issue or a draft, to the editor's own address, from the desk. The address is remembered by the
// browser alone, in a cookie; what the server answered stands on the page that follows.
import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { emailAddress } from '../core/audience/email-address.ts';
import { maskedReply } from '../core/ledger/masked-reply.ts';
import { AppError } from '../errors.ts';
import { deskPage } from './desk-page.ts';
import { deskText } from './desk-texts.ts';
import type { DeskContext, DeskEnv, DeskTools } from './desk-tools.ts';
import type { TestAnswer } from './sending-tools.ts';

const COOKIE = 'masthead_test_address';
/** A year: the editor's address seldom changes. */
const COOKIE_SECONDS = 31_536_000;

interface TestForm {
  readonly slug: string;
  readonly address: string;
  readonly fault?: string;
  readonly said?: string;
  readonly isAccepted?: boolean;
  readonly status?: number;
}

export function testMessageRoutes(tools: DeskTools): Hono<DeskEnv> {
  const app = new Hono<DeskEnv>();
  app.get('/sending/test', (c) => {
    const address = getCookie(c, COOKIE) ?? tools.sending.ownAddress();
    return form(c, tools, { slug: c.req.query('issue') ?? '', address });
  });
  app.post('/sending/test', async (c) => {
    const { slug, address } = await c.req.parseBody();
    return sent(c, tools, { slug: wordOf(slug), address: wordOf(address).trim() });
  });
  return app;
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

async function sent(c: DeskContext, tools: DeskTools, given: TestForm): Promise<Response> {
  const texts = c.get('texts');
  const address = emailAddress(given.address);
  if (address === undefined) {
    const fault = deskText(texts, 'test', 'noAddress', { address: given.address });
    return form(c, tools, { ...given, fault, status: 422 });
  }
  setCookie(c, COOKIE, address, { path: '/sending', httpOnly: true, sameSite: 'Strict', maxAge: COOKIE_SECONDS });
  try {
    const answer = await tools.sending.test(given.slug, address);
    return form(c, tools, { ...given, address, ...saidOf(c, answer, address) });
  } catch (error) {
    // What is wrong with settings, keys or the issue is the editor's to read, here and not in the terminal.
    if (!(error instanceof AppError)) throw error;
    return form(c, tools, { ...given, address, fault: error.message, status: 422 });
  }
}

function saidOf(c: DeskContext, { result, destination }: TestAnswer, address: string): Partial<TestForm> {
  const isAccepted = result.kind === 'accepted';
  const reply = maskedReply(result.kind === 'lost' ? result.detail : result.reply);
  const values = { address, destination, reply };
  return { isAccepted, said: deskText(c.get('texts'), 'test', isAccepted ? 'accepted' : 'refused', values) };
}

async function form(c: DeskContext, tools: DeskTools, about: TestForm): Promise<Response> {
  const issues = await tools.sending.testable();
  const chosen = issues.find(({ slug }) => slug === about.slug)?.slug ?? issues[0]?.slug ?? '';
  const texts = c.get('texts');
  const values = {
    address: about.address,
    fault: about.fault ?? '',
    said: about.said ?? '',
    is_accepted: about.isAccepted === true,
    issues: issues.map(({ slug, title, isDraft }) => ({
      slug,
      name: isDraft ? deskText(texts, 'test', 'draft', { title }) : title,
      is_chosen: slug === chosen,
    })),
  };
  const title = deskText(texts, 'test', 'title');
  const status = about.status ?? 200;
  return deskPage(c, tools, { title, section: 'sending', template: 'test-message', values, status });
}
