// What a finished feed or page says about itself: its own address and the hubs that tell of its changes. Read from the
// bytes that are served and not from the settings, because the header that repeats it must say the same as the body
// even where out/ was built with other settings (WebSub, 4: subscribers believe the first of the two that they find).
import { z } from 'zod';

export interface FeedLinks {
  readonly self?: string;
  readonly hubs: readonly string[];
}

const NO_LINKS: FeedLinks = { hubs: [] };

/** `path` says what kind of document it is: XML and HTML have link elements, JSON Feed has fields. */
export function feedLinks(path: string, text: string): FeedLinks {
  const links = path.endsWith('.json') ? jsonLinks(text) : elementLinks(text);
  return { ...(links.self !== undefined && { self: absolute(links.self) }), hubs: links.hubs.map(absolute) };
}

/** The value of a Link header (RFC 8288); undefined when there is nothing to say. */
export function linkHeader({ self, hubs }: FeedLinks): string | undefined {
  const links = [...hubs.map((hub) => `<${hub}>; rel="hub"`), ...(self === undefined ? [] : [`<${self}>; rel="self"`])];
  return links.length === 0 ? undefined : links.join(', ');
}

/** Entries have links of their own, and a page's text may speak of links. */
const HEAD_END = /<(?:entry|item|body)[\s>]/;
const LINK = /<(?:atom:)?link\s[^>]*>/g;

function elementLinks(text: string): FeedLinks {
  const end = HEAD_END.exec(text)?.index ?? text.length;
  const links = [...text.slice(0, end).matchAll(LINK)].map(([tag]) => ({
    rel: attribute(tag, 'rel'),
    href: attribute(tag, 'href'),
  }));
  const self = links.find(({ rel }) => rel === 'self')?.href;
  const hubs = links.flatMap(({ rel, href }) => (rel === 'hub' && href !== undefined ? [href] : []));
  return { ...(self !== undefined && { self }), hubs };
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return (value?.[1] ?? value?.[2])?.replaceAll('&#38;', '&').replaceAll('&amp;', '&');
}

const JSON_FEED = z.object({
  feed_url: z.string().optional(),
  hubs: z.array(z.object({ type: z.string(), url: z.string() })).default([]),
});

function jsonLinks(text: string): FeedLinks {
  const { data } = JSON_FEED.safeParse(parsed(text));
  if (data === undefined) return NO_LINKS;
  const hubs = data.hubs.flatMap(({ type, url }) => (type === 'WebSub' ? [url] : []));
  return { ...(data.feed_url !== undefined && { self: data.feed_url }), hubs };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** As it may stand in a header: no white space and no bracket, which could end it. */
function absolute(url: string): string {
  return URL.canParse(url) ? new URL(url).href.replaceAll('>', '%3E') : encodeURI(url);
}
