// The SMTP server of the crash proof: takes whatever it is given, remembers each message from the moment in which it
// has all of it, and can go away in the middle of everything. Small and without a library, so that the proof has a
// witness of its own.
import { createHash } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface TakenMessage {
  readonly to: string;
  readonly messageId: string;
  /** Of all its bytes. */
  readonly hash: string;
}

export interface SinkServer {
  readonly port: number;
  readonly taken: readonly TakenMessage[];
  /** Called at each step of each conversation. */
  onStep: () => void;
  /** Drops every connection, and every new one at once, for that long. */
  goAway(milliseconds: number): Promise<void>;
  /** Stops listening for that long, as a server that is started anew; what it took it still has. */
  restart(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

export async function sinkServer(replyDelayMs: () => number): Promise<SinkServer> {
  const taken: TakenMessage[] = [];
  const sockets = new Set<Socket>();
  let isAway = false;
  const server: Server = createServer((socket) => {
    if (isAway) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    converse(socket, {
      step: () => sink.onStep(),
      take: (message) => taken.push(message),
      replyDelayMs,
    });
  });
  const port = await listen(server, 0);
  const drop = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const sink: SinkServer = {
    port,
    taken,
    onStep: () => {},
    goAway: async (milliseconds) => {
      isAway = true;
      drop();
      await sleep(milliseconds);
      isAway = false;
    },
    restart: async (milliseconds) => {
      const stopped = stop(server);
      drop();
      await stopped;
      await sleep(milliseconds);
      await listen(server, port);
    },
    close: async () => {
      const stopped = stop(server);
      drop();
      await stopped;
    },
  };
  return sink;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

interface Witness {
  readonly step: () => void;
  readonly take: (message: TakenMessage) => void;
  readonly replyDelayMs: () => number;
}

function converse(socket: Socket, { step, take, replyDelayMs }: Witness): void {
  let rest = '';
  let to = '';
  let isBody = false;
  socket.setNoDelay(true);
  socket.write('220 sink.example ESMTP\r\n');
  socket.on('data', (chunk) => {
    rest += chunk.toString('latin1');
    for (;;) {
      const end = rest.indexOf(isBody ? '\r\n.\r\n' : '\r\n');
      if (end < 0) return;
      const text = rest.slice(0, end);
      rest = rest.slice(end + (isBody ? 5 : 2));
      step();
      if (isBody) {
        isBody = false;
        take(seen(to, text));
        step();
        setTimeout(() => socket.write('250 2.0.0 taken\r\n'), replyDelayMs());
      } else {
        to = /^RCPT TO:<([^>]*)>/i.exec(text)?.[1] ?? to;
        isBody = /^DATA$/i.test(text);
        socket.write(reply(text));
        if (/^QUIT$/i.test(text)) socket.end();
      }
    }
  });
}

function reply(command: string): string {
  if (/^EHLO/i.test(command)) return '250-sink.example\r\n250 SIZE 50000000\r\n';
  if (/^DATA$/i.test(command)) return '354 go on\r\n';
  if (/^QUIT$/i.test(command)) return '221 bye\r\n';
  return '250 2.1.0 ok\r\n';
}

function seen(to: string, text: string): TakenMessage {
  const messageId = /^Message-ID: *(\S+)/im.exec(text)?.[1] ?? '';
  return { to, messageId, hash: createHash('sha256').update(text).digest('base64') };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
    });
  });
}
