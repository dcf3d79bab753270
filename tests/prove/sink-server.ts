// The SMTP server of the crash proof: takes whatever it is given, remembers each message from the moment in which it
// has all of it, and can go away in the middle of everything. Small and without a library, so that the proof has a
// witness of its own.
import { createHash } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';

export interface TakenMessage {
  readonly to: string;
  readonly messageId: string;
  /** Of all its bytes. */
  readonly hash: string;
}

export interface SinkServer {
  readonly port: number;
  readonly taken: readonly TakenMessage[];
  /** Called at each step of each conversation, with the number of the step since the server began. */
  onStep: (step: number) => void;
  /** Drops every connection and accepts none for that long. */
  goAway(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

export async function sinkServer(replyDelayMs: () => number): Promise<SinkServer> {
  const taken: TakenMessage[] = [];
  const sockets = new Set<Socket>();
  let steps = 0;
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
      step: () => sink.onStep((steps += 1)),
      take: (message) => taken.push(message),
      replyDelayMs,
    });
  });
  const port = await listen(server);
  const sink: SinkServer = {
    port,
    taken,
    onStep: () => {},
    goAway: async (milliseconds) => {
      isAway = true;
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      isAway = false;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return sink;
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

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
    });
  });
}
