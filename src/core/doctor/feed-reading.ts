// A feed as a strict reader takes it: well-formed or not, and the address by which it names itself.
import { SaxesParser } from 'saxes';

export type FeedReading = { readonly self: string | undefined } | { readonly fault: string };

/** `path` ends in `.json` for a JSON Feed; everything else is XML. */
export function feedReading(path: string, text: string): FeedReading {
  return path.endsWith('.json') ? jsonReading(text) : xmlReading(text);
}

function jsonReading(text: string): FeedReading {
  try {
    const feed: unknown = JSON.parse(text);
    const isObject = typeof feed === 'object' && feed !== null;
    const self = isObject && 'feed_url' in feed ? feed.feed_url : undefined;
    return { self: typeof self === 'string' ? self : undefined };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

function xmlReading(text: string): FeedReading {
  const parser = new SaxesParser({ xmlns: false });
  let self: string | undefined;
  let depth = 0;
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1;
    // Those of the feed and not of its entries: below `feed` in Atom, below `rss` and `channel` in RSS.
    const isOfFeed = depth <= 3 && /^(?:atom:)?link$/.test(name);
    if (isOfFeed && attributes['rel'] === 'self') self ??= attributes['href'];
  });
  parser.on('closetag', () => {
    depth -= 1;
  });
  try {
    parser.write(text).close();
    return { self };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}
