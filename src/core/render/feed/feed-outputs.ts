// Every file under out/ that is a feed: the newsletter's, its archives, the articles', the topics', and the list of
// all. Each says what it depends on, so that a changed issue makes anew only the feeds that it stands in.
import { absoluteUrl, type Newsletter } from '../../newsletter.ts';
import type { Output } from '../output.ts';
import { phrases } from '../phrases.ts';
import type { IssueCard, RenderedIssue } from '../rendered-issue.ts';
import { atomFeed } from './atom-feed.ts';
import { checkedXml } from './checked-xml.ts';
import type { FeedEntry } from './entry.ts';
import {
  FEED_FORMATS,
  feedFile,
  feedHead,
  type FeedDocument,
  type FeedFormat,
  type FeedHead,
} from './feed-document.ts';
import { articlePlan, feedPlan, topicPlan, type EntryRef } from './feed-plan.ts';
import { jsonFeed } from './json-feed.ts';
import { opml } from './opml.ts';
import { rssFeed } from './rss-feed.ts';

/** Counted up when the writers change, because the build keeps what seems to depend on the same as before. */
const WRITERS_VERSION = 1;

const ALL_FORMATS: readonly FeedFormat[] = ['atom', 'rss', 'json'];

interface PlannedFeed {
  readonly head: FeedHead;
  readonly refs: readonly EntryRef[];
  readonly formats: readonly FeedFormat[];
}

/**
 * All feeds as outputs. `cards` are those of all issues, newest first: the caller has left out drafts and issues that
 * are not due, and they appear nowhere; withdrawn ones appear nowhere either, and only keep their place. Rendering
 * throws FEED_MALFORMED, naming file and issue, when a document would not be well-formed.
 */
export function feedOutputs(cards: readonly IssueCard[], newsletter: Newsletter): readonly Output[] {
  const { subscription, archives } = feedPlan(cards);
  const feeds = [
    issueFeed(newsletter, subscription, archives.length),
    articleFeed(newsletter, articlePlan(cards)),
    ...newsletter.topics.map((topic) => topicFeed(newsletter, topic, topicPlan(cards, topic.slug))),
  ];
  const archiveFeeds = archives.map((refs, i) => archiveFeed(newsletter, refs, i + 1, archives.length));
  return [
    ...[...feeds, ...archiveFeeds].flatMap(feedFiles),
    opmlOutput(
      newsletter,
      feeds.map(({ head }) => head),
    ),
  ];
}

function issueFeed(newsletter: Newsletter, refs: readonly EntryRef[], archiveCount: number): PlannedFeed {
  const head = feedHead(newsletter, {
    id: `tag:${newsletter.authority}:feed`,
    path: SUBSCRIPTION_PATH,
    title: newsletter.title,
    pageUrl: absoluteUrl(newsletter, ''),
    ...(archiveCount > 0 && { previousPath: archivePath(archiveCount) }),
  });
  return { head, refs, formats: ALL_FORMATS };
}

const SUBSCRIPTION_PATH = 'feed';

/** Numbered from the oldest, so that a new archive moves none. Four digits sort as text for some 190 years of days. */
function archivePath(number: number): string {
  return `archive/${String(number).padStart(4, '0')}`;
}

/** The same id as the subscription document, because all of them are pieces of one feed (RFC 5005, section 4). */
function archiveFeed(newsletter: Newsletter, refs: readonly EntryRef[], number: number, count: number): PlannedFeed {
  const { hubUrl: _, ...head } = feedHead(newsletter, {
    id: `tag:${newsletter.authority}:feed`,
    path: archivePath(number),
    title: newsletter.title,
    pageUrl: absoluteUrl(newsletter, ''),
    currentPath: SUBSCRIPTION_PATH,
    ...(number > 1 && { previousPath: archivePath(number - 1) }),
    ...(number < count && { nextPath: archivePath(number + 1) }),
  });
  return { head, refs, formats: ALL_FORMATS };
}

function articleFeed(newsletter: Newsletter, refs: readonly EntryRef[]): PlannedFeed {
  const head = feedHead(newsletter, {
    id: `tag:${newsletter.authority}:articles`,
    path: 'articles',
    title: `${newsletter.title} · ${phrases(newsletter.language).articles}`,
    pageUrl: absoluteUrl(newsletter, ''),
  });
  return { head, refs, formats: ['atom'] };
}

function topicFeed(
  newsletter: Newsletter,
  topic: Newsletter['topics'][number],
  refs: readonly EntryRef[],
): PlannedFeed {
  const head = feedHead(newsletter, {
    id: `tag:${newsletter.authority}:topic/${topic.slug}`,
    path: `topics/${topic.slug}/feed`,
    title: `${newsletter.title} · ${topic.label}`,
    pageUrl: absoluteUrl(newsletter, `topics/${topic.slug}/`),
  });
  return { head, refs, formats: ALL_FORMATS };
}

function feedFiles({ head, refs, formats }: PlannedFeed): readonly Output[] {
  return formats.map((format) => {
    const path = feedFile(head.path, format);
    return {
      path,
      slugs: [...new Set(refs.map(({ slug }) => slug))],
      facts: { head, refs, format, mediaType: FEED_FORMATS[format], writers: WRITERS_VERSION },
      render: (issue) => written(path, { ...head, entries: entriesOf(refs, issue) }, format),
    };
  });
}

function entriesOf(refs: readonly EntryRef[], issue: (slug: string) => RenderedIssue): readonly FeedEntry[] {
  return refs.map(({ slug, articleId }) => {
    const rendered = issue(slug);
    const entry = articleId === undefined ? rendered.entry : rendered.articleEntries.find(({ id }) => id === articleId);
    if (entry === undefined)
      throw new Error(`The issue "${slug}" has a card but no entry for its article ${articleId}.`);
    return entry;
  });
}

function written(file: string, document: FeedDocument, format: FeedFormat): string {
  if (format === 'json') return jsonFeed(document);
  const write = format === 'atom' ? atomFeed : rssFeed;
  return checkedXml(file, document.entries, (entries) => write({ ...document, entries }));
}

function opmlOutput(newsletter: Newsletter, heads: readonly FeedHead[]): Output {
  return {
    path: 'feeds.opml',
    slugs: [],
    facts: { heads, writers: WRITERS_VERSION },
    render: () => checkedXml('feeds.opml', [], () => opml(newsletter.title, heads)),
  };
}
