import { expect, test } from 'vitest';
import { openLog } from '../../src/system/log.ts';

function logged(write: (log: ReturnType<typeof openLog>) => void): string {
  let text = '';
  write(openLog('trace', { write: (line: string) => void (text += line) }));
  return text;
}

test.each([
  '550 5.1.1 <reader@readers.example>: no such user',
  'reader+tag@mail.readers.example: refused',
  '读者@邮件.example is unknown',
  'smtp://news:secret@mail.example:587 cannot be reached',
])('%s is logged without address and password, in whatever field it stands', (text) => {
  const line = logged((log) => {
    log.info({ reason: text, nested: { reply: text } }, text);
    log.error({ err: new Error(text) }, 'failed');
  });
  expect(line).toContain('[address]');
  expect(line).not.toMatch(/reader|读者|secret/);
  for (const one of line.trim().split('\n')) expect(() => void JSON.parse(one)).not.toThrow();
});

test('names of packages, times and paths stay as they are', () => {
  const text = 'at file:///srv/node_modules/@hono/node-server/dist/index.js:12:3 @ 2026-01-06T00:00:00.000Z';
  expect(logged((log) => log.info({ text }, 'x'))).toContain(text);
});
