// Which encoding of a file a client gets, from its Accept-Encoding (RFC 9110, 12.5.3): Brotli before gzip, and the file
// as it is for everybody who names neither.

export type Encoding = 'br' | 'gzip' | 'identity';

/** Longer headers are no browser's, and the file as it is serves everybody. */
const MAX_HEADER_CHARS = 200;
/** There are a dozen forms of this header in the world. */
const MAX_KNOWN = 100;

const known = new Map<string, Encoding>();

export function acceptedEncoding(header: string | undefined): Encoding {
  if (header === undefined || header.length > MAX_HEADER_CHARS) return 'identity';
  const before = known.get(header);
  if (before !== undefined) return before;
  const encoding = preferred(header);
  if (known.size < MAX_KNOWN) known.set(header, encoding);
  return encoding;
}

function preferred(header: string): Encoding {
  const weights = new Map<string, number>();
  for (const item of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    weights.set(name === 'x-gzip' ? 'gzip' : name, weight === undefined ? 1 : Number(weight.slice(2)) || 0);
  }
  const any = weights.get('*') ?? 0;
  const br = weights.get('br') ?? any;
  const gzip = weights.get('gzip') ?? any;
  const identity = weights.get('identity') ?? 0;
  if (br > 0 && br >= gzip && br >= identity) return 'br';
  return gzip > 0 && gzip >= identity ? 'gzip' : 'identity';
}
