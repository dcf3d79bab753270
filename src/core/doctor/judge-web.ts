// What the site answered: the front page, the link that unsubscribes with one click, the feeds.
import { feedReading } from './feed-reading.ts';
import { failed, notChecked, ok, warning, type Finding } from './finding.ts';

/** An answer, or why there was none. */
export type WebAnswer =
  | {
      readonly status: number;
      readonly location?: string;
      readonly contentType?: string;
      readonly etag?: string;
      readonly lastModified?: string;
      readonly body: string;
    }
  | { readonly failure: string };

export function judgeSite(url: string, answer: WebAnswer): Finding {
  if ('failure' in answer) {
    const fix = 'See that "masthead start", or what serves out/, runs, and that the name leads to it.';
    return failed('site', `${url} does not answer: ${answer.failure}.`, fix);
  }
  const { status, location, contentType = '' } = answer;
  if (location !== undefined) {
    const sentence = `${url} leads on to ${location}, so every link of a letter and every feed takes a detour.`;
    return warning('site', sentence, 'Write the address at its end into base_url.');
  }
  if (status !== 200) return failed('site', `${url} answers with status ${status}.`, 'See what serves the site.');
  if (!contentType.startsWith('text/html')) {
    return warning('site', `${url} answers with ${contentType || 'no content type'}.`, 'See what serves the site.');
  }
  return ok('site', `${url} answers.`);
}

export interface OneClickFacts {
  /** Without its token. */
  readonly place: string;
  readonly isHttps: boolean;
  /** A name or an address that only this machine knows. */
  readonly isLocal: boolean;
  readonly page: WebAnswer;
  readonly head: WebAnswer;
}

/** RFC 8058: https, no redirect, and a link that this newsletter has signed is known to it. */
export function judgeOneClick({ place, isHttps, isLocal, page, head }: OneClickFacts): Finding {
  if ('failure' in page) {
    const fix = 'Have "masthead start" run, and the proxy in front of it pass the address on.';
    return failed('one-click', `${place} does not answer: ${page.failure}. Nobody could unsubscribe.`, fix);
  }
  const { status, location } = page;
  if (location !== undefined) {
    const sentence = `${place} leads on to ${location}, which mail programs do not follow (RFC 8058).`;
    return failed('one-click', sentence, 'Write the address at its end into base_url, or take the redirect away.');
  }
  if (status === 404) {
    const sentence = `${place} does not know a link that is signed with the key of this newsletter.`;
    const fix = 'See that "masthead start" answers there, and has the same SECRET_KEY or data/ as this newsletter.';
    return failed('one-click', sentence, fix);
  }
  if (status !== 200) {
    return failed('one-click', `${place} answers with status ${status}.`, 'See the log of "masthead start".');
  }
  if (!/<form\b[^>]*method="?post/i.test(page.body)) {
    const sentence = `${place} answers, but with another page than that for unsubscribing.`;
    return failed('one-click', sentence, 'See that "masthead start" answers there, and not a page for everything.');
  }
  if ('failure' in head || head.status !== status) {
    const told = 'failure' in head ? head.failure : `status ${head.status}`;
    return warning('one-click', `${place} answers HEAD otherwise than GET: ${told}.`, 'See the proxy in front.');
  }
  if (isLocal) return notChecked('one-click', `${place} answers, but is known to this machine alone.`);
  if (!isHttps) {
    return failed('one-click', `${place} is not https, which RFC 8058 asks for.`, 'Serve the site over https.');
  }
  return ok('one-click', `${place} answers over https, and knows the key of this newsletter.`);
}

export interface FeedFacts {
  readonly path: string;
  readonly url: string;
  readonly answer: WebAnswer;
  /** What a reader that has the feed already is told. */
  readonly again: WebAnswer | undefined;
}

const FEED_TYPES: Readonly<Record<string, string>> = {
  atom: 'application/atom+xml',
  rss: 'application/rss+xml',
  json: 'application/feed+json',
};

export function judgeFeed({ path, url, answer, again }: FeedFacts): Finding {
  const see = 'See what serves out/, and docs/serving.md.';
  const worse = (sentence: string, fix = see): Finding => failed('feeds', sentence, fix, path);
  const weaker = (sentence: string, fix = see): Finding => warning('feeds', sentence, fix, path);
  if ('failure' in answer) return worse(`${url} does not answer: ${answer.failure}.`);
  const { status, location, contentType = '', etag, lastModified } = answer;
  if (location !== undefined)
    return weaker(`${url} leads on to ${location}.`, 'Write the address at its end into base_url.');
  if (status !== 200) return worse(`${url} answers with status ${status}.`, `Run "masthead build". ${see}`);
  const reading = feedReading(path, answer.body);
  if ('fault' in reading) return worse(`${url} is not well-formed: ${reading.fault}.`);
  if (reading.self !== url) {
    const named = reading.self ?? 'nothing';
    return weaker(`${url} names itself ${named}.`, 'Build with the base_url at which the site is.');
  }
  const type = FEED_TYPES[path.split('.').at(-1) ?? ''] ?? '';
  if (!contentType.startsWith(type))
    return weaker(`${url} is served as ${contentType || 'nothing'} and not as ${type}.`);
  if (etag === undefined && lastModified === undefined) {
    return weaker(`${url} has neither ETag nor Last-Modified, so every reader fetches it whole each time.`);
  }
  if (again === undefined || 'failure' in again || again.status !== 304) {
    return weaker(`${url} does not answer 304 to a reader that has it already.`);
  }
  return ok('feeds', `${url} is well, and answers 304 to who has it.`, path);
}
