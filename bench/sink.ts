// A server that takes every message and throws it away: Postfix's smtp-sink where it is installed, else one of our own
// in a process of its own. `node bench/sink.ts <milliseconds>` is the latter, and answers each command so much later.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';

const POSTFIX = '/usr/sbin/smtp-sink';
const BACKLOG = '1000';

export interface Sink extends AsyncDisposable {
  readonly port: number;
  readonly name: string;
}

/** `delayMs` asks for ours: the time that each reply takes to a server far away. */
export async function startSink(delayMs = 0): Promise<Sink> {
  const port = await freePort();
  const isPostfix = delayMs === 0 && existsSync(POSTFIX);
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = isPostfix
    ? spawn(POSTFIX, [...user, `127.0.0.1:${port}`, BACKLOG], { stdio: ['ignore', 'ignore', 'inherit'] })
    : spawn(process.execPath, [import.meta.filename, String(delayMs), String(port)], {
        stdio: ['ignore', 'ignore', 2],
      });
  await listening(port);
  const name = isPostfix ? 'smtp-sink of Postfix' : `our own sink, ${delayMs} ms a reply`;
  return {
    port,
    name,
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  server.close();
  await once(server, 'close');
  return typeof bound === 'object' && bound !== null ? bound.port : 0;
}

async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const isUp = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const REPLIES: Readonly<Record<string, string>> = {
  EHLO: '250-sink.example\r\n250-PIPELINING\r\n250 SIZE 50000000',
  DATA: '354 go on',
  QUIT: '221 bye',
};

function serve(delayMs: number, port: number): void {
  // Or the second of two replies would wait for the first one's acknowledgement, which takes up to 40 ms.
  createServer({ noDelay: true }, (socket) => {
    let input = '';
    let isBody = false;
    const reply = (text: string) => {
      if (delayMs === 0) socket.write(`${text}\r\n`);
      else setTimeout(() => socket.write(`${text}\r\n`), delayMs);
    };
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      input += chunk.toString('latin1');
      for (;;) {
        const mark = isBody ? '\r\n.\r\n' : '\r\n';
        const end = input.indexOf(mark);
        // Of a body only what may be the start of its end is kept.
        if (end === -1 && isBody) input = input.slice(-mark.length);
        if (end === -1) return;
        const verb = input.slice(0, 4).toUpperCase();
        input = input.slice(end + mark.length);
        reply(isBody ? '250 taken' : (REPLIES[verb] ?? '250 ok'));
        isBody = !isBody && verb === 'DATA';
      }
    });
    reply('220 sink.example ESMTP');
  }).listen(port, '127.0.0.1', Number(BACKLOG));
}

if (process.argv[1] === import.meta.filename) serve(Number(process.argv[2]), Number(process.argv[3]));
