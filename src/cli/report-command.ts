// masthead report: what became of a mailing, to be read, kept or printed. No address stands in it.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isDigest, mailingName } from '../core/ledger/mailing.ts';
import { AppError } from '../errors.ts';
import type { MailingHead } from '../store/figure-store.ts';
import type { CommandCall, CommandSpec, Outcome } from './command.ts';
import { reportLines } from './report-lines.ts';

const FORMATS = ['text', 'html', 'json'] as const;
type Format = (typeof FORMATS)[number];

/** Whoever has mailed more than that looks for an old one by other means. */
const SEARCHED_MAILINGS = 100_000;

export const reportCommand: CommandSpec = {
  usage: 'report <slug>',
  summary: 'report what became of a mailing: counts, pace, destinations, what came back; no addresses',
  options: [
    ['--format <format>', 'text, html (one page to print) or json (text, or by the ending of --output)'],
    ['--output <file>', 'write it into this file'],
    ['--edition <day>', 'of the correction or the digest of this day, such as 2026-01-07'],
  ],
  run: async (call): Promise<Outcome> => {
    const format = formatOf(call);
    const { openApp } = await import('../app.ts');
    const { reportOnMailing } = await import('../flow/report-on-mailing.ts');
    await using app = openApp(call.root, { onNotice: call.screen.note });
    const slug = call.args[0] ?? '';
    const store = await app.knownStore();
    const head = headOf((await store?.mailingHeads(SEARCHED_MAILINGS)) ?? [], slug, call.text('edition'));
    if (store === undefined || head === undefined) throw unknown(slug, call.text('edition'));
    const report = await reportOnMailing(store, head, app.clock.now());
    const library = isDigest(head) ? undefined : await app.library();
    const title = library?.issues.find(({ card }) => card.slug === slug)?.card.title;
    if (format === 'text') return written(call, report, reportLines(report, app.newsletter.schedule.time_zone, title));
    if (format === 'json') return written(call, report, [JSON.stringify(report, undefined, 2)]);
    const { reportFile } = await import('../flow/report-file.ts');
    return written(call, report, [reportFile(app, report, title)]);
  },
};

/** Throws USAGE. */
function formatOf({ text }: CommandCall): Format {
  const ending = /\.(html|json)$/i.exec(text('output') ?? '')?.[1]?.toLowerCase();
  const named = text('format') ?? ending ?? 'text';
  const format = FORMATS.find((one) => one === named);
  if (format !== undefined) return format;
  throw new AppError('USAGE', `--format is one of ${FORMATS.join(', ')}, not "${named}".`);
}

/** The mailing of the issue itself unless a day is named; of a digest the latest one. */
function headOf(heads: readonly MailingHead[], slug: string, day: string | undefined): MailingHead | undefined {
  const ofSlug = heads.filter((head) => head.slug === slug.normalize('NFC'));
  if (day !== undefined) return ofSlug.find(({ edition }) => edition !== '' && edition.startsWith(day));
  return ofSlug.find(({ edition }) => edition === '') ?? ofSlug[0];
}

function unknown(slug: string, day: string | undefined): AppError {
  const what = day === undefined ? mailingName({ slug, edition: '' }) : `${slug} with an edition of ${day}`;
  return new AppError('ISSUE_UNKNOWN', `${what} was never mailed. "masthead status" lists what was.`);
}

function written({ root, text }: CommandCall, data: unknown, lines: readonly string[]): Outcome {
  const file = text('output');
  if (file === undefined) return { data, lines };
  const path = resolve(root, file);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return { data, lines: [`Wrote ${path}.`] };
}
