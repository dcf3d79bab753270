// The bounce mailbox on a real IMAP server: Dovecot, where it is installed. The scripted server of imap.test.ts holds
// the same things everywhere.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { imapPlace } from '../../src/bounces/imap-place.ts';
import { ReportRecorder } from '../../src/bounces/report-recorder.ts';
import { watchBounces } from '../../src/bounces/watch-bounces.ts';
import { openStore } from '../../src/store/open-store.ts';
import { wait } from '../../src/system/wait.ts';
import { KEYS } from '../support/a-letter.ts';
import { heardLog } from '../support/heard-log.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const SERVER = 'dovecot';
const isRoot = process.getuid?.() === 0;
const isThere = spawnSync(SERVER, ['--version']).status === 0;
const lack = !isThere ? 'dovecot is not installed' : isRoot ? undefined : 'dovecot needs root to serve a mailbox';

test.skipIf(lack !== undefined)(
  `Dovecot tells of new mail, and reading goes on where it stopped${lack === undefined ? '' : ` (skipped: ${lack})`}`,
  async () => {
    const { url, deliver } = await dovecot();
    const store = await openStore(scratchFolder(), undefined);
    const recorder = new ReportRecorder({ store, keys: KEYS, list: 'news.example,2026', now: () => new Date() });
    const place = imapPlace(`${url}/INBOX`);
    if (place === undefined) throw new TypeError('no place');
    const { log, told } = heardLog();
    const watched = async (work: () => Promise<void>): Promise<void> => {
      const stop = new AbortController();
      const watching = watchBounces(place, { open: async () => ({ store, recorder }), log, wait }, stop.signal);
      await work();
      stop.abort();
      await watching;
    };
    deliver('1');
    await watched(async () => {
      await told('Read a', 1);
      // It is idle by now, or will be before it looks again: either way this one is told of.
      deliver('2');
      await told('Read a', 2);
    });
    deliver('3');
    await watched(() => told('Read a', 3));
    const validity = (await store.readingPlace(place.name))?.split(':');
    expect(validity?.[1]).toBe('3');
  },
);

/** Nobody of the system; it owns the mailbox. */
const NOBODY = 65_534;

/** A server on a free port with one mailbox, and a way to put mails into it as a delivery agent does. */
async function dovecot() {
  const folder = scratchFolder();
  chmodSync(folder, 0o755);
  const box = join(folder, 'mail');
  for (const path of [box, ...['new', 'cur', 'tmp'].map((name) => join(box, name))]) {
    mkdirSync(path);
    chownSync(path, NOBODY, NOBODY);
  }
  const port = await freePort();
  const settings = `
    base_dir = ${folder}/run
    log_path = ${folder}/log
    protocols = imap
    listen = 127.0.0.1
    ssl = no
    disable_plaintext_auth = no
    mail_location = maildir:${box}
    first_valid_uid = 100
    passdb {
      driver = static
      args = password=secret
    }
    userdb {
      driver = static
      args = uid=${NOBODY} gid=${NOBODY} home=${box} allow_all_users=yes
    }
    service imap-login {
      inet_listener imap {
        port = ${port}
      }
      inet_listener imaps {
        port = 0
      }
    }
  `;
  writeFileSync(join(folder, 'dovecot.conf'), settings);
  const server = spawn(SERVER, ['-F', '-c', join(folder, 'dovecot.conf')], { stdio: 'ignore' });
  const ended = new Promise((resolve) => server.once('close', resolve));
  onTestFinished(async () => {
    server.kill('SIGTERM');
    await ended;
  });
  while (!(await answers(port))) await wait(20);
  const deliver = (name: string): void => {
    const draft = join(box, 'tmp', name);
    writeFileSync(draft, `From: reader@readers.example\nSubject: ${name}\nMessage-ID: <${name}@x.example>\n\nHello.\n`);
    chownSync(draft, NOBODY, NOBODY);
    renameSync(draft, join(box, 'new', name));
  };
  return { url: `imap://bounces:secret@127.0.0.1:${port}`, deliver };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const bound = probe.address();
      probe.close(() => resolve(typeof bound === 'object' && bound !== null ? bound.port : 0));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
      .once('connect', () => {
        socket.destroy();
        resolve(true);
      })
      .once('error', () => resolve(false));
  });
}
