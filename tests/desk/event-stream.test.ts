// Server-sent events: what a client hears, and how a stream ends.
import { expect, test } from 'vitest';
import { EventStream } from '../../src/desk/event-stream.ts';

function heard(response: Response): () => Promise<string | undefined> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  return async () => (await reader?.read())?.value;
}

test('a client hears the version at once, and then each topic that changes', async () => {
  using events = new EventStream('run');
  const next = heard(events.response());
  expect(await next()).toBe('retry: 1000\nevent: hello\ndata: {"version":"run-0"}\n\n');
  events.send('issue:a.md');
  expect(await next()).toBe('event: changed\ndata: {"topic":"issue:a.md","version":"run-1"}\n\n');
});

test('a stream ends with the desk', async () => {
  const events = new EventStream('run');
  const next = heard(events.response());
  await next();
  events[Symbol.dispose]();
  expect(await next()).toBeUndefined();
});

test('a client that does not read is let go, and does not hold the others up', async () => {
  using events = new EventStream('run');
  const silent = events.response();
  const next = heard(events.response());
  await next();
  for (let i = 0; i < 100; i += 1) {
    events.send('issues');
    await next();
  }
  // What waited is still there, and then nothing more comes.
  const rest = await silent.text();
  expect(rest.split('\n\n').length).toBeLessThan(70);
});

test('a client that goes away is forgotten', async () => {
  using events = new EventStream('run');
  await events.response().body?.cancel();
  expect(() => events.send('issues')).not.toThrow();
});
