// masthead subscribers import: a CSV file into the store.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { consentInstant } from '../core/audience/consent-date.ts';
import { AppError } from '../errors.ts';
import type { ImportReport } from '../subscribers/import-subscribers.ts';
import type { CommandCall, CommandSpec, Outcome } from './command.ts';
import { counted } from './problem-lines.ts';

export const subscribersImport: CommandSpec = {
  usage: 'import <file>',
  summary: 'add subscribers from a CSV file; whoever has left stays away',
  options: [
    ['--consent-source <text>', 'where the readers of the file have agreed, for rows that do not say it'],
    ['--consent-date <date>', 'when they have agreed'],
  ],
  run: async (call): Promise<Outcome> => {
    const file = resolve(call.root, call.args[0] ?? '');
    if (!existsSync(file)) throw new AppError('FILE_MISSING', `There is no file ${file}.`);
    const consent = consentOf(call);
    const { openApp } = await import('../app.ts');
    const { importSubscribers } = await import('../subscribers/import-subscribers.ts');
    await using app = openApp(call.root, { onNotice: call.screen.note });
    const progress = call.screen.progress('Importing');
    const report = await importSubscribers(await app.store(), file, {
      topics: app.newsletter.topics,
      now: app.clock.now,
      onProgress: ({ bytes, totalBytes }) => progress.step(bytes, totalBytes),
      ...(consent && { consent }),
    });
    progress.end();
    return { data: report, lines: reportLines(report) };
  },
};

function consentOf({ text }: CommandCall): { readonly source: string; readonly at: string } | undefined {
  const [source, date] = [text('consent-source'), text('consent-date')];
  if (source === undefined && date === undefined) return undefined;
  const at = date === undefined ? undefined : consentInstant(date);
  if (source === undefined || at === undefined) {
    throw new AppError('USAGE', 'Give both --consent-source <text> and --consent-date <date>, such as 2026-01-06.');
  }
  return { source, at };
}

function reportLines(report: ImportReport): readonly string[] {
  const { rows, results, pending, refused, refusedFile, encoding } = report;
  const parts = Object.entries(results).filter(([, count]) => count > 0);
  const lines = [
    `Read ${counted(rows, 'row')} (${encoding}): ${parts.map(([name, count]) => `${count} ${name}`).join(', ')}.`,
  ];
  if (results.blocked > 0) {
    lines.push('Blocked are those who have unsubscribed or are suppressed: an import never brings them back.');
  }
  if (pending > 0) {
    lines.push(`Pending, and not mailed until something says that they have agreed: ${pending}. See --consent-source.`);
  }
  if (refused > 0) lines.push(`Refused ${counted(refused, 'row')}; the reasons are in ${refusedFile}.`);
  return lines;
}
