import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { localMailbox } from '../../src/mail/local-mailbox.ts';
import { aMessage } from '../support/a-message.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

test('each message is one file in the folder of its mailing, whole and readable by its owner alone', async () => {
  const folder = join(scratchFolder(), 'data', 'mailbox');
  await using mailer = await localMailbox(folder);
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const messages = names.map((name) => aMessage({}, `${name}@readers.example`));
  const results = await Promise.all(messages.map((message) => mailer.submit(message, '2026-01-06')));
  expect(results.every((result) => result.kind === 'accepted')).toBe(true);
  const files = readdirSync(join(folder, '2026-01-06'));
  expect(files.map((file) => file.slice(0, 5))).toEqual(names.map((_, index) => `0000${index + 1}`));
  const path = join(folder, '2026-01-06', files[0] ?? '');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect((await PostalMime.parse(readFileSync(path))).subject).toBe('推理成本的三条曲线');
});

test('numbers go on where an earlier run ended', async () => {
  const folder = scratchFolder();
  for (let run = 0; run < 2; run += 1) {
    await using mailer = await localMailbox(folder);
    await mailer.submit(aMessage(), '更正');
  }
  expect(readdirSync(join(folder, '更正'))).toEqual([
    '00001-reader@readers.example.eml',
    '00002-reader@readers.example.eml',
  ]);
});

test('the name of a mailing cannot climb out of the folder', async () => {
  const folder = join(scratchFolder(), 'mailbox');
  await using mailer = await localMailbox(folder);
  expect((await mailer.submit(aMessage(), '../../etc')).kind).toBe('accepted');
  expect(readdirSync(folder)).toHaveLength(1);
  expect(existsSync(join(folder, '..', '..', 'etc', '00001-reader@readers.example.eml'))).toBe(false);
});
