// masthead desk: the editor's page, served to this machine alone until it is told to stop. It joins what the desk shows
// with where it comes from; it writes no file of the newsletter and mails nothing by itself.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { deskApp } from '../desk/desk-app.ts';
import { EventStream } from '../desk/event-stream.ts';
import { readDeskScripts, readDeskTexts } from '../desk/read-desk-texts.ts';
import { ENGINE_ROOT, readWebTemplates } from '../publish/sources.ts';
import { listening } from '../server/listening.ts';
import { openLog } from '../system/log.ts';
import { openBrowser } from '../system/open-browser.ts';
import { DeskSending } from './desk-sending.ts';
import { DeskPreview } from './desk-preview.ts';
import { WatchedApp } from './watched-app.ts';

export interface DeskInput {
  readonly root: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly signal: AbortSignal;
  /** Whether the editor's browser is opened. */
  readonly opensBrowser: boolean;
  /** Called when the desk can be used, with the link that lets its reader in. */
  readonly onReady: (link: string) => void;
  /** Called while the issues are read, before it is ready. */
  readonly onProgress: (done: number, total: number) => void;
  /** Hears what the editor should know, one sentence each. */
  readonly onNotice: (sentence: string) => void;
}

/** Loopback alone: the desk is for who sits here. */
const HOST = '127.0.0.1';
const SECRET_BYTES = 32;

/** Serves until the signal aborts. Throws PORT_UNUSABLE and what openApp throws. */
export async function runDesk(input: DeskInput): Promise<void> {
  const { root, port, signal, onNotice } = input;
  await using opened = new AsyncDisposableStack();
  const watched = opened.use(new WatchedApp(root, openLog('fatal')));
  const access = { token: secret(), session: secret() };
  const events = new EventStream(randomBytes(6).toString('base64url'));
  const onFailure = (error: unknown): void =>
    onNotice(`The desk could not answer: ${error instanceof Error ? error.stack : String(error)}`);
  watched.watch(() => {});
  const preview = opened.use(await DeskPreview.open(watched, events, { onFailure, onProgress: input.onProgress }));
  const sending = opened.use(new DeskSending(() => watched.app, events));
  const desk = deskApp({
    newsletter: () => watched.app.newsletter,
    now: () => watched.app.clock.now(),
    // Not the newsletter's own copies: the desk belongs to the program and changes with it.
    templates: readWebTemplates(ENGINE_ROOT),
    scripts: readDeskScripts(ENGINE_ROOT),
    texts: readDeskTexts(ENGINE_ROOT),
    access,
    events,
    sending: sending.tools(),
    preview: preview.tools(),
    onFailure,
  });
  const listener = getRequestListener(desk.fetch, { overrideGlobalObjects: false, hostname: HOST });
  const cure = 'Name another port with --port, or none, and a free one is taken.';
  const socket = opened.use(
    await listening({ host: HOST, port, cure }, (request, response) => void listener(request, response)),
  );
  // The streams end before the socket, which would wait for them.
  opened.use(events);
  const link = `${socket.url}?token=${access.token}`;
  if (input.opensBrowser) openLink(link, opened, onNotice);
  input.onReady(link);
  await ended(signal);
}

/** By way of a file that nobody else can read: what is handed to a program can be seen in the list of processes. */
function openLink(link: string, opened: AsyncDisposableStack, onNotice: DeskInput['onNotice']): void {
  const folder = mkdtempSync(join(tmpdir(), 'masthead-desk-'));
  opened.defer(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'desk.html');
  writeFileSync(file, `<!doctype html><meta http-equiv="refresh" content="0;url=${link}">\n`, { mode: 0o600 });
  openBrowser(file, () => onNotice('No browser could be opened: follow the link.'));
}

function secret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
