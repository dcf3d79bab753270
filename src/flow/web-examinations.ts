// What the doctor asks the site, as readers and mail programs ask it: the front page, the link of one click, the feeds;
// and the clock, which the site's Date header is held against.
import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { App } from '../app.ts';
import { unsubscribeUrl } from '../core/audience/signed-link.ts';
import { notChecked, type Finding } from '../core/doctor/finding.ts';
import { judgeClock, type ClockWitness } from '../core/doctor/judge-machine.ts';
import { isPlaceholder } from '../core/doctor/judge-settings.ts';
import { judgeFeed, judgeOneClick, judgeSite, type WebAnswer } from '../core/doctor/judge-web.ts';
import { absoluteUrl } from '../core/newsletter.ts';
import type { Examination } from '../doctor/examination.ts';
import { httpProbe, type HttpFacts } from '../doctor/http-probe.ts';
import { gitFacts } from '../doctor/machine-facts.ts';
import { storePlace } from '../store/open-store.ts';
import { SECRET_KEY_FILE } from '../system/secret-keys.ts';

const FEEDS = ['feed.atom', 'feed.rss', 'feed.json', 'articles.atom'];

export function webExaminations(app: App, isOffline: boolean): readonly Examination[] {
  const home = absoluteUrl(app.newsletter, '');
  const host = new URL(home).hostname;
  const isAsked = !isOffline && !isPlaceholder(host);
  let asked: Promise<HttpFacts> | undefined;
  const front = (): Promise<HttpFacts> => (asked ??= httpProbe(home, 'GET'));
  return [
    {
      codes: ['clock'],
      examine: async () => {
        const others = isAsked && !isLocal(home) ? clockOf(host, await front()) : [];
        return [judgeClock({ now: app.clock.now(), others, past: await past(app) })];
      },
    },
    ...(isPlaceholder(host) ? [placeholder(host)] : siteExaminations(app, home, front)),
  ];
}

function placeholder(host: string): Examination {
  const codes = ['site', 'one-click', 'feeds'] as const;
  const sentence = `${host} is a placeholder: write your own address into base_url first.`;
  return { codes, examine: async () => codes.map((code) => notChecked(code, sentence)) };
}

function siteExaminations(app: App, home: string, front: () => Promise<HttpFacts>): readonly Examination[] {
  return [
    { codes: ['site'], examine: async () => [judgeSite(home, webAnswer(await front()))] },
    { codes: ['one-click'], examine: async () => [await oneClick(app)] },
    {
      codes: ['feeds'],
      examine: async () => {
        // Four times the same failure would say no more than once.
        if ('failure' in (await front())) return [notChecked('feeds', 'The site does not answer.')];
        return await Promise.all(FEEDS.map((path) => feed(path, absoluteUrl(app.newsletter, path))));
      },
    },
  ];
}

function clockOf(name: string, answer: HttpFacts): readonly ClockWitness[] {
  const date = 'failure' in answer ? null : answer.headers.get('date');
  const at = new Date(date ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? [] : [{ name, at }];
}

async function past({ root, environment }: App): Promise<readonly ClockWitness[]> {
  const { newestCommit } = await gitFacts(root);
  const { path } = storePlace(root, environment.DATABASE_URL);
  const written = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false })?.mtime;
  return [
    ...(newestCommit === undefined ? [] : [{ name: 'the newest commit', at: newestCommit }]),
    ...(written === undefined ? [] : [{ name: 'the store', at: written }]),
  ];
}

/** A link that is signed and belongs to nobody: the page of it is shown, and there is nobody to unsubscribe. */
async function oneClick(app: App): Promise<Finding> {
  const hasKey = app.environment.SECRET_KEY !== undefined || existsSync(join(app.root, SECRET_KEY_FILE));
  if (!hasKey) return notChecked('one-click', 'There is no secret key yet that could sign a link.');
  const [key] = await app.keys();
  const base = absoluteUrl(app.newsletter, '').replace(/\/$/, '');
  const url = unsubscribeUrl(base, app.newsletter.authority, randomBytes(16).toString('hex'), key);
  const page = webAnswer(await httpProbe(url, 'GET'));
  const head = webAnswer(await httpProbe(url, 'HEAD'));
  const place = `${base}/unsubscribe/`;
  return judgeOneClick({ place, isHttps: base.startsWith('https:'), isLocal: isLocal(base), page, head });
}

async function feed(path: string, url: string): Promise<Finding> {
  const answer = webAnswer(await httpProbe(url, 'GET'));
  if ('failure' in answer) return judgeFeed({ path, url, answer, again: undefined });
  const known: Record<string, string> = {
    ...(answer.etag !== undefined && { 'if-none-match': answer.etag }),
    ...(answer.lastModified !== undefined && { 'if-modified-since': answer.lastModified }),
  };
  const hasKnown = Object.keys(known).length > 0;
  return judgeFeed({ path, url, answer, again: hasKnown ? webAnswer(await httpProbe(url, 'GET', known)) : undefined });
}

function webAnswer(facts: HttpFacts): WebAnswer {
  if ('failure' in facts) return facts;
  const { status, headers, body } = facts;
  const given = (name: string): string | undefined => headers.get(name) ?? undefined;
  const known = {
    location: status >= 300 && status < 400 ? given('location') : undefined,
    contentType: given('content-type'),
    etag: given('etag'),
    lastModified: given('last-modified'),
  };
  // What is absent has no key, as its type says.
  const there = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
  return { status, body, ...there };
}

function isLocal(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
