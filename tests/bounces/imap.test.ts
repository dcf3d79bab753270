import { expect, onTestFinished, test } from 'vitest';
import { imapPlace, type ImapPlace } from '../../src/bounces/imap-place.ts';
import { ImapMailbox } from '../../src/bounces/imap-mailbox.ts';
import { ReportRecorder } from '../../src/bounces/report-recorder.ts';
import { readMails } from '../../src/bounces/read-mails.ts';
import { watchBounces } from '../../src/bounces/watch-bounces.ts';
import { returnPath } from '../../src/core/message/return-path.ts';
import { openStore } from '../../src/store/open-store.ts';
import { wait } from '../../src/system/wait.ts';
import { AT, KEYS, readers } from '../support/a-letter.ts';
import { returnedHeaders, statusReport } from '../support/bounce-mails.ts';
import { heardLog } from '../support/heard-log.ts';
import { BOUNCE_ADDRESS, day, mailed } from '../support/mailed.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { scriptedImap } from '../support/scripted-imap.ts';

const LIST = 'news.example,2026';

/** Three readers who got an issue, a mailbox, and bounces of them. */
async function bouncing(parameters = '') {
  const server = await scriptedImap();
  const store = await openStore(scratchFolder(), undefined);
  await store.addSubscribers(readers(3), AT);
  const mailingId = await mailed(store, 'issue', AT);
  const publicIds = (await store.subscribers({ limit: 3 })).map(({ publicId }) => publicId);
  const recorder = new ReportRecorder({ store, keys: KEYS, list: LIST, now: () => new Date(day(1)) });
  const bounceOf = (reader: number) => {
    const path = returnPath(BOUNCE_ADDRESS, LIST, { mailingId, publicId: publicIds[reader - 1] ?? '' }, KEYS[0]);
    const bounced = { returnPath: path, recipient: `reader${reader}@readers.example` };
    const headers = returnedHeaders({ returnPath: path });
    const messageId = `<bounce-${reader}@mx.there.example>`;
    return statusReport({ ...bounced, headers, messageId }, { action: 'failed', status: '5.1.1' }, 'No such user.');
  };
  const place = imapPlace(`${server.url}/INBOX${parameters}`);
  if (place === undefined) throw new TypeError('no place');
  const read = async () => {
    const outcomes: string[] = [];
    await using mailbox = await ImapMailbox.open(place, store);
    await readMails(mailbox.mails(), recorder, ({ outcome }) => void outcomes.push(outcome));
    return outcomes;
  };
  return { server, store, recorder, bounceOf, place, read };
}

test('mails are read once, marked as read and never deleted', async () => {
  const { server, store, bounceOf, read } = await bouncing();
  for (const reader of [1, 2]) server.deliver(bounceOf(reader));
  expect(await read()).toEqual(['suppressed', 'suppressed']);
  expect(await read()).toEqual([]);
  server.deliver('Subject: a question\n\nWhere is my letter?');
  server.deliver(bounceOf(3));
  expect(await read()).toEqual(['ignored', 'suppressed']);
  expect(Object.values(server.flags())).toEqual([1, 2, 3, 4].map(() => ['\\Seen']));
  expect((await store.subscriberCounts()).suppressed).toBe(3);
  expect(server.commands.join('\n')).not.toMatch(/EXPUNGE|Deleted/);
});

test('when the server counts anew all is read again, and counts once all the same', async () => {
  const { server, store, bounceOf, read } = await bouncing();
  for (const reader of [1, 2]) server.deliver(bounceOf(reader));
  await read();
  server.drop(2);
  expect(await read()).toEqual(['repeated', 'repeated']);
  expect(await read()).toEqual([]);
  expect((await store.subscriberCounts()).suppressed).toBe(2);
});

test('what is recorded is deleted only when the owner says so', async () => {
  const { server, bounceOf, read } = await bouncing('?delete=yes');
  server.deliver(bounceOf(1));
  expect(await read()).toEqual(['suppressed']);
  expect(server.flags()).toEqual({});
});

test('of a huge mail only the beginning is fetched', async () => {
  const { server, bounceOf, read } = await bouncing();
  server.deliver(`${bounceOf(1)}${'A line.\n'.repeat(800_000)}`);
  expect(await read()).toEqual(['suppressed']);
  expect(server.commands.join('\n')).toMatch(/BODY\.PEEK\[\]<0\.1048576>/);
});

test('a wrong password is told in the words of the server, and without it', async () => {
  const { place, store } = await bouncing();
  const wrong: ImapPlace = { ...place, auth: { user: 'bounces', pass: 'wrong-one' } };
  const failure = await ImapMailbox.open(wrong, store).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'BOUNCES_UNREADABLE', message: expect.stringContaining('wrong password') });
  expect(String(failure)).not.toContain('wrong-one');
});

test('a watched mailbox is read when mail comes, also after the store or the connection was lost', async () => {
  const { server, store, recorder, bounceOf, place } = await bouncing();
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const { log, lines, told } = heardLog();
  const waits: number[] = [];
  let opened = 0;
  const tools = {
    open: async () => {
      opened += 1;
      if (opened === 1) throw new Error('the store is away');
      return { store, recorder };
    },
    log,
    wait: (milliseconds: number, signal: AbortSignal) => {
      waits.push(milliseconds);
      return wait(1, signal);
    },
  };
  server.deliver(bounceOf(1));
  const watching = watchBounces(place, tools, stop.signal);
  await told('suppressed', 1);
  await server.idle();
  server.deliver(bounceOf(2));
  await told('suppressed', 2);
  server.drop();
  await server.idle();
  server.deliver(bounceOf(3));
  await told('suppressed', 3);
  stop.abort();
  await watching;
  expect((await store.subscriberCounts()).suppressed).toBe(3);
  expect(waits[0]).toBe(5000);
  expect(lines.join('')).not.toContain('readers.example');
});

test.each([
  [
    'imaps://b%40news.example:p%3Aw@imap.news.example',
    { port: 993, tls: 'implicit', folder: 'INBOX', isEmptied: false },
  ],
  ['imap://b:p@imap.news.example/Bounces%20in', { port: 143, tls: 'required', folder: 'Bounces in' }],
  ['imap://b:p@127.0.0.1:1143/', { port: 1143, tls: 'none', folder: 'INBOX' }],
  ['imaps://b:p@imap.news.example/INBOX?delete=yes', { isEmptied: true }],
])('%s is understood', (url, wanted) => {
  const place = imapPlace(url);
  expect(place).toMatchObject(wanted);
  expect(place?.name).not.toContain(place?.auth.pass === 'p' ? ':p@' : 'p:w');
});

test.each(['imaps://host', 'imaps://b@host', 'imap://b:p@host?tls=none', 'pop3://b:p@host', '/var/mail/b', ''])(
  '%j is no IMAP mailbox',
  (text) => {
    expect(imapPlace(text)).toBeUndefined();
  },
);
