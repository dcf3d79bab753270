// masthead start, the web part: the files of out/ and the readers' pages over HTTP. Settings and templates are looked
// at again while it runs, so an edited newsletter needs no restart; socket, listing and counts stay the same all the
// while.
import type { IncomingMessage, RequestListener } from 'node:http';
import type { App } from '../app.ts';
import { absoluteUrl } from '../core/newsletter.ts';
import { framedPage } from '../core/render/page/page-frame.ts';
import { movedPages } from '../core/render/page/redirect-page.ts';
import { readWebTemplates } from '../publish/sources.ts';
import { clientAddress } from '../server/client-address.ts';
import type { PageFrame } from '../server/error-page.ts';
import { FeedReaderCounts } from '../server/feed-reader-counts.ts';
import { fileAnswers, type FileAnswers } from '../server/file-answer.ts';
import { HubPings } from '../server/hub-pings.ts';
import { listening, type Listening } from '../server/listening.ts';
import { metricsText } from '../server/metrics-text.ts';
import { PollLimit } from '../server/poll-limit.ts';
import { RequestCounts } from '../server/request-counts.ts';
import { forwardedFor, requestListener } from '../server/request-listener.ts';
import { Site } from '../server/site.ts';
import { webApp } from '../server/web-app.ts';
import { listOf } from '../settings.ts';
import { readerDesk, readerPages } from './serve-readers.ts';
import type { Log } from '../system/log.ts';
import { siteFolders } from './site-folders.ts';
import { WatchedApp } from './watched-app.ts';
import { providerWebhooks } from './provider-webhooks.ts';

export interface WebInput {
  readonly root: string;
  readonly log: Log;
}

export interface Web extends AsyncDisposable {
  readonly listening: Listening;
}

/** What lives as long as the process, whatever the settings become. */
interface Kept {
  readonly log: Log;
  readonly site: Site;
  readonly files: FileAnswers;
  readonly requests: RequestCounts;
  /** A reader's ask waits for a mail. */
  readonly onAsked: () => void;
}

/** Serves from now on, until it is disposed of. Throws PORT_UNUSABLE and what openApp throws. */
export async function serveWeb({ root, log }: WebInput): Promise<Web> {
  await using opened = new AsyncDisposableStack();
  const watched = opened.use(new WatchedApp(root, log));
  const tools = { log, now: () => watched.app.clock.now(), store: () => watched.app.store() };
  const requests = new RequestCounts();
  const limit = new PollLimit();
  let addressOf = addresses(watched.app);
  const readers = opened.use(new FeedReaderCounts(tools));
  const pings = opened.use(new HubPings(tools));
  const site = opened.use(
    new Site({
      ...tools,
      folders: siteFolders(watched.app.root),
      firstSeen: async (contents) => (await tools.store()).firstSeen(contents, tools.now().toISOString()),
      onTaken: (taken) => pings.served(taken),
    }),
  );
  const files = fileAnswers(site, {
    retryAfterSeconds: (request) => limit.retryAfterSeconds(addressOf(request), tools.now().getTime()),
    onAnswered: (request, { path, kind }, status) => {
      requests.add(kind.fileClass, status);
      log.debug({ method: request.method, route: kind.fileClass, status }, 'Answered');
      if (kind.fileClass === 'feed') readers.asked(request.headers['user-agent'] ?? '', path);
    },
  });
  await site.open();
  void files.prepare().catch((error: unknown) => log.warn({ err: error }, 'out/ cannot be read'));
  const desk = opened.use(readerDesk(() => watched.app, log));
  const kept = { log, site, files, requests, onAsked: desk.soon };
  let listener = listenerFor(watched.app, kept);
  watched.watch((app) => {
    addressOf = addresses(app);
    listener = listenerFor(app, kept);
  });
  const { HOST: host, PORT: port } = watched.app.environment;
  const socket = opened.use(await listening({ host, port }, (request, response) => listener(request, response)));
  log.info({ url: socket.url }, 'Serving');
  const all = opened.move();
  return { listening: socket, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

function addresses({ environment }: App): (request: IncomingMessage) => string {
  const address = clientAddress(listOf(environment.TRUSTED_PROXIES));
  return (request) => address(request.socket.remoteAddress, forwardedFor(request));
}

function listenerFor(app: App, { log, site, files, requests, onAsked }: Kept): RequestListener {
  const { newsletter, environment, clock } = app;
  const { METRICS_TOKEN: token } = environment;
  const metrics = token !== undefined && {
    token,
    text: () => metricsText({ store: app.store, requests, now: clock.now }),
  };
  const redirects = redirectsOf(app);
  const web = webApp({
    log,
    language: newsletter.language,
    frame: pageFrame(app),
    redirects,
    routes: [readerPages(app, onAsked), providerWebhooks(app, log)],
    withdrawnPage: (path) => site.gonePage(path),
    readiness: async () => ({ out: site.isThere, store: await isStoreThere(app, log) }),
    ...(metrics && { metrics }),
  });
  return requestListener({
    log,
    site,
    files,
    movedPages: movedPages(newsletter),
    requests,
    app: web,
    clientAddress: clientAddress(listOf(environment.TRUSTED_PROXIES)),
    basePath: new URL(newsletter.base_url).pathname.replace(/\/+$/, ''),
  });
}

/** With the path of base_url before those that are ours. */
function redirectsOf({ newsletter }: App): Readonly<Record<string, string>> {
  const places = Object.entries(newsletter.redirects).map(([path, place]): [string, string] => {
    return [path, place.startsWith('/') ? absoluteUrl(newsletter, place.slice(1)) : place];
  });
  return Object.fromEntries(places);
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
