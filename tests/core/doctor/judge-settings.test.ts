// What the doctor makes of settings that a schema cannot refuse.
import { expect, test } from 'vitest';
import { judgeBaseUrl, judgeFileModes, judgeSecretKey, judgeSender } from '../../../src/core/doctor/judge-settings.ts';

// Assembled, because addresses in this repository end in names that nobody can register.
const at = (domain: string): string => ['letters', domain].join('@');

test.each([
  ['https://news.paper.org', 'ok'],
  ['http://news.paper.org', 'failed'],
  ['https://news.example', 'warning'],
  ['https://www.example.com/letters', 'warning'],
  ['http://localhost:8080', 'warning'],
  ['http://192.0.2.1', 'warning'],
])('base_url %s is %s', (url, state) => {
  expect(judgeBaseUrl(url).state).toBe(state);
});

test.each([
  ['paper.org', 'ok'],
  ['gmail.com', 'failed'],
  ['QQ.com', 'failed'],
  ['yahoo.co.jp', 'failed'],
  ['news.example', 'warning'],
])('a sender at %s is %s', (domain, state) => {
  expect(judgeSender({ sender: at(domain) }).map((finding) => finding.state)).toEqual([state]);
});

const key = { isInEnvironment: false, isFileThere: false, isStoreThere: true };

test.each([
  ['there is neither key nor store', { isStoreThere: false }, 'not checked'],
  ['there is a store and no key', {}, 'failed'],
  ['it is in its file', { isFileThere: true }, 'ok'],
  ['it is in the environment', { isInEnvironment: true }, 'ok'],
  ['it is too short', { isInEnvironment: true, fault: 'It is too short.' }, 'failed'],
])('the secret key, when %s', (_, facts, state) => {
  expect(judgeSecretKey({ ...key, ...facts }).state).toBe(state);
});

test('files that others can open are named one by one, with the command that closes them', () => {
  const findings = judgeFileModes([
    { path: '.env', mode: 0o100644, holds: 'secrets' },
    { path: 'data/masthead.sqlite', mode: 0o100600, holds: 'addresses' },
    { path: 'dkim.pem', mode: 0o100640, holds: 'a key' },
  ]);
  expect(findings.map(({ state, about, fix }) => [state, about, fix])).toEqual([
    ['failed', '.env', 'Run: chmod 600 .env'],
    ['failed', 'dkim.pem', 'Run: chmod 600 dkim.pem'],
  ]);
});
