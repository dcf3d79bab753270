// One feed document before it takes a format: what all three writers get, so that they cannot disagree. Texts are as
// people wrote them; each writer encodes them in its own way. Nothing here or in the writers reads a clock.
import { absoluteUrl, type Newsletter } from '../../newsletter.ts';
import type { FeedEntry } from './entry.ts';

/** Format -> the media type that it is served and linked with. */
export const FEED_FORMATS = {
  atom: 'application/atom+xml',
  rss: 'application/rss+xml',
  json: 'application/feed+json',
} as const;

export type FeedFormat = keyof typeof FEED_FORMATS;

/** What a feed says of itself. Plain data: it is also what the build compares to see whether a feed has changed. */
export interface FeedHead {
  /** `tag:` URI of the feed, the same for all formats, and for an archive that of the feed it belongs to. */
  readonly id: string;
  /** Relative to `out/`, without the ending: `feed`, `topics/research/feed`, `archive/0001`. */
  readonly path: string;
  readonly title: string;
  readonly description: string;
  /** BCP 47. */
  readonly language: string;
  readonly author: string;
  /** Absolute address of the newsletter. */
  readonly homeUrl: string;
  /** Absolute address of the page that shows the same. */
  readonly pageUrl: string;
  /** Absolute address of the square sign that the pages have too. */
  readonly iconUrl: string;
  /** Absolute address of the newsletter's logo, if it has one. */
  readonly logoUrl?: string;
  /** WebSub. Archives have none: they do not change. */
  readonly hubUrl?: string;
  /** Slug -> label, for the categories of the entries. */
  readonly topicLabels: Readonly<Record<string, string>>;
  /** The archive before this document (RFC 5005, section 4), as a `path`. */
  readonly previousPath?: string;
  readonly nextPath?: string;
  /** Set for an archive alone: the path of the subscription document. */
  readonly currentPath?: string;
  /** RFC 3339; `updated` of a feed without any entry. */
  readonly startedAt: string;
  readonly baseUrl: string;
}

export interface FeedDocument extends FeedHead {
  readonly entries: readonly FeedEntry[];
}

/**
 * Who made the feeds. The number changes with the shape of the feeds, not with each release: archives keep their bytes.
 */
export const GENERATOR = { name: 'masthead', uri: 'https://masthead.example/', version: '1' } as const;

/** Where a feed is relative to `out/`. */
export function feedFile(path: string, format: FeedFormat): string {
  return `${path}.${format}`;
}

/** The address that the feed is fetched from, which is also what it says of itself (`rel=self`, `feed_url`). */
export function feedUrl(head: Pick<FeedHead, 'baseUrl'>, path: string, format: FeedFormat): string {
  return absoluteUrl({ base_url: head.baseUrl }, feedFile(path, format));
}

/**
 * The most recent significant change (RFC 4287, 4.2.15): never the time of the build, so that a build can be repeated.
 */
export function updatedOf(document: FeedDocument): string {
  return document.entries.reduce(
    (latest, { updated }) => (Date.parse(updated) > Date.parse(latest) ? updated : latest),
    document.startedAt,
  );
}

/** Slug and label of each topic of the entry; a slug that the newsletter does not know is its own label. */
export function categoriesOf(
  document: FeedDocument,
  entry: FeedEntry,
): readonly { readonly slug: string; readonly label: string }[] {
  return entry.topics.map((slug) => ({ slug, label: document.topicLabels[slug] ?? slug }));
}

/** What every feed of the newsletter says alike. */
export function feedHead(
  newsletter: Newsletter,
  own: Pick<FeedHead, 'id' | 'path' | 'title' | 'pageUrl'> & Partial<FeedHead>,
): FeedHead {
  const { logo } = newsletter.theme;
  return {
    description: newsletter.description,
    language: newsletter.language,
    author: newsletter.author,
    homeUrl: absoluteUrl(newsletter, ''),
    iconUrl: absoluteUrl(newsletter, 'assets/icon.svg'),
    ...(logo !== undefined && { logoUrl: new URL(logo, absoluteUrl(newsletter, 'assets/')).href }),
    ...(newsletter.hub !== undefined && { hubUrl: newsletter.hub }),
    topicLabels: Object.fromEntries(newsletter.topics.map(({ slug, label }) => [slug, label])),
    startedAt: authorityStart(newsletter.authority),
    baseUrl: newsletter.base_url,
    ...own,
  };
}

/** The day from which the authority's name was the owner's (RFC 4151): no issue can be older, and it never changes. */
function authorityStart(authority: string): string {
  const [year = '1970', month = '01', day = '01'] = (authority.split(',')[1] ?? '').split('-');
  return `${year}-${month}-${day}T00:00:00Z`;
}
