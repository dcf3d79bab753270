// One hostile request, as it goes over the wire, and what came back: an answer or a closed connection. Nothing here is
// polite: a request is bytes, and a server that waits for more of them is hung up on.
import { connect } from 'node:net';

export interface Reaction {
  /** 0 when the connection was closed without an answer. */
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Long enough for any answer, shorter than the patience of a server with a slow client. */
const PATIENCE_MS = 5000;

/** Sends the bytes on a connection of their own and reads until it ends. */
export function reaction(url: string, bytes: string | Buffer): Promise<Reaction> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    const done = (): void => {
      clearTimeout(patience);
      socket.destroy();
      resolve(readReaction(Buffer.concat(chunks).toString('latin1')));
    };
    const patience = setTimeout(done, PATIENCE_MS);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', done);
    socket.write(bytes);
  });
}

export interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The bytes of an ordinary request with extraordinary content; the connection ends with its answer. */
export function requestBytes({ method = 'GET', path, headers = {}, body }: Ask): string {
  const length = body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [`${method} ${path} HTTP/1.1`, 'Host: bench.example', 'Connection: close', ...length, ...fields];
  return `${head.join('\r\n')}\r\n\r\n${body ?? ''}`;
}

function readReaction(text: string): Reaction {
  const end = text.indexOf('\r\n\r\n');
  const head = end < 0 ? text : text.slice(0, end);
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), head, body: end < 0 ? '' : text.slice(end + 4) };
}
