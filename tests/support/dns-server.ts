// A DNS server on a free port that answers from a table. What is not in the table does not exist; a name can be told
// to stay silent, or to fail.
import { createSocket } from 'node:dgram';
import { decode, encode, type Packet } from 'dns-packet';
import { onTestFinished } from 'vitest';

export interface DnsServer {
  /** Address and port, as `--dns` takes it. */
  readonly address: string;
  /** Every question, `TXT news.example`. */
  readonly asked: readonly string[];
}

/** `TXT news.example` -> its records; an MX as `10 mail.example`. 'silence': no answer at all. 'refused': SERVFAIL. */
export type DnsTable = Readonly<Record<string, readonly string[] | 'silence' | 'refused'>>;

const NXDOMAIN = 3;
const SERVFAIL = 2;
const AUTHORITATIVE = 0x0400;
/** A text in a TXT record is at most this long; a longer one is several. */
const TXT_PIECE = 255;

export async function dnsServer(table: DnsTable): Promise<DnsServer> {
  const asked: string[] = [];
  const udp = createSocket('udp4');
  udp.on('message', (bytes, client) => {
    const query = decode(bytes);
    const [question] = query.questions ?? [];
    if (question === undefined) return;
    const key = `${question.type} ${question.name.toLowerCase()}`;
    asked.push(key);
    const found = table[key];
    if (found === 'silence') return;
    const records = Array.isArray(found) ? found : [];
    const isName = Object.keys(table).some((each) => each.endsWith(` ${question.name.toLowerCase()}`));
    const code = found === 'refused' ? SERVFAIL : records.length === 0 && !isName ? NXDOMAIN : 0;
    const reply = encode({
      type: 'response',
      ...(query.id !== undefined && { id: query.id }),
      flags: AUTHORITATIVE | code,
      questions: [question],
      answers: records.map((text: string) => record(question.type, question.name, text)),
    });
    udp.send(reply, client.port, client.address);
  });
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => void udp.close());
  return { address: `127.0.0.1:${udp.address().port}`, asked };
}

type Answer = NonNullable<Packet['answers']>[number];

function record(type: string, name: string, text: string): Answer {
  switch (type) {
    case 'TXT':
      return { type, name, ttl: 1, data: text.match(new RegExp(`.{1,${TXT_PIECE}}`, 'gs')) ?? [''] };
    case 'MX': {
      const [preference = '10', exchange = ''] = text.split(' ');
      return { type, name, ttl: 1, data: { preference: Number(preference), exchange } };
    }
    case 'A':
    case 'AAAA':
    case 'PTR':
      return { type, name, ttl: 1, data: text };
    default:
      throw new Error(`no test asks for ${type}`);
  }
}
