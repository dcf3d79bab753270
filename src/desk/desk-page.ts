// The frame of every page of the desk: masthead, navigation, and what keeps it live. A page names the topics that it
// shows; when one of them changes, the script fetches the page again and puts the new `data-live` parts into the place
// of the old ones, so a page is written once and is live without code of its own.
import type { Newsletter } from '../core/newsletter.ts';
import { liquidEngine } from '../core/render/liquid.ts';
import { readerDate } from '../core/render/page/reader-date.ts';
import { dayOf } from '../core/issue/zoned-time.ts';
import type { DeskContext, DeskTools } from './desk-tools.ts';
import type { EventTopic } from './event-stream.ts';
import { formToken } from './form-token.ts';

/** The sections in the order of the navigation: name of the text (`navigation.<name>`) and address. One line a section. */
const SECTIONS = [
  { name: 'issues', href: '/' },
  { name: 'sending', href: '/sending' },
  { name: 'calendar', href: '/calendar' },
  { name: 'readers', href: '/readers' },
] as const;

export type DeskSection = (typeof SECTIONS)[number]['name'];

export interface DeskPage {
  /** Plain text. */
  readonly title: string;
  /** Without one the page has no navigation, because who sees it may go nowhere. */
  readonly section?: DeskSection;
  /** `desk/<template>.liquid`; it sees `texts`, `language`, `newsletter`, `form_token`, `title` and the values. */
  readonly template: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** What it shows; the page is fetched again when one of them changes. */
  readonly topics?: readonly EventTopic[];
  /** `desk/<script>.js`, beside the one that every page has. */
  readonly script?: string;
  readonly status?: number;
}

export function deskPage(c: DeskContext, tools: DeskTools, page: DeskPage): Response {
  const newsletter = tools.newsletter();
  const [language, texts] = [c.get('language'), c.get('texts')];
  const engine = liquidEngine(tools.templates);
  const shared = { texts, language, newsletter: newsletterFacts(newsletter), form_token: formToken(tools.access) };
  const content = engine.render(`desk/${page.template}.liquid`, { ...shared, title: page.title, ...page.values });
  const html = engine.render('desk/base.liquid', {
    ...shared,
    page: { title: page.title, script: page.script, topics: (page.topics ?? []).map(encodeURIComponent).join(' ') },
    sections: page.section ? SECTIONS.map((one) => ({ ...one, is_current: one.name === page.section })) : [],
    today: readerDate(dayOf(tools.now().getTime(), newsletter.schedule.time_zone), language, 'full'),
    version: tools.events.version,
    content,
  });
  // A number that callers give; hono lists those that may have a body.
  return c.html(html, (page.status ?? 200) as 200);
}

function newsletterFacts({ title, language }: Newsletter): Readonly<Record<string, string>> {
  return { title, language };
}
