// A feed -> posts: RSS, RDF, Atom and JSON Feed, read by feedsmith. Gives also where the feed goes on: the archive
// before it (RFC 5005) and the next page of a JSON Feed.
import { parseFeed } from 'feedsmith';
import { given, type ForeignPost, type ForeignPosts } from './foreign-post.ts';

export interface FeedPosts extends ForeignPosts {
  readonly title: string;
  /** Its own address, as it says. */
  readonly self?: string;
  /** The document with the posts before these, as it is written there. */
  readonly previous?: string;
}

type Parsed = ReturnType<typeof parseFeed>;
type Of<Format extends Parsed['format']> = Extract<Parsed, { readonly format: Format }>['feed'];
type Link = { readonly href?: string | undefined; readonly rel?: string | undefined };

/** Undefined when the text is no feed. */
export function feedPosts(text: string): FeedPosts | undefined {
  const parsed = read(text);
  if (parsed === undefined) return undefined;
  switch (parsed.format) {
    case 'atom':
      return fromAtom(parsed.feed);
    case 'rss':
      return fromRss(parsed.feed);
    case 'rdf':
      return fromRdf(parsed.feed);
    case 'json':
      return fromJson(parsed.feed);
    default:
      return undefined;
  }
}

function read(text: string): Parsed | undefined {
  try {
    return parseFeed(text.replace(/^\uFEFF/, '').trimStart());
  } catch {
    return undefined;
  }
}

function fromAtom(feed: Of<'atom'>): FeedPosts {
  const posts = (feed.entries ?? []).map((entry, at): ForeignPost => {
    const link = linkOf(entry.links, 'alternate');
    const content = entry.content?.value ?? '';
    const summary = entry.summary?.value ?? '';
    return {
      id: entry.id ?? link ?? String(at + 1),
      title: entry.title?.type === 'html' ? plainText(entry.title.value ?? '') : (entry.title?.value ?? ''),
      html:
        content === ''
          ? asHtml(summary, isPlainType(entry.summary?.type))
          : asHtml(content, isPlainType(entry.content?.type)),
      tags: (entry.categories ?? []).flatMap(({ label, term }) => label ?? term ?? []),
      status: 'published',
      ...given({
        url: link ?? addressIn(entry.id),
        date: written(entry.published ?? entry.updated),
        summary: content === '' ? undefined : plainText(summary),
        language: entry.xml?.lang ?? feed.xml?.lang,
      }),
    };
  });
  return { title: feed.title?.value ?? '', posts, skipped: [], ...placesOf(feed.links) };
}

function fromRss(feed: Of<'rss'>): FeedPosts {
  const posts = (feed.items ?? []).map((item, at): ForeignPost => {
    const encoded = item.content?.encoded ?? '';
    const guid = item.guid?.value;
    return {
      id: guid ?? item.link ?? String(at + 1),
      title: plainText(item.title ?? ''),
      html: encoded === '' ? (item.description ?? '') : encoded,
      tags: (item.categories ?? []).flatMap(({ name }) => name ?? []),
      status: 'published',
      ...given({
        url: item.link ?? addressIn(guid),
        date: written(item.pubDate ?? item.dc?.dates?.[0]),
        summary: encoded === '' ? undefined : plainText(item.description ?? ''),
        language: feed.language,
      }),
    };
  });
  return { title: feed.title ?? '', posts, skipped: [], ...placesOf(feed.atom?.links) };
}

function fromRdf(feed: Of<'rdf'>): FeedPosts {
  const posts = (feed.items ?? []).map((item, at): ForeignPost => {
    const encoded = item.content?.encoded ?? '';
    return {
      id: item.link ?? String(at + 1),
      title: plainText(item.title ?? ''),
      html: encoded === '' ? (item.description ?? '') : encoded,
      tags: item.dc?.subjects ?? [],
      status: 'published',
      ...given({ url: item.link, date: written(item.dc?.dates?.[0]) }),
    };
  });
  return { title: feed.title ?? '', posts, skipped: [], ...placesOf(feed.atom?.links) };
}

function fromJson(feed: Of<'json'>): FeedPosts {
  const posts = (feed.items ?? []).map((item, at): ForeignPost => {
    const picture = item.image;
    return {
      id: item.id ?? String(at + 1),
      title: item.title ?? '',
      html: item.content_html ?? asHtml(item.content_text ?? '', true),
      tags: item.tags ?? [],
      status: 'published',
      ...given({
        url: item.url ?? addressIn(item.id),
        date: written(item.date_published ?? item.date_modified),
        summary: item.summary,
        language: item.language ?? feed.language,
      }),
      ...(picture !== undefined && { picture: { url: picture, alt: '', caption: '' } }),
    };
  });
  return {
    title: feed.title ?? '',
    posts,
    skipped: [],
    ...given({ self: feed.feed_url, previous: feed.next_url }),
  };
}

/** RFC 5005: archives hold what came before; pages (`next`) of a complete feed do too. */
function placesOf(links: readonly Link[] | undefined): Pick<FeedPosts, 'self' | 'previous'> {
  const rel = (name: string): string | undefined => links?.find((link) => link.rel === name)?.href;
  return given({ self: rel('self'), previous: rel('prev-archive') ?? rel('next') });
}

function linkOf(links: readonly Link[] | undefined, rel: string): string | undefined {
  return links?.find((link) => (link.rel ?? 'alternate') === rel)?.href;
}

function isPlainType(type: string | undefined): boolean {
  return type === undefined || type === 'text';
}

/** feedsmith leaves the type of dates to its caller. */
function written(date: unknown): string | undefined {
  return typeof date === 'string' ? date : undefined;
}

function addressIn(id: string | undefined): string | undefined {
  return id !== undefined && /^https?:\/\//.test(id) ? id : undefined;
}

function asHtml(text: string, isPlain: boolean): string {
  if (!isPlain) return text;
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return escaped
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph}</p>`)
    .join('');
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The words of a little HTML, in one line. */
function plainText(html: string): string {
  const words = html.replaceAll(/<[a-z/!][^>]*>/gi, ' ').replaceAll(/&(#?\w+);/g, (whole, name: string) => {
    if (!name.startsWith('#')) return NAMED[name.toLowerCase()] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
  });
  return words.replaceAll(/\s+/g, ' ').trim();
}
