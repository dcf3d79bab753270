// A sender as a process of its own, to be killed: opens the store at argv[2], delivers every open mailing to the SMTP
// server at argv[3] under leases of argv[4] milliseconds, and prints the reports as JSON.
import { deliverOpen } from '../../src/delivery/deliver.ts';
import { smtpMailer } from '../../src/mail/smtp-mailer.ts';
import { openStore } from '../../src/store/open-store.ts';
import { wait } from '../../src/system/wait.ts';
import { KEYS } from '../support/a-letter.ts';

const [, , databaseUrl = '', url = '', leaseMs = '30000'] = process.argv;
await using store = await openStore('/', databaseUrl);
await using mailer = smtpMailer(url);
const reports = await deliverOpen({
  store,
  mailer,
  keys: KEYS,
  uncertain: 'resend',
  now: () => new Date(),
  random: Math.random,
  leaseMs: Number(leaseMs),
  wait,
});
process.stdout.write(JSON.stringify(reports));
