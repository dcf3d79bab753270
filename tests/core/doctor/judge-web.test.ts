// What the doctor makes of the site's answers.
import { expect, test } from 'vitest';
import { feedReading } from '../../../src/core/doctor/feed-reading.ts';
import { judgeFeed, judgeOneClick, judgeSite, type WebAnswer } from '../../../src/core/doctor/judge-web.ts';

const DOWN: WebAnswer = { failure: 'connect ECONNREFUSED' };
const page = (more: object = {}): WebAnswer => ({
  status: 200,
  contentType: 'text/html; charset=utf-8',
  body: '',
  ...more,
});

test.each<readonly [string, WebAnswer, string]>([
  ['it answers', page(), 'ok'],
  ['it is down', DOWN, 'failed'],
  ['it leads elsewhere', page({ status: 301, location: 'https://www.news.example/' }), 'warning'],
  ['it is broken', page({ status: 502 }), 'failed'],
  ['it is no page', page({ contentType: 'application/json' }), 'warning'],
])('the site, when %s', (_, answer, state) => {
  expect(judgeSite('https://news.example/', answer).state).toBe(state);
});

const form = page({ body: '<form method="post" action="x">' });
const link = { place: 'https://news.example/unsubscribe/', isHttps: true, isLocal: false, page: form, head: page() };

test.each([
  ['it works', {}, 'ok'],
  ['it is not https', { isHttps: false }, 'failed'],
  ['nobody outside can see it', { isLocal: true, isHttps: false }, 'not checked'],
  ['it is down', { page: DOWN }, 'failed'],
  ['it leads on', { page: page({ status: 308, location: 'https://www.news.example/unsubscribe/x' }) }, 'failed'],
  ['the key is another one', { page: page({ status: 404 }) }, 'failed'],
  ['the site shows one page for everything', { page: page({ body: '<h1>Welcome</h1>' }) }, 'failed'],
  ['HEAD is refused', { head: page({ status: 405 }) }, 'warning'],
])('the link of one click, when %s', (_, facts, state) => {
  expect(judgeOneClick({ ...link, ...facts }).state).toBe(state);
});

const SELF = 'https://news.example/feed.atom';
const atom = (self: string): string =>
  `<feed><link rel="self" href="${self}"/><entry><link rel="self" href="x"/></entry></feed>`;
const feed = (more: object = {}): WebAnswer => ({
  status: 200,
  contentType: 'application/atom+xml; charset=utf-8',
  etag: '"1"',
  body: atom(SELF),
  ...more,
});
const known: WebAnswer = { status: 304, body: '' };

test.each<readonly [string, WebAnswer, WebAnswer | undefined, string]>([
  ['all is well', feed(), known, 'ok'],
  ['it is not there', feed({ status: 404 }), undefined, 'failed'],
  ['it is down', DOWN, undefined, 'failed'],
  ['it is not well-formed', feed({ body: '<feed><a></feed>' }), known, 'failed'],
  ['it is cut off', feed({ body: '<feed><a>' }), known, 'failed'],
  ['it names another address', feed({ body: atom('https://old.example/feed.atom') }), known, 'warning'],
  ['it names none', feed({ body: '<feed/>' }), known, 'warning'],
  ['its type is wrong', feed({ contentType: 'text/xml' }), known, 'warning'],
  ['it has no validator', feed({ etag: undefined }), undefined, 'warning'],
  ['it is sent again and again', feed(), feed(), 'warning'],
])('a feed, when %s', (_, answer, again, state) => {
  expect(judgeFeed({ path: 'feed.atom', url: SELF, answer, again }).state).toBe(state);
});

test.each([
  ['feed.rss', '<rss><channel><atom:link rel="self" href="here"/></channel></rss>', 'here'],
  ['feed.json', '{"feed_url":"here"}', 'here'],
  ['feed.json', '{}', undefined],
])('%s %s names itself %s', (path, text, self) => {
  expect(feedReading(path, text)).toEqual({ self });
});

test('a JSON Feed that is cut off is told', () => {
  expect(feedReading('feed.json', '{"feed_url":')).toHaveProperty('fault');
});
