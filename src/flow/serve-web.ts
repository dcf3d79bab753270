// masthead start, the web part: the files of out/ and the readers' pages over HTTP. Settings and templates are looked
// at again while it runs, so an edited newsletter needs no restart; the socket stays the same all the while.
import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestListener } from 'node:http';
import type { Hono } from 'hono';
import { openApp, type App } from '../app.ts';
import { framedPage } from '../core/render/page/page-frame.ts';
import { treePlaces } from '../publish/swap.ts';
import { readWebTemplates } from '../publish/sources.ts';
import { clientAddress } from '../server/client-address.ts';
import type { PageFrame } from '../server/error-page.ts';
import { fileAnswers } from '../server/file-answer.ts';
import { listening, type Listening } from '../server/listening.ts';
import { requestListener } from '../server/request-listener.ts';
import { Site } from '../server/site.ts';
import type { SiteFolders } from '../server/site-listing.ts';
import { webApp, type WebEnv } from '../server/web-app.ts';
import { listOf } from '../settings.ts';
import type { Log } from '../system/log.ts';
import { providerWebhooks } from './provider-webhooks.ts';

export interface WebInput {
  readonly root: string;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export interface Web extends AsyncDisposable {
  readonly listening: Listening;
}

/** Serves from now on, until it is disposed of. Throws PORT_UNUSABLE and what openApp throws. */
export async function serveWeb({ root, log }: WebInput): Promise<Web> {
  await using opened = new AsyncDisposableStack();
  const app = opened.use(openApp(root, { onNotice: (sentence) => log.warn(sentence) }));
  const site = opened.use(
    new Site({ folders: siteFolders(app.root), log, now: app.clock.now, firstSeen: async () => new Map() }),
  );
  await site.open();
  const listener = listenerFor(app, site, log);
  const place = { host: app.environment.HOST, port: app.environment.PORT };
  const socket = opened.use(await listening(place, (request, response) => listener(request, response)));
  log.info({ url: socket.url }, 'Serving');
  const all = opened.move();
  return { listening: socket, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

function listenerFor(app: App, site: Site, log: Log): RequestListener {
  const { newsletter, environment } = app;
  const tools = {
    log,
    language: newsletter.language,
    frame: pageFrame(app),
    routes: webRoutes(app, log),
    readiness: async () => ({ out: site.isThere, store: await isStoreThere(app, log) }),
  };
  return requestListener({
    site,
    files: fileAnswers(site),
    app: webApp(tools),
    clientAddress: clientAddress(listOf(environment.TRUSTED_PROXIES)),
    basePath: new URL(newsletter.base_url).pathname.replace(/\/+$/, ''),
  });
}

/** The routes of every area, asked in this order. */
function webRoutes(app: App, log: Log): readonly Hono<WebEnv>[] {
  return [providerWebhooks(app, log)];
}

/** The newsletter's own frame, with its templates as they are now. */
function pageFrame({ root, newsletter }: App): PageFrame {
  const templates = readWebTemplates(root);
  const { language } = newsletter;
  return ({ title, content, label = title }) =>
    framedPage(
      { path: '', language, title, description: title, dateline: { start: label }, content, isAnswer: true },
      newsletter,
      templates,
    );
}

async function isStoreThere(app: App, log: Log): Promise<boolean> {
  try {
    await (await app.store()).home();
    return true;
  } catch (error) {
    log.warn({ err: error }, 'The store cannot be reached');
    return false;
  }
}

/** Where the tree stands: during a swap it is called out.old for a moment, and after a crash for longer. */
function siteFolders(root: string): SiteFolders {
  const out = join(root, 'out');
  return () => {
    const { current, next, old } = treePlaces(out);
    // A whole `next` has its turn only when `current` has moved away for it (publish/swap.ts).
    const places = existsSync(old) ? [current, old, next] : [current];
    return places.filter((place) => lstatSync(place, { throwIfNoEntry: false })?.isDirectory() === true);
  };
}
