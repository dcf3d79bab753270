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
  if (!isSoundOutsideCdata(xml) || NOT_XML.test(xml)) readWhole(xml);
  return xml;
}

/** All that XML 1.0 (section 2.2) does not count as a character; halves of pairs are looked for before. */
const NOT_XML = /[^\t\n\r\u0020-\uFFFD]/;

/**
 * Whether the document is well-formed around its CDATA sections. Nine tenths of a feed stand in them, and the only
 * things that can be wrong there are a character that is none, and their end, which is by definition the first `]]>`.
 */
function isSoundOutsideCdata(xml: string): boolean {
  const frame = withoutCdata(xml);
  // In a comment or an instruction `<![CDATA[` begins nothing. We write none, so where one stands all is read.
  if (frame.includes('<!--') || frame.includes('<?', 1)) return false;
  try {
    readWhole(frame);
    return true;
  } catch {
    // The whole document says the same, with the right line and column.
    return false;
  }
}

/** The document with its CDATA sections emptied. */
function withoutCdata(xml: string): string {
  let frame = '';
  let from = 0;
  for (let start = xml.indexOf(CDATA); start >= 0; start = xml.indexOf(CDATA, from)) {
    frame += xml.slice(from, start + CDATA.length);
    const end = xml.indexOf(']]>', start + CDATA.length);
    // Without an end, what follows is no section and stays.
    from = end < 0 ? start + CDATA.length : end;
  }
  return frame + xml.slice(from);
}

const CDATA = '<![CDATA[';

function readWhole(xml: string): void {
  const parser = new SaxesParser({ xmlns: true });
  parser.write(xml).close();
}
