// Bounces that real mail servers have written, as inputs only: they lie beside the repository and never in it, each
// named after the server and what it tells.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { returnPath } from '../../../src/core/message/return-path.ts';
import { readReport } from '../../../src/core/report/read-report.ts';
import { signedOwner } from '../../../src/core/report/report-owner.ts';
import { KEYS } from '../../support/a-letter.ts';

const folder =
  process.env['MASTHEAD_BOUNCES'] ?? join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'bounces');
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.eml')) : [];

// vitest wants a test in every file, and the reason belongs into its report.
if (files.length === 0) test.skip(`real bounces: skipped: there is no ${folder}`);

const LIST = 'news.example,2026';
const OWNER = { mailingId: 12, publicId: '0123456789abcdef0123456789abcdef' };

test.each(files)('%s is read as what its name says, and its return path names the message', async (name) => {
  const path = returnPath('bounces@news.test', LIST, OWNER, KEYS[0]);
  const mail = readFileSync(join(folder, name), 'utf8').replaceAll(/bounces\+i\d+-\w+@news\.test/g, path);
  const { failures, traces } = await readReport(Buffer.from(mail));
  // What "remote" was refused for says nothing about the mailbox: "500 5.3.0 command failed".
  const wanted = /delayed|soft|hard/.exec(name.replace('soft-delayed', 'delayed'))?.[0] ?? 'ours';
  expect(failures.map(({ kind }) => kind)).toEqual([wanted]);
  expect(signedOwner(traces, LIST, KEYS)).toEqual(OWNER);
});
