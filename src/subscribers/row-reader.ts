// Which way the rows of one file are read, settled by its first row: as the export of a system that is known by its
// columns or was named, or as a plain list with columns in the owner's words.
import { EXPORT_FORMATS, exportFormatOf } from '../core/audience/exports/export-formats.ts';
import {
  FIRST_COLUMN,
  plainColumn,
  type Cell,
  type ExportedState,
  type ExportFormat,
  type ExportName,
} from '../core/audience/exports/exported-reader.ts';
import { exportedRow, type ExportResult } from '../core/audience/exports/exported-row.ts';
import { columnsOf, type Columns } from '../core/audience/subscriber-columns.ts';
import { subscriberRow } from '../core/audience/subscriber-row.ts';
import type { Newsletter } from '../core/newsletter.ts';
import { AppError } from '../errors.ts';
import { consentIncomplete } from './consent-incomplete.ts';
import type { TextSource } from './text-source.ts';

export interface RowRules {
  readonly topics: Newsletter['topics'];
  /** Labels of the other system, in lower case -> slugs of topics. */
  readonly topicOfLabel?: ReadonlyMap<string, string>;
  /** The system that the owner has named, or `csv` for a list of no system. */
  readonly from?: ExportName | 'csv';
  readonly as?: Exclude<ExportedState, 'subscribed'>;
  /** What the owner vouches for, for rows that state no consent themselves; RFC 3339. */
  readonly consent?: { readonly source: string; readonly at?: string };
  readonly now: string;
}

export interface RowReader {
  /** The system's name for people; undefined for a plain list. */
  readonly system?: string;
  readonly hasHead: boolean;
  readonly read: (cells: readonly string[]) => ExportResult;
  /** What stands where an address should. */
  readonly typed: (cells: readonly string[]) => string;
  /** Columns whose content is lost. */
  readonly lostColumns: readonly string[];
}

/** For a file that begins with `firstRow`. Throws CSV_UNREADABLE when nobody can tell where the addresses are. */
export function rowReader(firstRow: readonly string[], source: TextSource, rules: RowRules): RowReader {
  const format = rules.from === 'csv' ? undefined : exportFormatOf(firstRow);
  if (rules.from === undefined || rules.from === 'csv') {
    return format === undefined ? plainReader(firstRow, source, rules) : exportReader(firstRow, format, source, rules);
  }
  const wanted = EXPORT_FORMATS[rules.from];
  if (!wanted.isHead(new Set(firstRow.map(plainColumn)))) throw otherSystem(source, wanted, format);
  return exportReader(firstRow, wanted, source, rules);
}

function exportReader(
  head: readonly string[],
  format: ExportFormat,
  { fileName }: TextSource,
  rules: RowRules,
): RowReader {
  const { topics, topicOfLabel, now, consent, as } = rules;
  const index = new Map<string, number>([[FIRST_COLUMN, 0]]);
  for (const [at, name] of head.entries()) if (!index.has(plainColumn(name))) index.set(plainColumn(name), at);
  const topicOf = (label: string): string | undefined =>
    topicOfLabel?.get(label.toLowerCase()) ??
    topics.find(({ slug, label: name, labels }) => [slug, name, ...labels].includes(label))?.slug;
  const settings = {
    label: format.label,
    fileName,
    topicOf,
    now,
    ...(consent && { consent }),
    ...(as !== undefined && { as }),
  };
  return {
    system: format.label,
    hasHead: true,
    read: (cells) => {
      const cell: Cell = (...names) => {
        for (const name of names) {
          const text = cells[index.get(name) ?? -1]?.trim() ?? '';
          if (text !== '') return text;
        }
        return '';
      };
      return exportedRow(format.reader(cell, fileName), settings);
    },
    typed: (cells) => cells[index.get(ADDRESS.find((name) => index.has(name)) ?? FIRST_COLUMN) ?? 0] ?? '',
    lostColumns: head.filter((name) => !format.columns.has(plainColumn(name))),
  };
}

const ADDRESS = ['email', 'email_address', 'user_email_address'];

function plainReader(firstRow: readonly string[], source: TextSource, rules: RowRules): RowReader {
  const { columns, hasHead } = columnsOf(firstRow) ?? noAddressColumn(source);
  const { topics, now, consent, as } = rules;
  if (consent !== undefined && consent.at === undefined) throw consentIncomplete();
  const settings = {
    columns,
    topics,
    ...(consent?.at !== undefined && { consent: { source: consent.source, at: consent.at } }),
    origin: `import of ${source.fileName}`,
    now,
  };
  return {
    hasHead,
    read: (cells) => {
      const row = subscriberRow(cells, settings);
      if ('refusal' in row) return row;
      const isMailable = row.subscriber.event === 'imported' || row.subscriber.event === 'unproven';
      const event = as !== undefined && isMailable ? EVENT_AS[as] : row.subscriber.event;
      return { subscriber: { ...row.subscriber, event }, strayLabels: [] };
    },
    typed: (cells) => cells[columns.address] ?? '',
    lostColumns: hasHead ? firstRow.filter((_, at) => !isUsed(columns, at)) : [],
  };
}

const EVENT_AS = {
  pending: 'unproven',
  unsubscribed: 'unsubscribed',
  bounced: 'bounced',
  complained: 'complained',
  removed: 'removed',
} as const;

function isUsed(columns: Columns, at: number): boolean {
  return Object.values(columns).includes(at);
}

function noAddressColumn({ name }: TextSource): never {
  const cure = 'Name one "email" or "邮箱", or give one address a line.';
  throw new AppError('CSV_UNREADABLE', `${name} has no column of addresses in its first row. ${cure}`);
}

function otherSystem({ name }: TextSource, wanted: ExportFormat, found: ExportFormat | undefined): AppError {
  const cure =
    found === undefined ? 'Leave --from away to read it as a plain list.' : `It looks like ${found.label}'s.`;
  return new AppError('CSV_UNREADABLE', `${name} has not the columns of an export of ${wanted.label}. ${cure}`);
}
