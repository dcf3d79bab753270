// SpamAssassin as a program: one that is not there, stand-ins written as scripts, and the real one where it is
// installed.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SPAM_SETTINGS, spamReport } from '../../src/core/check/spam-report.ts';
import { spamAssassin } from '../../src/system/spam-assassin.ts';
import { newsletterFolder } from '../support/newsletter-folder.ts';

const LETTER = Buffer.from(
  'From: letters@news.example\r\nTo: reader@letters.example\r\nSubject: FREE MONEY act now!!!\r\n' +
    'Date: Tue, 3 Feb 2026 08:00:00 +0000\r\nMessage-ID: <a@news.example>\r\nMIME-Version: 1.0\r\n' +
    'Content-Type: text/plain\r\n\r\nVIAGRA for $1,000,000. Click here.\r\n',
);

function script(text: string): string {
  const file = join(newsletterFolder().root, 'judge.sh');
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

test('a program that is not there is absent, and no failure', async () => {
  expect(await spamAssassin(LETTER, [], '/nowhere/spamassassin')).toBe('absent');
});

test('a program that fails has failed, whether or not it has read the letter', async () => {
  expect(await spamAssassin(Buffer.alloc(1_000_000), [], script('exit 3'))).toBe('failed');
});

test('the letter goes in and the judged letter comes out', async () => {
  const answer = await spamAssassin(LETTER, ['a b'], script('echo "X-Args: $*"; cat'));
  expect(answer).toEqual({ message: `X-Args: --local --nocreate-prefs --cf=a b\n${LETTER.toString()}` });
});

const real = await spamAssassin(LETTER, SPAM_SETTINGS);
test.skipIf(real === 'absent')('the real one gives points that can be read', () => {
  const report = typeof real === 'string' ? undefined : spamReport(real.message);
  expect(report?.points).toBeGreaterThan(1);
  expect(report?.rules.length).toBeGreaterThan(0);
});
