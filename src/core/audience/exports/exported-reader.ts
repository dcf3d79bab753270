// What another system's export says of one reader, in our words and before anything is checked; and what each of those
// systems has to tell so that its export can be read. Pure tables: reading files is src/subscribers.

/** subscribed: gets mail there. pending: has not confirmed there. The others must not be mailed, for this reason. */
export type ExportedState = 'subscribed' | 'pending' | 'unsubscribed' | 'bounced' | 'complained' | 'removed';

/** Dates as they are written there. */
export interface ExportedReader {
  readonly address: string;
  readonly state: ExportedState;
  /** The state in the system's own word. */
  readonly said?: string;
  /** When the person signed up or confirmed, where the system records that. */
  readonly consentAt?: string;
  /** When the record was made, where that proves no consent. */
  readonly createdAt?: string;
  readonly leftAt?: string;
  /** From where and when a confirmed opt-in was asked for. */
  readonly askedAt?: string;
  readonly askedIp?: string;
  /** From where it was confirmed. */
  readonly ip?: string;
  /** Tags, labels and lists. */
  readonly labels?: readonly string[];
  /** Where they came from, in the system's words. */
  readonly origin?: string;
}

export type ExportedRow = ExportedReader | { readonly refusal: string };

/** The first of these columns that has something in it, by plain names; empty when none has. */
export type Cell = (...columns: readonly string[]) => string;

/** The first column whatever its name is: where a system writes names in the language of its user. */
export const FIRST_COLUMN = '#1';

export const EXPORT_NAMES = ['listmonk', 'ghost', 'substack', 'buttondown', 'mailchimp'] as const;
export type ExportName = (typeof EXPORT_NAMES)[number];

export interface ExportFormat {
  readonly name: ExportName;
  /** As people write it. */
  readonly label: string;
  /** Whether a head with these plain names is this system's and nobody else's. */
  readonly isHead: (columns: ReadonlySet<string>) => boolean;
  /** Plain names of the columns that are taken over; all others are lost. */
  readonly columns: ReadonlySet<string>;
  /** `fileName` is the last part of its path: some systems put the state there. */
  readonly reader: (cell: Cell, fileName: string) => ExportedRow;
}

/** A column as it is compared: lower case, everything between words an underscore. */
export function plainColumn(name: string): string {
  return name
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_|_$/g, '');
}

/** `"VIP","Blog"`, `vip, blog` or `["vip"]` as names. */
export function labelList(text: string): readonly string[] {
  const names = text.replaceAll(/^\[|\]$/g, '').split(/[,;]/);
  return names.map((name) => name.trim().replaceAll(/^["']+|["']+$/g, '')).filter((name) => name !== '');
}

/** What is not empty. */
export function stated<Name extends string>(values: Readonly<Record<Name, string>>): Partial<Record<Name, string>> {
  // Only strings are left, under names that were given.
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')) as Partial<
    Record<Name, string>
  >;
}
