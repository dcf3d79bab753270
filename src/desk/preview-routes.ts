// The section Issues: the list of all of them.
import { Hono } from 'hono';
import { deskPage } from './desk-page.ts';
import { deskText } from './desk-texts.ts';
import type { DeskEnv, DeskTools } from './desk-tools.ts';

export function previewRoutes(tools: DeskTools): Hono<DeskEnv> {
  const app = new Hono<DeskEnv>();
  app.get('/', (c) => {
    const title = deskText(c.get('texts'), 'navigation', 'issues');
    return deskPage(c, tools, { title, section: 'issues', template: 'issues', values: {}, topics: ['issues'] });
  });
  return app;
}
