// One sender of the delivery benchmark, in a process of its own: `node bench/deliver-run.ts <file>` reads what to do
// from a JSON file, sends, and prints one line of JSON. Making the list and the letter is not in the time.
import { readFileSync } from 'node:fs';
import { createPrivateKey } from 'node:crypto';
import { join } from 'node:path';
import type { BenchLetter } from './bench-letter.ts';

export interface DeliverJob extends BenchLetter {
  /** start: make the list and the mailing; masthead delivers it then, in a process that has not seen the list. */
  readonly sender: 'masthead' | 'nodemailer' | 'start';
  readonly url: string;
  readonly count: number;
  readonly connections: number;
  /** PEM file of the key to sign with. */
  readonly keyFile?: string | undefined;
  /** For the store, where it is a file. */
  readonly folder: string;
  /** A store that several senders share. */
  readonly databaseUrl?: string | undefined;
}

export interface Delivered {
  readonly ms: number;
  /** Of this process, all threads, while it sent. */
  readonly cpuMs: number;
  readonly peakMegabytes: number;
  readonly accepted: number;
}

/** A mailing that is too old is not sent any more. */
const AT = new Date().toISOString();
/** As many as the store takes at once. */
const BATCH = 500;
const SELECTOR = 's2026';

async function main(): Promise<void> {
  // Written by deliver-bench.ts a moment ago.
  const job = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as DeliverJob;
  const { ms, cpuMs, accepted } = await (job.sender === 'nodemailer' ? withNodemailer(job) : withMasthead(job));
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  const delivered: Delivered = { ms, cpuMs, peakMegabytes, accepted };
  process.stdout.write(`${JSON.stringify(delivered)}\n`);
}

async function withMasthead(job: DeliverJob): Promise<Omit<Delivered, 'peakMegabytes'>> {
  const { openStore } = await import('../src/store/open-store.ts');
  const { signingKey } = await import('../src/core/audience/signed-link.ts');
  const { startMailing } = await import('../src/delivery/start-mailing.ts');
  const { deliver } = await import('../src/delivery/deliver.ts');
  const { smtpMailer } = await import('../src/mail/smtp-mailer.ts');
  const { systemRandom } = await import('../src/system/random.ts');
  const { wait } = await import('../src/system/wait.ts');
  await using store = await openStore(job.folder, job.databaseUrl);
  if (job.sender === 'start') await addReaders(store, job.count);
  const keys = [signingKey('a key for the benchmark only')] as const;
  const start = { slug: '2026-01-06', letter: job.letter, newsletter: job.newsletter, keys, at: AT };
  const { mailing } = await startMailing(store, start);
  if (job.sender === 'start') return { ms: 0, cpuMs: 0, accepted: 0 };
  const plain = smtpMailer(`${job.url}?connections=${job.connections}`);
  await using mailer = job.keyFile === undefined ? plain : await signing(plain, job.keyFile, job);
  const tools = {
    store,
    mailer,
    keys,
    uncertain: 'resend' as const,
    now: () => new Date(),
    random: systemRandom,
    wait,
  };
  return await measured(async () => (await deliver(mailing, tools)).counts.accepted);
}

async function signing(mailer: import('../src/mail/mailer.ts').Mailer, keyFile: string, job: DeliverJob) {
  const { dkimSigner, signingMailer } = await import('../src/mail/dkim.ts');
  const sender = job.newsletter.sender.address;
  return signingMailer(mailer, await dkimSigner({ domain: domainOf(sender), selector: SELECTOR, keyFile }, sender));
}

async function addReaders(store: import('../src/store/store.ts').Store, count: number): Promise<void> {
  const { emailAddress } = await import('../src/core/audience/email-address.ts');
  for (let from = 0; from < count; from += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => {
      const address = emailAddress(`reader${from + i}@readers.example`);
      if (address === undefined) throw new TypeError('not an address');
      return { address, event: 'imported' as const, source: 'bench', consentAt: AT };
    });
    await store.addSubscribers(batch, AT);
  }
}

/** As its documentation says for many messages: a pool, and as many in its hands as it has connections. */
async function withNodemailer(job: DeliverJob): Promise<Omit<Delivered, 'peakMegabytes'>> {
  const { createTransport } = await import('nodemailer');
  const { fillSlots } = await import('../src/core/render/letter/slots.ts');
  const url = new URL(job.url);
  const sender = job.newsletter.sender.address;
  const dkim =
    job.keyFile === undefined
      ? {}
      : {
          dkim: {
            domainName: domainOf(sender),
            keySelector: SELECTOR,
            privateKey: createPrivateKey(readFileSync(job.keyFile)),
          },
        };
  const transport = createTransport({
    host: url.hostname,
    port: Number(url.port),
    ignoreTLS: true,
    pool: true,
    maxConnections: job.connections,
    ...dkim,
  });
  let next = 0;
  let accepted = 0;
  const work = async () => {
    while (next < job.count) {
      const address = `reader${next++}@readers.example`;
      const link = `https://news.example/unsubscribe/${Buffer.from(address).toString('base64url').padEnd(48, '0')}`;
      const values = { address, preferences_url: link, unsubscribe_url: link };
      const info = await transport.sendMail({
        from: { name: job.newsletter.sender.name, address: sender },
        to: { name: '', address },
        subject: job.letter.subject,
        text: fillSlots(job.letter.text, values),
        html: fillSlots(job.letter.html, values),
        // Otherwise it chooses quoted-printable, and Chinese three times as large.
        textEncoding: 'base64',
        headers: { 'List-Unsubscribe': `<${link}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
      });
      accepted += info.accepted.length;
    }
  };
  const result = await measured(async () => {
    await Promise.all(Array.from({ length: job.connections * 2 }, work));
    return accepted;
  });
  transport.close();
  return result;
}

async function measured(send: () => Promise<number>): Promise<Omit<Delivered, 'peakMegabytes'>> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const accepted = await send();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpuMs: (user + system) / 1000, accepted };
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

if (process.argv[1] === join(import.meta.dirname, 'deliver-run.ts')) await main();
