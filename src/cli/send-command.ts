// masthead send: one test message of an issue, its correction to those who got it, the editor's word to a mailing that
// runs, or the answer to what is held.
import { AppError } from '../errors.ts';
import type { CommandCall, CommandSpec, Outcome } from './command.ts';
import type { MailingControlWord } from '../flow/control-mailing.ts';
import { confirmed } from './confirmed.ts';
import { controlLine } from './control-lines.ts';
import { pauseNotes, reportLine } from './delivery-lines.ts';
import { localTime } from './local-time.ts';
import { FINISHING, watchMailing } from './watch-mailing.ts';

export const sendCommand: CommandSpec = {
  usage: 'send <slug>',
  summary: 'send one test message of an issue, its correction, pause or end its mailing, or settle what is uncertain',
  options: [
    ['--test <address>', 'send one message to this address alone'],
    ['--correction', 'mail the last correction to those who got the issue'],
    ['--pause', 'let the mailing rest: what is in flight ends, nothing more begins'],
    ['--resume', 'let a paused mailing go on'],
    ['--cancel', 'end the mailing for good: whoever has not got it gets it no more'],
    ['--yes', 'do not ask before cancelling'],
    ['--resolve <as>', 'settle the held ones: "resend" sends them again, "accept" takes them for received'],
  ],
  run: async (call): Promise<Outcome> => {
    const address = call.text('test');
    const resolve = call.text('resolve');
    const word = WORDS.find((one) => call.flag(one));
    const words = WORDS.map((one) => call.flag(one));
    const asked = [address !== undefined, call.flag('correction'), resolve !== undefined, ...words].filter(Boolean);
    if (asked.length !== 1) {
      const ways = '--test <address>, --correction, --pause, --resume, --cancel or --resolve=resend|accept';
      throw new AppError('USAGE', `Say one of ${ways}. Whole issues are mailed by "publish".`);
    }
    if (word !== undefined) return control(call, word);
    if (resolve !== undefined) return settle(call, resolve);
    return address === undefined ? correction(call) : test(call, address);
  },
};

async function test({ root, args, screen }: CommandCall, written: string): Promise<Outcome> {
  const { emailAddress } = await import('../core/audience/email-address.ts');
  const address = emailAddress(written);
  if (!address) throw new AppError('USAGE', `"${written}" is no email address.`);
  const { openApp } = await import('../app.ts');
  const { sendOne } = await import('../flow/send-one.ts');
  await using app = openApp(root, { onNotice: screen.note });
  const result = await sendOne(app, args[0] ?? '', address);
  const { destination } = await app.mailer();
  const data = { address, destination, result };
  if (result.kind === 'accepted') return { data, lines: [`Accepted for ${address} by ${destination}.`] };
  const reason = result.kind === 'refused' ? result.reply : result.detail;
  screen.note(`${screen.red('error')}: ${destination} did not accept the message for ${address}: ${reason}`);
  return { data, lines: [], failed: true };
}

async function correction({ root, args, screen }: CommandCall): Promise<Outcome> {
  const { openApp } = await import('../app.ts');
  const { sendCorrection } = await import('../flow/send-one.ts');
  const { shutdownSignal } = await import('../system/shutdown.ts');
  await using app = openApp(root, { onNotice: screen.note });
  using stop = shutdownSignal();
  const mailing = watchMailing(screen);
  stop.signal.addEventListener('abort', () => screen.note(FINISHING), { once: true });
  const { time_zone } = app.newsletter.schedule;
  const report = await sendCorrection(app, args[0] ?? '', {
    signal: stop.signal,
    onProgress: mailing.step,
    onWait: pauseNotes(screen.note, time_zone),
  });
  mailing.end();
  const failed = report.outcome === 'stopped' || report.outcome === 'interrupted';
  const since = localTime(Date.parse(report.startedAt), time_zone);
  const before = `This correction was mailed before, from ${since} (${time_zone}) on; nobody is mailed twice.`;
  return { data: report, lines: [...(report.isNew ? [] : [before]), reportLine(report, time_zone)], failed };
}

const WORDS: readonly MailingControlWord[] = ['pause', 'resume', 'cancel'];

async function control(call: CommandCall, word: MailingControlWord): Promise<Outcome> {
  const slug = call.args[0] ?? '';
  if (word === 'cancel') {
    const question = `End the mailing of ${slug} for good? Whoever has not got it gets it no more.`;
    if (!(await confirmed(call, question)))
      return { data: { slug, asked: word, mailings: [] }, lines: ['Left as it was.'] };
  }
  const { openApp } = await import('../app.ts');
  const { controlMailings } = await import('../flow/control-mailing.ts');
  await using app = openApp(call.root, { onNotice: call.screen.note });
  const mailings = await controlMailings(app, slug, word);
  const { time_zone } = app.newsletter.schedule;
  // What has ended cannot be paused, nor resumed; a script should hear of it.
  const failed = mailings.every(({ outcome }) => outcome === 'finished' || outcome === 'cancelled');
  const lines = mailings.map((one) => controlLine(one, word, time_zone));
  return { data: { slug, asked: word, mailings }, lines, failed };
}

async function settle({ root, args, screen }: CommandCall, as: string): Promise<Outcome> {
  if (as !== 'resend' && as !== 'accept') throw new AppError('USAGE', '--resolve is either "resend" or "accept".');
  const { openApp } = await import('../app.ts');
  const { resolveHeld } = await import('../flow/resolve-held.ts');
  await using app = openApp(root, { onNotice: screen.note });
  const slug = args[0] ?? '';
  const count = await resolveHeld(app, slug, as);
  const data = { slug, resolved: as, count };
  if (count === 0) return { data, lines: [`Nothing of ${slug} is held.`] };
  const next = as === 'accept' ? 'are taken for accepted' : 'will be sent again by the next "publish", or by "start"';
  return { data, lines: [`${count} that were uncertain ${next}.`] };
}
