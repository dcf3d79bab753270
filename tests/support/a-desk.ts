// The desk as an app without a socket, with our own templates and texts, and a browser's words to it.
import type { Hono } from 'hono';
import { onTestFinished } from 'vitest';
import { deskApp } from '../../src/desk/desk-app.ts';
import type { DeskEnv, DeskTools } from '../../src/desk/desk-tools.ts';
import { EventStream } from '../../src/desk/event-stream.ts';
import { readDeskScripts, readDeskTexts } from '../../src/desk/read-desk-texts.ts';
import { readWebTemplates } from '../../src/publish/sources.ts';
import { aNewsletter } from './newsletter.ts';
import { REPOSITORY_ROOT } from './repository.ts';
import { someSending } from './some-sending.ts';

export const DESK_ORIGIN = 'http://127.0.0.1:4321';
export const DESK_ACCESS = { token: 'the-token-in-the-link', session: 'the-session-in-the-cookie' };
const COOKIE = `masthead_desk_4321=${DESK_ACCESS.session}`;

export interface Desk {
  readonly app: Hono<DeskEnv>;
  readonly tools: DeskTools;
  /** Asks as the editor's browser does; headers of the caller win, and an empty one is left out. */
  readonly ask: (
    path: string,
    init?: Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> },
  ) => Promise<Response>;
}

export function aDesk(changes: Partial<DeskTools> = {}): Desk {
  const newsletter = aNewsletter();
  const events = new EventStream('run');
  onTestFinished(() => events[Symbol.dispose]());
  const tools: DeskTools = {
    newsletter: () => newsletter,
    now: () => new Date('2026-01-06T00:00:00Z'),
    templates: readWebTemplates(REPOSITORY_ROOT),
    scripts: readDeskScripts(REPOSITORY_ROOT),
    texts: readDeskTexts(REPOSITORY_ROOT),
    access: DESK_ACCESS,
    events,
    sending: someSending(),
    preview: {
      lines: () => [],
      issue: () => undefined,
      templates: () => ({}),
      staticFile: () => undefined,
      failure: () => undefined,
    },
    onFailure: (error) => {
      throw error;
    },
    ...changes,
  };
  const app = deskApp(tools);
  const ask: Desk['ask'] = async (path, init = {}) => {
    const given = { Host: '127.0.0.1:4321', Cookie: COOKIE, ...init.headers };
    const headers = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
    return app.request(DESK_ORIGIN + path, { ...init, headers });
  };
  return { app, tools, ask };
}
