// Who gets into the desk, and what its answers forbid to everybody else.
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { deskGuard } from '../../src/desk/desk-guard.ts';
import type { DeskEnv } from '../../src/desk/desk-tools.ts';
import { formToken } from '../../src/desk/form-token.ts';
import { aDesk, DESK_ACCESS, DESK_ORIGIN } from '../support/a-desk.ts';

test('without the cookie there is a page that says how to get in, and nothing else', async () => {
  const desk = aDesk();
  for (const path of ['/', '/events', '/assets/desk.js', '/nothing']) {
    const answer = await desk.ask(path, { headers: { Cookie: '', 'Accept-Language': 'en' } });
    expect([path, answer.status]).toEqual([path, 403]);
    const text = await answer.text();
    expect(text).toContain('Not by this way');
    expect(text).not.toContain('/assets/desk.js');
  }
});

test('the link gives a strict cookie for this browser alone and leads on to an address without the token', async () => {
  const desk = aDesk();
  const answer = await desk.ask(`/?token=${DESK_ACCESS.token}`, { headers: { Cookie: '' } });
  expect(answer.headers.get('set-cookie')).toBe(
    `masthead_desk_4321=${DESK_ACCESS.session}; Path=/; HttpOnly; SameSite=Strict`,
  );
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  const page = await answer.text();
  expect(page).toContain('http-equiv="refresh" content="0;url=/"');
  expect(page).not.toContain(DESK_ACCESS.token);
});

test.each([
  ['a wrong token', '/?token=another', {}, 403],
  ['a wrong cookie', '/', { Cookie: 'masthead_desk_4321=another' }, 403],
  ['the cookie of a desk on another port', '/', { Cookie: `masthead_desk_1=${DESK_ACCESS.session}` }, 403],
  ['a foreign name that leads to this machine', '/', { Host: 'evil.example:4321' }, 403],
  ['a name that only begins like ours', '/', { Host: '127.0.0.1.evil.example:4321' }, 403],
])('%s does not get in', async (_, path, headers, status) => {
  const answer = await aDesk().ask(path, { headers: { ...('Cookie' in headers ? {} : { Cookie: '' }), ...headers } });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('set-cookie')).toBeNull();
});

test('every answer keeps others from framing, reading, storing and sniffing it', async () => {
  const desk = aDesk();
  for (const path of ['/', '/assets/desk.css', '/assets/desk.js', '/nothing']) {
    const { headers } = await desk.ask(path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
});

test('a page holds no script and no style of its own, which its policy would stop', async () => {
  const page = await (await aDesk().ask('/')).text();
  expect(page).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=/);
});

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

test.each([
  ['from our own page with its token', formToken(DESK_ACCESS), DESK_ORIGIN, 200],
  ['with a forged token', 'forged', DESK_ORIGIN, 403],
  ['without a token', '', DESK_ORIGIN, 403],
  ['from another origin', formToken(DESK_ACCESS), 'http://127.0.0.1:9999', 403],
  ['without an origin', formToken(DESK_ACCESS), '', 403],
])('a form %s', async (_, token, origin, status) => {
  const { tools } = aDesk();
  const app = new Hono<DeskEnv>();
  app.use(deskGuard(tools));
  app.post('/act', (c) => c.text('done'));
  const desk = { ...aDesk(), app };
  const answer = await desk.app.request(`${DESK_ORIGIN}/act`, {
    method: 'POST',
    headers: {
      ...FORM,
      Host: '127.0.0.1:4321',
      Cookie: `masthead_desk_4321=${DESK_ACCESS.session}`,
      'Content-Length': '100',
      ...(origin !== '' && { Origin: origin }),
    },
    body: new URLSearchParams({ form_token: token }).toString(),
  });
  expect(answer.status).toBe(status);
});

test('a form that says too much, or not how much, is refused unread', async () => {
  const desk = aDesk();
  for (const length of ['70000', '']) {
    const answer = await desk.ask('/', {
      method: 'POST',
      headers: { ...FORM, Origin: DESK_ORIGIN, 'Content-Length': length },
      body: `form_token=${formToken(DESK_ACCESS)}`,
    });
    expect(answer.status).toBe(413);
  }
});

test('an editor is met in the language of the browser, else in that of the newsletter, else in English', async () => {
  const desk = aDesk();
  const languageFor = async (wishes: string): Promise<string | undefined> => {
    const page = await (await desk.ask('/', { headers: { 'Accept-Language': wishes } })).text();
    return /<html lang="([^"]+)"/.exec(page)?.[1];
  };
  expect(await languageFor('fr-CH, en;q=0.8')).toBe('en');
  expect(await languageFor('zh-TW,zh')).toBe('zh');
  expect(await languageFor('fr')).toBe('zh');
});

test('the desk says everything in every language that it has', () => {
  const names = [...aDesk().tools.texts].map(([language, texts]) => [
    language,
    Object.entries(texts).flatMap(([group, words]) => Object.keys(words).map((name) => `${group}.${name}`)),
  ]);
  for (const [language, has] of names) expect([language, has]).toEqual([language, names[0]?.[1]]);
});
