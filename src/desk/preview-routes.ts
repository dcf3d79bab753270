// The section Issues: the list of all of them, and for each its previews. The pages around a preview and the document
// inside of its frame are two answers, because the frame has a policy of its own: styles and pictures, and no script.
import { extname } from 'node:path';
import { Hono } from 'hono';
import { problemExplainedAt } from '../core/explained-at.ts';
import { levelOf } from '../core/issue/problem.ts';
import { readerDate } from '../core/render/page/reader-date.ts';
import { deskPage } from './desk-page.ts';
import { deskText, type DeskTexts } from './desk-texts.ts';
import type { DeskContext, DeskEnv, DeskTools } from './desk-tools.ts';
import { inboxLines } from './inbox-lines.ts';
import { findingCounts, issueGroups, issueHref } from './issue-lines.ts';
import { frameDocument, isFrameView } from './preview-frames.ts';
import type { PreviewIssue, PreviewShown } from './preview-tools.ts';
import { settingChoices, settingsQuery, viewNamed, viewSettings, VIEWS, type View } from './preview-views.ts';
import { sizeTable } from './size-rows.ts';

export function previewRoutes(tools: DeskTools): Hono<DeskEnv> {
  const app = new Hono<DeskEnv>();
  app.get('/', (c) => listPage(c, tools));
  app.get('/issues/:file', (c) => c.redirect(`${issueHref(c.req.param('file'))}/page`, 303));
  app.get('/issues/:file/:view', (c) => {
    const [issue, view] = [tools.preview.issue(`issues/${c.req.param('file')}`), viewNamed(c.req.param('view'))];
    return issue && view ? issuePage(c, tools, { issue, view }) : c.notFound();
  });
  app.get('/frames/:file/:view', (c) => {
    const shown = tools.preview.issue(`issues/${c.req.param('file')}`)?.shown;
    const view = viewNamed(c.req.param('view'));
    return shown && view && isFrameView(view) ? frame(c, tools, { shown, view }) : c.notFound();
  });
  app.get('/files/:path{.+}', (c) => {
    const path = c.req.param('path');
    const [bytes, type] = [tools.preview.staticFile(path), PICTURE_TYPES[extname(path).toLowerCase()]];
    return bytes && type ? c.body(new Uint8Array(bytes), 200, { 'Content-Type': type }) : c.notFound();
  });
  return app;
}

const PICTURE_TYPES: Readonly<Record<string, string>> = {
  '.avif': 'image/avif',
  '.gif': 'image/gif',
  '.ico': 'image/x-icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
};

function listPage(c: DeskContext, tools: DeskTools): Response {
  const [texts, language] = [c.get('texts'), c.get('language')];
  return deskPage(c, tools, {
    title: deskText(texts, 'navigation', 'issues'),
    section: 'issues',
    template: 'issues',
    values: {
      groups: issueGroups(tools.preview.lines(), texts, language),
      failure: tools.preview.failure(),
    },
    topics: ['issues', 'newsletter'],
  });
}

interface Looked {
  readonly issue: PreviewIssue;
  readonly view: View;
}

function issuePage(c: DeskContext, tools: DeskTools, { issue, view }: Looked): Response {
  const texts = c.get('texts');
  const { path, shown, problems } = issue;
  const settings = viewSettings((name) => c.req.query(name));
  const [href, query] = [issueHref(path), settingsQuery(settings)];
  const title = shown?.rendered.card.title ?? path;
  const values = {
    issue: issueFacts(c, issue, title),
    failure: tools.preview.failure(),
    errors: problems.filter((one) => levelOf(one) === 'error').map(findingFacts),
    others: problems.filter((one) => levelOf(one) !== 'error').map(findingFacts),
    counts: findingCounts(problems, texts),
    view,
    settings,
    views: VIEWS.map((name, i) => ({ name, key: i + 1, href: `${href}/${name}${query}`, is_current: name === view })),
    choices: settingChoices(view, settings),
    frame: shown && isFrameView(view) ? `/frames${href.slice('/issues'.length)}/${view}${query}` : '',
    ...(shown && (view === 'inbox' ? inboxValues(shown) : {})),
    ...(shown && (view === 'size' ? sizeValues(shown, texts) : {})),
    sender: tools.newsletter().sender.name,
  };
  const topics = [`issue:${path}`, 'newsletter'];
  return deskPage(c, tools, { title, section: 'issues', template: 'issue', script: 'preview', values, topics });
}

function issueFacts(c: DeskContext, { path, shown, status }: PreviewIssue, title: string): Record<string, unknown> {
  const [texts, language] = [c.get('texts'), c.get('language')];
  const card = shown?.rendered.card;
  return {
    path,
    title,
    language: card?.language ?? language,
    status: deskText(texts, 'status', status ?? 'broken'),
    is_broken: status === undefined,
    has_shown: shown !== undefined,
    is_current: shown?.isCurrent ?? false,
    date: card ? readerDate(card.date.day, language, 'full') : '',
    number: shown?.status === 'published' ? deskText(texts, 'issue', 'number', { number: shown.place.number }) : '',
  };
}

function findingFacts(problem: PreviewIssue['problems'][number]): Record<string, unknown> {
  const { code, path, line, column, message } = problem;
  return {
    code,
    message,
    page: problemExplainedAt(code),
    level: levelOf(problem),
    place: [path, line, column].filter((part) => part !== undefined).join(':'),
  };
}

function inboxValues({ rendered: { letter } }: PreviewShown): Record<string, unknown> {
  const { subject, preheader, language } = letter;
  return { inboxes: inboxLines(subject, preheader), subject, preheader, letter_language: language };
}

function sizeValues({ sizes, rendered }: PreviewShown, texts: DeskTexts): Record<string, unknown> {
  const found = sizes();
  return { sizes: found && sizeTable(found, texts), letter_language: rendered.letter.language };
}

/** Pictures come from the web and from this desk, as they will in a reader's program, unless they are held back. */
function frame(
  c: DeskContext,
  tools: DeskTools,
  { shown, view }: { shown: PreviewShown; view: View },
): Response | Promise<Response> {
  if (!isFrameView(view)) return c.notFound();
  const settings = viewSettings((name) => c.req.query(name));
  const document = frameDocument(view, shown, settings, {
    newsletter: tools.newsletter(),
    webTemplates: tools.preview.templates(),
    templates: tools.templates,
  });
  const pictures = settings.images === 'blocked' ? "'none'" : "'self' https: http: data:";
  c.header(
    'Content-Security-Policy',
    `default-src 'none'; style-src 'unsafe-inline'; img-src ${pictures}; form-action 'none'; base-uri 'none'; ` +
      "frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox",
  );
  return c.html(document);
}
