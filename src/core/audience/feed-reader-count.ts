// How many readers a feed service says it fetches for: services that fetch once for many write it into their User-Agent
// ("Feedly/1.0 (+http://www.feedly.com/fetcher.html; 42 subscribers)"). It is their word, and anybody may write it, so
// it is shown by service and never mixed with subscribers of ours. Nothing else of the request is looked at.

export interface FeedReaderClaim {
  /** The service's name for itself, without its version. */
  readonly client: string;
  readonly subscribers: number;
}

const COUNT = /(?<![\w.])(\d{1,9})\s+(?:subscribers?|readers?|users?)\b/i;
/** No newsletter in a folder of Markdown has more, and a number without bound would spoil every sum. */
const MAX_SUBSCRIBERS = 10_000_000;
const MAX_NAME_CHARS = 40;
/** Longer ones are nobody's. */
const MAX_AGENT_CHARS = 500;

/** Undefined when the User-Agent makes no such claim. */
export function feedReaderClaim(userAgent: string): FeedReaderClaim | undefined {
  if (userAgent.length > MAX_AGENT_CHARS) return undefined;
  const count = COUNT.exec(userAgent)?.[1];
  if (count === undefined) return undefined;
  const client = clientName(userAgent);
  const subscribers = Number(count);
  return client === '' || subscribers > MAX_SUBSCRIBERS ? undefined : { client, subscribers };
}

/** Behind "Mozilla/5.0 (compatible;" where somebody pretends to be a browser, else what the text begins with. */
function clientName(userAgent: string): string {
  const own = /^Mozilla\/[\d.]+ \(compatible;\s*(.*)/i.exec(userAgent)?.[1] ?? userAgent;
  // A count alone is nobody's.
  if (COUNT.exec(own)?.index === 0) return '';
  const name = /^[^/(;,]*?(?=\s+-\s|\s+feed-id|\s+\d|[/(;,]|$)/i.exec(own)?.[0] ?? '';
  return name
    .replace(/[^\p{L}\p{N}. _-]/gu, '')
    .trim()
    .slice(0, MAX_NAME_CHARS);
}
