// Ten thousand hostile requests against the running server, kind by kind, and what each kind got. Ends in an error when
// anything got what it must not: a file outside out/, a failure of ours, a reader's state, a mail too many, a log that
// tells.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openApp, type App } from '../src/app.ts';
import { emailAddress } from '../src/core/audience/email-address.ts';
import { ABUSE_KINDS, type AbusedSite, type AbuseKind } from './abuse-kinds.ts';
import { reaction, type Reaction } from './hostile-request.ts';
import { serverProcess, type ServerProcess } from './server-process.ts';

const PROGRAM = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const AT_ONCE = 32;
const READER = 'reader@readers.example';
/** Stands in files that nobody may read. */
const SECRET = 'the-secret-of-the-house';
/** More than a form's limits let through in an hour, whoever asks (core/audience/ask-limits.ts). */
const MOST_MAILS = 300;
/** Mails are made a moment after the answer. */
const MAILS_SETTLE_MS = 4000;
/** Node keeps garbage as long as there is room; what grows with the requests would be more. */
const MOST_MEGABYTES = 500;
const TOKEN = 'token-of-the-abuse-bench';

/** Lines of Markdown. */
export async function abuseBench(): Promise<readonly string[]> {
  const folder = newsletter();
  // The same secret as the servers have, which read it from .env.
  await using app = openApp(folder, { variables: { SECRET_KEY: SECRET } });
  const site = await abusedSite(app);
  const start = [PROGRAM, '-C', folder, 'start', '--only=web'];
  const env = { METRICS_TOKEN: TOKEN, LOG_LEVEL: 'debug' };
  const open = await serverProcess(start, env);
  const proxied = await serverProcess(start, { ...env, TRUSTED_PROXIES: '127.0.0.1' });
  const rows: string[] = [];
  const wrongs: string[] = [];
  try {
    for (const kind of ABUSE_KINDS) {
      const url = kind.isProxied === true ? proxied.url : open.url;
      const report = await abused(kind, url, site);
      rows.push(`| ${kind.name} | ${report.count} | ${report.answers} | ${kind.mustNot} | ${verdict(report.wrongs)} |`);
      wrongs.push(...report.wrongs.map((wrong) => `${kind.name}: ${wrong}`));
    }
    const after = await aftermath(app, [open, proxied], site);
    rows.push(
      ...after.map(({ what, found, mustNot, isWrong }) => {
        if (isWrong) wrongs.push(`${what}: ${found}`);
        return `| ${what} | | ${found} | ${mustNot} | ${isWrong ? 'WRONG' : 'kept'} |`;
      }),
    );
  } finally {
    await Promise.all([open.stop(), proxied.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
  const total = ABUSE_KINDS.reduce((sum, { count }) => sum + count, 0);
  const lines = [
    `${total} hostile requests, ${AT_ONCE} at a time`,
    '',
    '| kind | requests | answers | must not | |',
    '|---|---:|---|---|---|',
    ...rows,
  ];
  if (wrongs.length > 0) throw new Error([...lines, '', ...wrongs.slice(0, 20)].join('\n'));
  return lines;
}

function newsletter(): string {
  const folder = mkdtempSync(join(tmpdir(), 'masthead-abuse-'));
  mkdirSync(join(folder, 'issues'));
  writeFileSync(join(folder, 'issues', 'one.md'), '---\ntitle: One\ndate: 2026-01-05\n---\n\n# One\n\nText.\n');
  writeFileSync(join(folder, '.env'), `SECRET_KEY=${SECRET}\n`);
  writeFileSync(
    join(folder, 'masthead.yaml'),
    `title: Abused\ndescription: ${SECRET}\nlanguage: en\nauthor: Abused\nauthority: abused.example,2026
base_url: https://abused.example\npostal_address: Abused 1\nsender: { name: Abused, address: letters@abused.example }
topics: [{ slug: research, label: Research }]\n`,
  );
  const env = { PATH: process.env['PATH'] };
  const built = spawnSync(process.execPath, [PROGRAM, '-C', folder, 'build', '--no-images'], { encoding: 'utf8', env });
  if (built.status !== 0) throw new Error(built.stderr);
  // What the site says of itself is no secret; where else the word turns up, something has leaked.
  const yaml = join(folder, 'masthead.yaml');
  writeFileSync(yaml, readFileSync(yaml, 'utf8').replace(`description: ${SECRET}`, `description: Abused # ${SECRET}`));
  const again = spawnSync(process.execPath, [PROGRAM, '-C', folder, 'build', '--no-images'], { encoding: 'utf8', env });
  if (again.status !== 0) throw new Error(again.stderr);
  return folder;
}

/** One active reader, and what an attacker may have got hold of. */
async function abusedSite(app: App): Promise<AbusedSite> {
  const store = await app.store();
  const address = emailAddress(READER);
  if (address === undefined) throw new Error(`${READER} makes no address`);
  await store.addSubscribers([{ address, event: 'added', source: 'bench' }], app.clock.now().toISOString());
  const reader = await store.subscriber(address);
  if (reader === undefined) throw new Error('The reader is not there');
  return { keys: await app.keys(), authority: app.newsletter.authority, publicId: reader.publicId, secret: SECRET };
}

interface KindReport {
  readonly count: number;
  /** Statuses with their counts. */
  readonly answers: string;
  readonly wrongs: readonly string[];
}

async function abused(kind: AbuseKind, url: string, site: AbusedSite): Promise<KindReport> {
  const requests = await kind.requests({ ...site, url });
  const reactions: Reaction[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < requests.length; i = next++) {
      const request = requests[i];
      if (request !== undefined) reactions[i] = await reaction(url, request);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const counts = new Map<number, number>();
  for (const { status } of reactions) counts.set(status, (counts.get(status) ?? 0) + 1);
  const answers = [...counts]
    .toSorted(([one], [other]) => one - other)
    .map(([status, count]) => `${status === 0 ? 'closed' : status} × ${count}`);
  const leaks = reactions.filter(({ body, head }) => (head + body).includes(SECRET)).map(() => 'a secret came out');
  const failures = reactions.filter(({ status }) => status >= 500).map(({ status }) => `a failure of ours, ${status}`);
  return {
    count: requests.length,
    answers: answers.join(', '),
    wrongs: [...leaks, ...failures, ...kind.wrongs(reactions)],
  };
}

function verdict(wrongs: readonly string[]): string {
  return wrongs.length === 0 ? 'kept' : `WRONG: ${wrongs[0]} (${wrongs.length})`;
}

interface Aftermath {
  readonly what: string;
  readonly found: string;
  readonly mustNot: string;
  readonly isWrong: boolean;
}

/** What the ten thousand have left behind, in the store, in the mailbox, in the logs and in memory. */
async function aftermath(app: App, servers: readonly ServerProcess[], site: AbusedSite): Promise<readonly Aftermath[]> {
  await wait(MAILS_SETTLE_MS);
  const address = emailAddress(READER);
  const state = address && (await (await app.store()).subscriber(address))?.standing.state;
  const recipients = mailed(app.root);
  const most = Math.max(0, ...recipients.values());
  const total = [...recipients.values()].reduce((sum, count) => sum + count, 0);
  const log = servers.flatMap((server) => server.log).join('\n');
  const tells = [...log.matchAll(/@(?:victims|readers)\.example|[A-Za-z0-9_-]{40,}|198\.51\.100\.\d/g)].map(
    ([found]) => found,
  );
  const megabytes = await Promise.all(servers.map(({ url }) => residentMegabytes(url)));
  const isMoved = state !== 'active' || site.publicId === '';
  return [
    { what: 'the one reader', found: String(state), mustNot: 'be anything but active', isWrong: isMoved },
    { what: 'mails', found: `${total}`, mustNot: `be more than ${MOST_MAILS}`, isWrong: total > MOST_MAILS },
    { what: 'mails to one victim', found: `${most}`, mustNot: 'be more than 1', isWrong: most > 1 },
    {
      what: 'log',
      found: `${log.split('\n').length} lines, ${tells.length} tell`,
      mustNot: 'hold an address or a token',
      isWrong: tells.length > 0,
    },
    {
      what: 'memory',
      found: `${megabytes.map((one) => one.toFixed(0)).join(' and ')} MB`,
      mustNot: `exceed ${MOST_MEGABYTES} MB`,
      isWrong: !megabytes.every((one) => one < MOST_MEGABYTES),
    },
  ];
}

/** Recipients of the local mailbox, with how many mails each has got. */
function mailed(root: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const mailbox = join(root, 'data', 'mailbox');
  mkdirSync(mailbox, { recursive: true });
  for (const name of readdirSync(mailbox, { recursive: true, encoding: 'utf8' })) {
    const recipient = /\d+-(.*)\.eml$/.exec(name)?.[1];
    if (recipient !== undefined) counts.set(recipient, (counts.get(recipient) ?? 0) + 1);
  }
  return counts;
}

async function residentMegabytes(url: string): Promise<number> {
  const answer = await fetch(new URL('/metrics', url), { headers: { authorization: `Bearer ${TOKEN}` } });
  return Number(/^process_resident_memory_bytes (\d+)/m.exec(await answer.text())?.[1]) / 2 ** 20;
}
