// The pages of the readers' routes: sentences and buttons in the newsletter's own frame, in the reader's language. What
// a page says comes from messages/, how it looks from web-templates/reader/; here the two meet.
import { filledText, type ReaderTexts } from '../../core/audience/reader-texts.ts';
import type { Newsletter } from '../../core/newsletter.ts';
import { liquidEngine, type Templates } from '../../core/render/liquid.ts';
import { framedPage } from '../../core/render/page/page-frame.ts';
import { pageResponse } from '../page-response.ts';

export interface ReaderPageTools {
  readonly newsletter: Newsletter;
  /** Of `web-templates/`. */
  readonly templates: Templates;
  readonly textsOf: (language: string) => ReaderTexts;
}

/** One form that is one button. */
export interface PageButton {
  readonly label: string;
  /** Where it posts to, from the root of the site. */
  readonly action: string;
  readonly hidden?: Readonly<Record<string, string>>;
  /** The sentence that pressing it agrees to. */
  readonly consent?: string;
  readonly lead?: string;
  /** Not what most people came for. */
  readonly is_quiet?: boolean;
}

export interface NotePage {
  readonly title: string;
  readonly lead: string;
  readonly hint?: string;
  readonly button?: PageButton;
  readonly link?: { readonly label: string; readonly href: string };
}

/** A page that says one thing, with one button or link at most. */
export function notePage(tools: ReaderPageTools, language: string, note: NotePage, status = 200): Response {
  return readerPage(tools, { language, title: note.title, template: 'note', values: { note }, status });
}

/** A page by one of the templates, which sees `texts`, `newsletter` and the values. */
export function readerPage(
  tools: ReaderPageTools,
  page: {
    readonly language: string;
    readonly title: string;
    readonly template: 'note' | 'subscribe' | 'preferences';
    readonly values: Readonly<Record<string, unknown>>;
    readonly status?: number;
  },
): Response {
  const { newsletter, templates, textsOf } = tools;
  const { language, title } = page;
  const content = liquidEngine(templates).render(`reader/${page.template}.liquid`, {
    root: rootPath(newsletter),
    texts: textsOf(language),
    title,
    ...page.values,
  });
  const frame = { path: '', language, title, description: title, dateline: {}, content, isAnswer: true };
  return pageResponse(framedPage(frame, newsletter, templates), page.status ?? 200);
}

/** The path of the site with a slash at its end: it need not stand at the root of its host. */
function rootPath(newsletter: Newsletter): string {
  return new URL(`${newsletter.base_url.replace(/\/+$/, '')}/`).pathname;
}

/** The text with title, author and description of the newsletter filled in, and what else is given. */
export function said(
  text: string,
  { title, author, description }: Newsletter,
  values: Readonly<Record<string, string>> = {},
): string {
  return filledText(text, { title, author, description, ...values });
}
