// The text of a DKIM signature (RFC 6376, RFC 8463), relaxed/relaxed: which headers it covers, what exactly is signed,
// and the header that carries it. Signing itself, with keys, is mail/dkim.ts. Without a time stamp, so that a message
// that is sent again has the same bytes.

export type DkimAlgorithm = 'rsa-sha256' | 'ed25519-sha256';

export interface DkimTags {
  readonly algorithm: DkimAlgorithm;
  readonly domain: string;
  readonly selector: string;
  /** Base64 of the SHA-256 of the body. */
  readonly bodyHash: string;
}

/**
 * Named once more than they occur (RFC 6376, 8.15): a second one of them, put in front, would be what a reader is
 * shown, and breaks the signature. One that is absent must stay so.
 */
const OVERSIGNED = [
  'From',
  'To',
  'Cc',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
];

/** Covered as often as they occur; a relay may add its own. */
const SIGNED = [
  'Sender',
  'In-Reply-To',
  'References',
  'Content-Language',
  'List-Archive',
  'List-Help',
  'List-Subscribe',
  'List-Owner',
  'List-Post',
  'Feedback-ID',
  'CFBL-Address',
  'Precedence',
  'Auto-Submitted',
];

/** A character less than the 78 of RFC 5322, as everywhere. */
const LINE_CHARACTERS = 76;

/** What is covered of one header, ready for any number of signatures. */
export interface CoveredHeaders {
  /** Names for `h=`, in the order in which they are hashed. */
  readonly names: readonly string[];
  /** Their canonical lines, each with CRLF. */
  readonly canonical: string;
}

/** The covered lines of a header; of several with one name the last is taken first (RFC 6376, 5.4.2). */
export function coveredHeaders(header: string): CoveredHeaders {
  const lines = new Map<string, string[]>();
  for (const line of header.split(/\r\n(?![ \t])/)) {
    const name = line.slice(0, line.indexOf(':')).trim().toLowerCase();
    const same = lines.get(name);
    if (same === undefined) lines.set(name, [line]);
    else same.push(line);
  }
  const names: string[] = [];
  let canonical = '';
  const cover = (name: string, oversigned: readonly string[]) => {
    const same = lines.get(name.toLowerCase()) ?? [];
    canonical += same
      .toReversed()
      .map((line) => `${relaxed(line)}\r\n`)
      .join('');
    names.push(...same.map(() => name), ...oversigned);
  };
  for (const name of OVERSIGNED) cover(name, [name]);
  for (const name of SIGNED) cover(name, []);
  return { names, canonical };
}

/** `DKIM-Signature: ...; b=` without the signature, folded, as it will stand in the message. */
export function openSignature(tags: DkimTags, names: readonly string[]): string {
  const method = `DKIM-Signature: v=1; a=${tags.algorithm}; c=relaxed/relaxed;`;
  const place = ` d=${tags.domain}; s=${tags.selector};`;
  return [method, place, ...coveredLines(names), ` bh=${tags.bodyHash};`, ' b='].join('\r\n');
}

/** What the key signs: the covered headers, then the signature's own header with an empty `b=` and no CRLF. */
export function signedText(covered: CoveredHeaders, open: string): string {
  return covered.canonical + relaxed(open);
}

/** The finished header with its CRLF; folding space inside `b=` counts for nothing. */
export function closedSignature(open: string, signature: string): string {
  const lines = signature.match(new RegExp(`.{1,${LINE_CHARACTERS - 4}}`, 'g')) ?? [];
  return `${open}${lines.join('\r\n ')}\r\n`;
}

/** RFC 6376, 3.4.2. */
function relaxed(line: string): string {
  const colon = line.indexOf(':');
  const value = line
    .slice(colon + 1)
    .replace(/[ \t\r\n]+/g, ' ')
    .trim();
  return `${line.slice(0, colon).trim().toLowerCase()}:${value}`;
}

/** ` h=` in lines; a fold may stand after a colon. */
function coveredLines(names: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let line = ' h=';
  names.forEach((name, i) => {
    const piece = i === names.length - 1 ? `${name};` : `${name}:`;
    if (line.length + piece.length > LINE_CHARACTERS) {
      lines.push(line);
      line = ' ';
    }
    line += piece;
  });
  return [...lines, line];
}
