// The gate that every XML feed passes before it is given out: a strict parser with namespaces reads the whole document.
// One character too many would take the newsletter from all of its readers, so a document that fails is never written.
import { SaxesParser } from 'saxes';
import { AppError } from '../../../errors.ts';
import type { FeedEntry } from './entry.ts';

type Write = (entries: readonly FeedEntry[]) => string;

/**
 * The document that `write` makes of the entries. Throws FEED_MALFORMED when it is not well-formed XML with namespaces,
 * or cannot be written at all; the message names the file and the issue that causes it, found by writing each alone.
 */
export function checkedXml(file: string, entries: readonly FeedEntry[], write: Write): string {
  try {
    return wellFormed(write(entries));
  } catch (cause) {
    const culprit = isWritable([], write) ? entries.find((entry) => !isWritable([entry], write)) : undefined;
    const where = culprit
      ? `The cause is the issue "${culprit.slug}", entry ${culprit.id}.`
      : 'The cause is in no entry alone: look at title, description, author and topics in masthead.yaml.';
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `${file} was not written, because it would not be well-formed (${reason}). ${where}`;
    throw new AppError('FEED_MALFORMED', message, { cause });
  }
}

function isWritable(entries: readonly FeedEntry[], write: Write): boolean {
  try {
    wellFormed(write(entries));
    return true;
  } catch {
    // Only which entries they are counts here; what is wrong has been caught above.
    return false;
  }
}

/** The document itself; throws the parser's first complaint, with its line and column. */
function wellFormed(xml: string): string {
  // The parser joins half of a pair with whatever follows it; UTF-8 cannot write it.
  if (!xml.isWellFormed()) throw new Error('half of a surrogate pair');
  const parser = new SaxesParser({ xmlns: true });
  parser.write(xml).close();
  return xml;
}
