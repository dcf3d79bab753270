// A sender to be killed. It loads everything, says that it is ready, and for each line on stdin delivers every open
// mailing of the stores named there, each to its own server and all at once, answering with one line. SIGTERM lets it
// finish what is in flight and leave.
import { enableCompileCache } from 'node:module';
import { createInterface } from 'node:readline';
import type { Answer, Task } from './sender-process.ts';

enableCompileCache();
const { deliverOpen } = await import('../../src/delivery/deliver.ts');
const { smtpMailer } = await import('../../src/mail/smtp-mailer.ts');
const { openStore } = await import('../../src/store/open-store.ts');
const { wait } = await import('../../src/system/wait.ts');
const { KEYS } = await import('../support/a-letter.ts');

const stop = new AbortController();
process.on('SIGTERM', () => {
  stop.abort();
  lines.close();
});
const lines = createInterface({ input: process.stdin });
say({ ready: true });
for await (const line of lines) {
  // Written by the prover alone.
  say({ answers: await Promise.all((JSON.parse(line) as readonly Task[]).map(deliverTask)) });
}

async function deliverTask({ databaseUrl, smtpUrl, leaseMs }: Task): Promise<Answer> {
  try {
    await using store = await openStore('/', databaseUrl);
    await using mailer = smtpMailer(smtpUrl);
    const tools = {
      store,
      mailer,
      keys: KEYS,
      uncertain: 'resend',
      now: () => new Date(),
      random: Math.random,
    } as const;
    return { reports: await deliverOpen({ ...tools, wait, leaseMs }, { signal: stop.signal }) };
  } catch (error) {
    return { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

function say(message: unknown): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
