// masthead subscribers import: lists of readers into the store, plain ones and the exports of other systems.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { consentInstant } from '../core/audience/consent-date.ts';
import { EXPORT_NAMES } from '../core/audience/exports/exported-reader.ts';
import type { Newsletter } from '../core/newsletter.ts';
import { AppError } from '../errors.ts';
import { consentIncomplete } from '../subscribers/consent-incomplete.ts';
import type { Adder } from '../subscribers/dry-adder.ts';
import type { RowRules } from '../subscribers/row-reader.ts';
import type { Store } from '../store/store.ts';
import type { CommandCall, CommandSpec, Outcome } from './command.ts';
import { importData, importLines } from './import-lines.ts';

const SYSTEMS = [...EXPORT_NAMES, 'csv'] as const;
const STATES = ['pending', 'unsubscribed', 'bounced', 'complained', 'removed'] as const;

export const subscribersImport: CommandSpec = {
  usage: 'import <file...>',
  summary: 'add subscribers from CSV files or exports of other systems; whoever has left stays away',
  options: [
    ['--from <name>', `the system that has written the files: ${SYSTEMS.join(', ')}; told by the columns otherwise`],
    ['--dry-run', 'say what would happen, and change nothing'],
    ['--topic <label=slug>', 'the topic that a tag, label or list stands for; may be given several times'],
    ['--as <state>', `what all who would be mailed are instead: ${STATES.join(', ')}`],
    ['--consent-source <text>', 'where the readers of the file have agreed, for rows that do not say it'],
    ['--consent-date <date>', 'when they have agreed'],
  ],
  run: async (call): Promise<Outcome> => {
    const paths = call.args.map((file) => resolve(call.root, file));
    for (const path of paths) if (!existsSync(path)) throw new AppError('FILE_MISSING', `There is no file ${path}.`);
    const { openApp } = await import('../app.ts');
    const { dryAdder } = await import('../subscribers/dry-adder.ts');
    const { importSubscribers } = await import('../subscribers/import-subscribers.ts');
    await using app = openApp(call.root, { onNotice: call.screen.note });
    const rules = rulesOf(call, app.newsletter);
    const isDry = call.flag('dry-run');
    const store = isDry ? await app.knownStore() : await app.store();
    const progress = call.screen.progress(isDry ? 'Reading' : 'Importing');
    const add = isDry || store === undefined ? dryAdder(store) : adderOf(store);
    const report = await importSubscribers(add, paths, {
      ...rules,
      isDry,
      now: app.clock.now,
      onProgress: ({ bytes, totalBytes }) => progress.step(bytes, totalBytes),
    });
    progress.end();
    return { data: importData(report, isDry), lines: importLines(report, isDry) };
  },
};

function adderOf(store: Store): Adder {
  return (batch, at) => store.addSubscribers(batch, at);
}

function rulesOf(call: CommandCall, { topics }: Newsletter): Omit<RowRules, 'now'> {
  const from = oneOf(call, 'from', SYSTEMS);
  const as = oneOf(call, 'as', STATES);
  const consent = consentOf(call);
  return {
    topics,
    topicOfLabel: topicOfLabel(call.texts('topic'), topics),
    ...(from !== undefined && { from }),
    ...(as !== undefined && { as }),
    ...(consent !== undefined && { consent }),
  };
}

function oneOf<Name extends string>(call: CommandCall, option: string, names: readonly Name[]): Name | undefined {
  const written = call.text(option);
  const known = names.find((name) => name === written?.toLowerCase());
  if (written !== undefined && known === undefined) {
    throw new AppError('USAGE', `--${option} is one of ${names.join(', ')}, not "${written}".`);
  }
  return known;
}

function topicOfLabel(pairs: readonly string[], topics: Newsletter['topics']): ReadonlyMap<string, string> {
  return new Map(
    pairs.map((pair) => {
      const at = pair.lastIndexOf('=');
      const [label, slug] = [pair.slice(0, Math.max(at, 0)).trim(), pair.slice(at + 1).trim()];
      const slugs = topics.map((topic) => topic.slug);
      if (label === '' || !slugs.includes(slug)) {
        const known = slugs.length === 0 ? 'masthead.yaml has no topics' : `the topics are ${slugs.join(', ')}`;
        throw new AppError('USAGE', `--topic "${pair}" is not of the form label=slug: ${known}.`);
      }
      return [label.toLowerCase(), slug];
    }),
  );
}

/** A record of another system has a date of its own to go by; whether a file has such is seen when it is read. */
function consentOf({ text }: CommandCall): RowRules['consent'] {
  const [source, date] = [text('consent-source'), text('consent-date')];
  if (source === undefined && date === undefined) return undefined;
  const at = date === undefined ? undefined : consentInstant(date);
  if (source === undefined || (date !== undefined && at === undefined)) throw consentIncomplete();
  return { source, ...(at !== undefined && { at }) };
}
