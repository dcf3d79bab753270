import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { mailsAt, mailsIn, type FoundMail } from '../../src/bounces/mail-source.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

async function texts(mails: AsyncIterable<FoundMail>): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const { bytes, done } of mails) {
    all.push(Buffer.from(bytes).toString().trimEnd());
    await done();
  }
  return all;
}

test('a stream of one mail is that mail, to the byte', async () => {
  const mail = 'Subject: 退信\r\n\r\nFrom here on it is text.\r\n\r\nFrom me 2026\r\n';
  expect(await texts(mailsIn(Readable.from([Buffer.from(mail)])))).toEqual([mail.trimEnd()]);
});

test('an mbox is its mails, with their lines as they were', async () => {
  const mbox = [
    'From MAILER-DAEMON Tue Jan  6 00:00:00 2026',
    'Subject: one',
    '',
    '>From the first',
    'From A to B in 2026, in the middle of a text',
    '',
    'From MAILER-DAEMON Tue Jan  6 00:00:01 2026',
    'Subject: two',
    '',
    'text',
    '',
  ].join('\n');
  const one = 'Subject: one\n\nFrom the first\nFrom A to B in 2026, in the middle of a text';
  expect(await texts(mailsIn(Readable.from([mbox.slice(0, 50), mbox.slice(50)])))).toEqual([
    one,
    'Subject: two\n\ntext',
  ]);
});

test('an empty stream holds no mail', async () => {
  expect(await texts(mailsIn(Readable.from(['\n'])))).toEqual([]);
});

test('of a mail without an end only the beginning is kept', async () => {
  const endless = Readable.from(
    (function* () {
      yield 'Subject: one\n\n';
      for (let i = 0; i < 300; i++) yield 'x'.repeat(65_536);
    })(),
  );
  const [text = ''] = await texts(mailsIn(endless));
  expect(text.length).toBeGreaterThan(10);
  expect(text.length).toBeLessThan(2_200_000);
});

test('a folder gives its .eml files in order', async () => {
  const folder = scratchFolder();
  for (const name of ['b.eml', 'a.eml', 'c.txt']) writeFileSync(join(folder, name), name);
  expect(await texts(mailsAt(folder))).toEqual(['a.eml', 'b.eml']);
  expect(await texts(mailsAt(join(folder, 'b.eml')))).toEqual(['b.eml']);
});

test('in a Maildir new and unread mails are read once, and marked as read', async () => {
  const folder = scratchFolder();
  for (const name of ['new', 'cur', 'tmp']) mkdirSync(join(folder, name));
  const files = ['new/1.a', 'cur/2.b:2,', 'cur/3.c:2,S', 'cur/4.d:2,FR', 'cur/5.e:2,FS', 'tmp/6.f', 'new/.hidden'];
  for (const file of files) writeFileSync(join(folder, file), file);
  expect((await texts(mailsAt(folder))).toSorted()).toEqual(['cur/2.b:2,', 'cur/4.d:2,FR', 'new/1.a']);
  const seen = ['1.a:2,S', '2.b:2,S', '3.c:2,S', '4.d:2,FRS', '5.e:2,FS'];
  expect(readdirSync(join(folder, 'cur')).toSorted()).toEqual(seen);
  expect(await texts(mailsAt(folder))).toEqual([]);
});

test('what is no file in a Maildir is passed over, and what cannot be read is told behind the others', async () => {
  const folder = scratchFolder();
  for (const name of ['new', 'cur', 'tmp', 'new/0.folder']) mkdirSync(join(folder, name));
  execFileSync('mkfifo', [join(folder, 'new/0.pipe')]);
  symlinkSync('/nowhere/at/all', join(folder, 'new/0.dangling'));
  writeFileSync(join(folder, 'new/2.b'), 'two');
  expect(await texts(mailsAt(folder))).toEqual(['two']);
  symlinkSync('1.circle', join(folder, 'new/1.circle'));
  writeFileSync(join(folder, 'new/3.c'), 'three');
  const read: string[] = [];
  const reading = (async () => {
    for await (const { bytes } of mailsAt(folder)) read.push(Buffer.from(bytes).toString());
  })();
  await expect(reading).rejects.toMatchObject({ code: 'BOUNCES_UNREADABLE' });
  await expect(reading).rejects.toThrow(/^1 of the mails in .* cannot be read/);
  expect(read).toEqual(['three']);
});

test('what is not there is said', () => {
  expect(() => mailsAt('/nowhere/at/all')).toThrow(expect.objectContaining({ code: 'FILE_MISSING' }));
});
