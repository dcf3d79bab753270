// The frame that every page shares: head with its metadata, masthead, foot. What stands inside comes as finished
// HTML. Links between pages are relative, so that out/ reads the same under any address and from a disk; what
// machines carry away (canonical, feeds, Open Graph) is absolute.
import { absoluteUrl, type Newsletter } from '../../newsletter.ts';
import { liquidEngine, type Templates } from '../liquid.ts';
import { phrases } from '../phrases.ts';

/**
 * The policy of every page, as far as a `<meta>` can carry it (frame-ancestors cannot; the server's header adds it).
 * Nothing runs, nothing is framed, styles are ours alone; images may come from anywhere over https (standards E4.05).
 */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; img-src https: 'self'; form-action 'self'; base-uri 'none'";

/** The three feeds in the one order in which every page names them: readers take the first (standards A7.01). */
const FEED_FORMATS = [
  { extension: 'atom', type: 'application/atom+xml', name: 'Atom' },
  { extension: 'rss', type: 'application/rss+xml', name: 'RSS' },
  { extension: 'json', type: 'application/feed+json', name: 'JSON Feed' },
] as const;

export interface Page {
  /** Relative to `out/`; a page in a folder is `<folder>/index.html`. */
  readonly path: string;
  readonly language: string;
  /** Plain text; without one the page is the front page and has the newsletter's title. */
  readonly title?: string;
  readonly description: string;
  /** Between the rules below the masthead, both optional. */
  readonly dateline: { readonly start?: string; readonly day?: string; readonly dayText?: string };
  /** HTML. */
  readonly content: string;
  readonly article?: {
    readonly published: string;
    readonly updated: string;
    readonly topics: readonly string[];
    readonly previous?: string;
    readonly next?: string;
  };
  /** schema.org facts; none on pages that nobody should find by searching. */
  readonly jsonLd?: Readonly<Record<string, unknown>>;
  /** Absolute. */
  readonly image?: string;
  /** True for an answer of the server, which has no address of its own: its links are absolute, and none finds it. */
  readonly isAnswer?: boolean;
  /** True for what stands in place of a withdrawn page: nobody should find it by searching. */
  readonly isGone?: boolean;
  /** Feeds of its own, before the newsletter's: the folder that they stand in and whose they are. */
  readonly feeds?: { readonly folder: string; readonly title: string };
}

/** The whole document, by `base.liquid`; docs/templates.md lists its values. */
export function framedPage(page: Page, newsletter: Newsletter, templates: Templates): string {
  const isPlaceless = page.isAnswer === true || page.path === '404.html';
  const root = isPlaceless ? basePath(newsletter) : '../'.repeat(page.path.split('/').length - 1);
  const isFront = page.title === undefined;
  return liquidEngine(templates).render('base.liquid', {
    root,
    csp: CONTENT_SECURITY_POLICY,
    phrases: phrases(page.language),
    newsletter: newsletterFacts(newsletter),
    colours: newsletter.theme,
    page: {
      language: page.language,
      is_front: isFront,
      is_found: !isPlaceless && page.isGone !== true,
      title: page.title ?? newsletter.title,
      document_title: isFront ? newsletter.title : `${page.title} – ${newsletter.title}`,
      description: page.description,
      canonical: pageUrl(newsletter, page.path),
      image: page.image,
      json_ld: page.jsonLd && scriptSafe(page.jsonLd),
      article: page.article,
      dateline: page.dateline,
    },
    feeds: feedLinks(page, newsletter),
    content: page.content,
  });
}

/** Absolute address of a page by its path under `out/`; folders end in `/`. */
export function pageUrl(newsletter: Pick<Newsletter, 'base_url'>, path: string): string {
  const address = path.replace(/(^|\/)index\.html$/, '$1');
  return absoluteUrl(newsletter, address.split('/').map(encodeURIComponent).join('/'));
}

/** A page that is served at any depth cannot link relatively: the path of `base_url`, with a slash at its end. */
function basePath(newsletter: Newsletter): string {
  return new URL(absoluteUrl(newsletter, '')).pathname;
}

function newsletterFacts(newsletter: Newsletter): Record<string, unknown> {
  const { title, description, language, author, hub, texts, theme, readers } = newsletter;
  return {
    title,
    description,
    language,
    author,
    hub,
    footer: texts.footer,
    logo: theme.logo,
    logo_is_ours: !isAbsolute(theme.logo),
    has_form: readers.form,
  };
}

function isAbsolute(address = ''): boolean {
  return /^https?:\/\//.test(address);
}

function feedLinks(page: Page, newsletter: Newsletter): readonly Record<string, string>[] {
  const own = page.feeds ? feedsIn(`${page.feeds.folder}/`, page.feeds.title, newsletter) : [];
  return [...own, ...feedsIn('', newsletter.title, newsletter)];
}

/** The three feeds of a folder of `out/`, as pages link to them. */
export function feedsIn(folder: string, title: string, newsletter: Newsletter): readonly Record<string, string>[] {
  return FEED_FORMATS.map(({ extension, type, name }) => {
    const path = `${folder}feed.${extension}`;
    return { type, name, title: `${title} (${name})`, path, url: absoluteUrl(newsletter, path) };
  });
}

/** JSON that can stand in a script element: no `<` can end it or open a comment. */
function scriptSafe(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
}
