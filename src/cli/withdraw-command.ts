// masthead withdraw: takes an issue back from pages and feeds, and ends its mailings.
import type { WithdrawalFacts, WithdrawReport } from '../flow/withdraw-issue.ts';
import type { CommandSpec, Outcome } from './command.ts';
import { confirmed } from './confirmed.ts';
import { controlLine } from './control-lines.ts';
import { counted } from './problem-lines.ts';

export const withdrawCommand: CommandSpec = {
  usage: 'withdraw <slug>',
  summary: 'take an issue back: out of pages and feeds, its address answers 410, its mailings end',
  options: [
    ['--note <text>', 'why, for readers'],
    ['--yes', 'do not ask'],
    ['--no-images', 'leave out the images for link previews'],
  ],
  run: async (call): Promise<Outcome> => {
    const { openApp } = await import('../app.ts');
    const { withdrawIssue } = await import('../flow/withdraw-issue.ts');
    const { root, args, text, flag, screen } = call;
    const note = text('note')?.replace(/\s+/g, ' ').trim();
    await using app = openApp(root, { onNotice: screen.note });
    const reading = screen.progress('Reading issues');
    const report = await withdrawIssue(app, {
      slug: args[0] ?? '',
      ...(note !== undefined && note !== '' && { note }),
      images: !flag('no-images'),
      onProgress: reading.step,
      isMeant: (facts) => {
        reading.end();
        return confirmed(call, question(facts));
      },
    });
    const failed = report.outcome === 'not meant' || report.isBuilt === false;
    return { data: report, lines: lines(report, app.newsletter.schedule.time_zone), failed };
  },
};

function question({ slug, title, accepted }: WithdrawalFacts): string {
  const mailed = accepted === 0 ? '' : ` ${lettersText(accepted)} been accepted, and cannot be taken back.`;
  return `Withdraw ${slug}, "${title}"?${mailed}`;
}

function lines(report: WithdrawReport, timeZone: string): readonly string[] {
  const { outcome, path, url, accepted, uncertain, cancelled, openDigests, isBuilt } = report;
  if (outcome === 'not meant') return ['Nothing was changed.'];
  const first = outcome === 'before' ? `${path} was withdrawn before.` : `Withdrawn: ${path} says "status: withdrawn".`;
  const built = `${url} is a notice now, and the issue is out of index, feeds and sitemap.`;
  const broken =
    'out/ is as it was, because some issues have errors: "masthead check" shows them, then "masthead build".';
  const possible = uncertain === 0 ? '' : ` ${uncertain} more may have been.`;
  const mailed = `What cannot be taken back: ${lettersText(accepted)} been accepted by mail servers.${possible}`;
  return [
    first,
    isBuilt === true ? built : broken,
    ...cancelled.map((one) => controlLine(one, 'cancel', timeZone)),
    ...openDigests.map(
      (name) => `The ${name} holds it and is being mailed still: pause or cancel that one if you must.`,
    ),
    ...(accepted + uncertain === 0 ? [] : [mailed]),
    'Keep the file, so that its slug stays taken, and commit it.',
  ];
}

function lettersText(count: number): string {
  return `${counted(count, 'letter')} ${count === 1 ? 'has' : 'have'}`;
}
