// Header fields of a mail, and whatever else is written like them: delivery status, feedback reports, returned headers.
// What is no field is skipped: all of this comes from strangers. Only so many fields are read.

/** A field name in lower case -> its values in order, unfolded. */
export type MailFields = ReadonlyMap<string, readonly string[]>;

/** More than any server writes. */
const MAX_FIELDS = 300;
/** A line of a mail has 998 at most; a folded List-Unsubscribe or diagnostic is a few of them. */
const MAX_VALUE_CHARACTERS = 4000;

/** The fields up to the first empty line. */
export function mailFields(text: string): MailFields {
  return fieldBlocks(text, 1)[0] ?? new Map();
}

/** Fields in blocks with empty lines between them, as in a delivery status (RFC 3464, 2.1); at most `limit` blocks. */
export function fieldBlocks(text: string, limit: number): readonly MailFields[] {
  const blocks: MailFields[] = [];
  let block: string[] = [];
  let count = 0;
  for (const line of `${text}\n\n`.split(/\r?\n/)) {
    if (blocks.length === limit || count > MAX_FIELDS) break;
    if (line.trim() !== '') {
      block.push(line);
      count += 1;
      continue;
    }
    if (block.length > 0) blocks.push(fieldsOf(block));
    block = [];
  }
  return blocks;
}

/** The first value of a field, or undefined. */
export function fieldOf(fields: MailFields, name: string): string | undefined {
  return fields.get(name)?.[0];
}

function fieldsOf(lines: readonly string[]): MailFields {
  const fields = new Map<string, string[]>();
  let last: string[] | undefined;
  for (const line of lines) {
    const [, name = '', value = ''] = /^([\w-]{1,76})[ \t]*:(.*)$/.exec(line) ?? [];
    if (name === '') {
      const folded = last?.pop();
      if (/^[ \t]/.test(line) && folded !== undefined) last?.push(bounded(`${folded} ${line.trim()}`));
      continue;
    }
    const key = name.toLowerCase();
    last = fields.get(key) ?? [];
    last.push(bounded(value.trim()));
    fields.set(key, last);
  }
  return fields;
}

function bounded(value: string): string {
  return value.slice(0, MAX_VALUE_CHARACTERS);
}
