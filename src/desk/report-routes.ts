// The report of a mailing as a page of the desk, made to be printed.
import { Hono } from 'hono';
import { deskPage } from './desk-page.ts';
import { deskText } from './desk-texts.ts';
import type { DeskEnv, DeskTools } from './desk-tools.ts';
import { reportView } from './report-view.ts';

export function reportRoutes(tools: DeskTools): Hono<DeskEnv> {
  const app = new Hono<DeskEnv>();
  app.get('/sending/:id{[0-9]+}/report', async (c) => {
    const id = Number(c.req.param('id'));
    const report = await tools.sending.report(id);
    if (report === undefined) return c.notFound();
    const { titles } = await tools.sending.calendar(report.startedAt.slice(0, '2026-01'.length));
    const [texts, language] = [c.get('texts'), c.get('language')];
    const words = { texts, language, newsletter: tools.newsletter(), title: titles.get(report.slug) };
    const values = { report: reportView(report, words), back: `/sending/${id}` };
    const title = deskText(texts, 'report', 'title');
    return deskPage(c, tools, { title, section: 'sending', template: 'report-page', values });
  });
  return app;
}
