// Which system a file comes from, by the names of its columns. Nothing is guessed from the rows: a head that two
// systems could have written is given to neither.
import { buttondownExport } from './buttondown-export.ts';
import { plainColumn, type ExportFormat, type ExportName } from './exported-reader.ts';
import { ghostExport } from './ghost-export.ts';
import { listmonkExport } from './listmonk-export.ts';
import { mailchimpExport } from './mailchimp-export.ts';
import { substackExport } from './substack-export.ts';

export const EXPORT_FORMATS: Readonly<Record<ExportName, ExportFormat>> = {
  listmonk: listmonkExport,
  ghost: ghostExport,
  substack: substackExport,
  buttondown: buttondownExport,
  mailchimp: mailchimpExport,
};

/** The system whose head this row is; undefined for a list of no system that is known. */
export function exportFormatOf(head: readonly string[]): ExportFormat | undefined {
  const columns = new Set(head.map(plainColumn));
  const fitting = Object.values(EXPORT_FORMATS).filter((format) => format.isHead(columns));
  return fitting.length === 1 ? fitting[0] : undefined;
}
