// masthead send: one test message of an issue, or its correction to those who got it.
import { AppError } from '../errors.ts';
import type { CommandCall, CommandSpec, Outcome } from './command.ts';
import { reportLine } from './delivery-lines.ts';
import { FINISHING, watchMailing } from './watch-mailing.ts';

export const sendCommand: CommandSpec = {
  usage: 'send <slug>',
  summary: 'send one test message of an issue, or its correction to those who got the issue',
  options: [
    ['--test <address>', 'send one message to this address alone'],
    ['--correction', 'mail the last correction to those who got the issue'],
  ],
  run: async (call): Promise<Outcome> => {
    const address = call.text('test');
    if ((address === undefined) !== call.flag('correction')) {
      throw new AppError('USAGE', 'Say either --test <address> or --correction. Whole issues are mailed by "publish".');
    }
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
  const report = await sendCorrection(app, args[0] ?? '', { signal: stop.signal, onProgress: mailing.step });
  mailing.end();
  const failed = report.outcome === 'stopped' || report.outcome === 'interrupted';
  return { data: report, lines: [reportLine(report)], failed };
}
