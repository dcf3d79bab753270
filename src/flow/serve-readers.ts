// Readers on the web, joined: their routes, and the mails that their asks leave behind. A mail is made and sent after
// the answer has gone out and a moment later, so that nobody can tell by the clock what was known of an address.
import { randomBytes } from 'node:crypto';
import type { Hono } from 'hono';
import type { App } from '../app.ts';
import { textsFor } from '../core/audience/reader-texts.ts';
import { mailTemplates } from '../publish/mail-templates.ts';
import { ENGINE_ROOT, readWebTemplates } from '../publish/sources.ts';
import { CONFIRM_TEMPLATE } from '../readers/reader-mail.ts';
import { readerPost, type PostTools } from '../readers/reader-post.ts';
import { readTexts } from '../readers/read-texts.ts';
import { readerRoutes } from '../server/pages/reader-routes.ts';
import type { WebEnv } from '../server/web-app.ts';
import type { Log } from '../system/log.ts';
import { systemRandom } from '../system/random.ts';
import { wait } from '../system/wait.ts';

/** The routes of readers, with settings, templates and texts as they are now. Throws TEXTS_INVALID. */
export function readerPages(app: App, onAsked: () => void): Hono<WebEnv> {
  const texts = readTexts(ENGINE_ROOT, app.root);
  return readerRoutes({
    newsletter: app.newsletter,
    templates: readWebTemplates(app.root),
    textsOf: (language) => textsFor(texts, language),
    store: app.store,
    keys: app.keys,
    now: app.clock.now,
    newId: () => randomBytes(16).toString('hex'),
    onAsked,
  });
}

export interface ReaderDesk extends AsyncDisposable {
  /** There is a mail to write; returns at once. */
  readonly soon: () => void;
}

/** Writes and sends the mails that readers wait for, with the app as it then is. */
export function readerDesk(app: () => App, log: Log): ReaderDesk {
  return doneSoon(async () => readerPost(await postTools(app(), log)), log);
}

/** What sending mails to readers needs. */
export async function postTools(app: App, log: Log): Promise<PostTools> {
  const texts = readTexts(ENGINE_ROOT, app.root);
  return {
    store: await app.store(),
    newsletter: app.newsletter,
    keys: await app.keys(),
    textsOf: (language) => textsFor(texts, language),
    templates: () => mailTemplates(app.root, app.newsletter, CONFIRM_TEMPLATE),
    mailer: app.mailer,
    now: app.clock.now,
    random: systemRandom,
    log,
  };
}

/** Longer than what the work itself takes, so that its length drowns in chance. */
const PAUSE_MS = 400;

/** Does the work a moment after it was asked for, once for all who asked meanwhile, and to its end before the end. */
function doneSoon(work: () => Promise<void>, log: Log): ReaderDesk {
  const stop = new AbortController();
  let running = Promise.resolve();
  let isPlanned = false;
  const run = async (): Promise<void> => {
    await wait(PAUSE_MS * (1 + systemRandom()), stop.signal);
    isPlanned = false;
    await work().catch((error: unknown) => log.error({ err: error }, 'Mails to readers wait for the next minute'));
  };
  return {
    soon: (): void => {
      if (isPlanned) return;
      isPlanned = true;
      running = running.then(run);
    },
    [Symbol.asyncDispose]: async (): Promise<void> => {
      stop.abort();
      await running;
    },
  };
}
