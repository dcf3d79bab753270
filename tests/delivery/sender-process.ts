// A sender as a process of its own, to be killed: opens the store at argv[2], delivers every open mailing to the SMTP
// server at argv[3], and prints the reports as JSON.
import { deliverOpen } from '../../src/delivery/deliver.ts';
import { smtpMailer } from '../../src/mail/smtp-mailer.ts';
import { sqliteStore } from '../../src/store/sqlite-store.ts';
import { KEYS } from '../support/a-letter.ts';

const [, , path = '', url = ''] = process.argv;
await using store = await sqliteStore(path);
await using mailer = smtpMailer(url);
const reports = await deliverOpen({
  store,
  mailer,
  keys: KEYS,
  uncertain: 'resend',
  now: () => new Date(),
  random: Math.random,
  wait: async () => {},
});
process.stdout.write(JSON.stringify(reports));
