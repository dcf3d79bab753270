// The desk as a whole: the guard before everything, the files of its pages, the events, and the routes of its sections.
// Each section is an app of its own (preview-routes.ts and its like) and gets what it needs from DeskTools.
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { iconSvg } from '../core/render/page/icon-svg.ts';
import { stylesheet } from '../core/render/page/stylesheet.ts';
import { calendarRoutes } from './calendar-routes.ts';
import { deskGuard } from './desk-guard.ts';
import { deskPage } from './desk-page.ts';
import { deskText } from './desk-texts.ts';
import type { DeskContext, DeskEnv, DeskTools } from './desk-tools.ts';
import { previewRoutes } from './preview-routes.ts';
import { readersRoutes } from './readers-routes.ts';
import { reportRoutes } from './report-routes.ts';
import { sendingRoutes } from './sending-routes.ts';
import { testMessageRoutes } from './test-message-routes.ts';

export function deskApp(tools: DeskTools): Hono<DeskEnv> {
  const app = new Hono<DeskEnv>();
  app.use(deskGuard(tools));
  app.get('/assets/desk.css', (c) => c.body(deskStyles(tools), 200, { 'Content-Type': 'text/css; charset=utf-8' }));
  app.get('/assets/:name{[a-z-]+[.]js}', (c) => {
    const script = tools.scripts[c.req.param('name')];
    return script === undefined
      ? c.notFound()
      : c.body(script, 200, { 'Content-Type': 'text/javascript; charset=utf-8' });
  });
  app.get('/assets/icon.svg', (c) => c.body(iconSvg(tools.newsletter()), 200, { 'Content-Type': 'image/svg+xml' }));
  app.get('/events', () => tools.events.response());
  app.route('/', previewRoutes(tools));
  app.route('/', testMessageRoutes(tools));
  app.route('/', reportRoutes(tools));
  app.route('/', sendingRoutes(tools));
  app.route('/', calendarRoutes(tools));
  app.route('/', readersRoutes(tools));
  app.notFound((c) => note(c, tools, 404));
  app.onError((error, c) => {
    if (error instanceof HTTPException && error.status < 500) return note(c, tools, error.status);
    tools.onFailure(error);
    return note(c, tools, 500);
  });
  return app;
}

/** In the newsletter's own colours: every file of `desk/` that is a style sheet, in the order of their names. */
function deskStyles({ newsletter, templates }: DeskTools): string {
  const names = Object.keys(templates).filter((name) => /^desk\/[^/]+\.css$/.test(name));
  const rules = names.toSorted().map((name) => templates[name]);
  return stylesheet(newsletter(), { 'style.css': rules.join('\n') });
}

function note(c: DeskContext, tools: DeskTools, status: number): Response {
  const texts = c.get('texts');
  const kind = status === 404 ? 'notFound' : status < 500 ? 'badRequest' : 'failed';
  const values = { lead: deskText(texts, 'notes', `${kind}Lead`) };
  return deskPage(c, tools, {
    title: deskText(texts, 'notes', kind),
    section: 'issues',
    template: 'note',
    values,
    status,
  });
}
