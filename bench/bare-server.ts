// The least that a server can do in Node: one answer, from memory, whatever is asked. `node bench/bare-server.ts <file>`
// takes the answer from a running server, with its status, headers and bytes; the file says where and how to ask.
import { readFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';

/** Written by serve-bench.ts. */
interface Asked {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

// The file is serve-bench's own.
const { url, headers } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Asked;
const [answer] = (await once(request(url, { headers }).end(), 'response')) as [IncomingMessage];
const body = Buffer.concat((await answer.toArray()) as readonly Buffer[]);
const status = answer.statusCode ?? 0;
const own = new Set(['date', 'connection', 'keep-alive']);
const fields: string[] = [];
for (let i = 0; i < answer.rawHeaders.length; i += 2) {
  const [name = '', value = ''] = answer.rawHeaders.slice(i, i + 2);
  if (!own.has(name.toLowerCase())) fields.push(name, value);
}

const server = createServer((_, response) => {
  response.writeHead(status, fields);
  response.end(body.length === 0 ? undefined : body);
});
server.listen(0, '127.0.0.1', () => {
  const place = server.address();
  const port = typeof place === 'object' ? place?.port : undefined;
  process.stderr.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}/` })}\n`);
});
