// An SMTP server that follows a script to the letter, mistakes and broken connections included.
import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export type Step = 'greeting' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'body-begun' | 'final-dot';

/**
 * A reply to give instead of the usual one; `close` ends the connection, `reset` breaks it, `hang` says nothing and
 * reads nothing any more, `drip` begins a reply that goes on for ever, a character at a time; `half` is as much of a
 * reply as came before the connection closed.
 */
export type Act = { readonly reply: string } | { readonly half: string } | 'close' | 'reset' | 'hang' | 'drip';

const USUAL: Readonly<Record<Step, string>> = {
  greeting: '220 scripted.example ESMTP',
  EHLO: '250-scripted.example\r\n250 SIZE 50000000',
  STARTTLS: '502 5.5.1 not here',
  AUTH: '235 2.7.0 welcome',
  MAIL: '250 2.1.0 ok',
  RCPT: '250 2.1.5 ok',
  DATA: '354 go on',
  'body-begun': '',
  'final-dot': '250 2.0.0 taken',
};

export interface ScriptedSmtp {
  readonly url: string;
  readonly port: number;
  readonly seen: {
    readonly connections: number;
    readonly bodies: readonly string[];
    readonly commands: readonly string[];
  };
  /** Closes every connection that is open now, with last words or without. */
  readonly hangUp: (lastWords?: string) => void;
}

/** `script` names what is unusual, step by step; `connections` counts how often somebody came. */
export async function scriptedSmtp(script: Partial<Readonly<Record<Step, Act>>>): Promise<ScriptedSmtp> {
  const seen = { connections: 0, bodies: [] as string[], commands: [] as string[] };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    seen.connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    talk(socket, script, seen);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const hangUp = (lastWords = '') => {
    for (const socket of sockets) socket.end(lastWords);
  };
  return { url: `smtp://127.0.0.1:${port}`, port, seen, hangUp };
}

const DRIP_MS = 20;

function talk(
  socket: Socket,
  script: Partial<Readonly<Record<Step, Act>>>,
  seen: { readonly bodies: string[]; readonly commands: string[] },
): void {
  let input = '';
  let isBody = false;
  const act = (step: Step) => {
    const wanted = script[step] ?? { reply: USUAL[step] };
    if (wanted === 'close') socket.end();
    else if (wanted === 'reset') socket.resetAndDestroy();
    else if (wanted === 'hang') socket.pause();
    else if (wanted === 'drip') drip(socket);
    else if ('half' in wanted) socket.end(wanted.half);
    else if (wanted.reply !== '') socket.write(`${wanted.reply}\r\n`);
    if (step === 'DATA' && typeof wanted === 'object' && 'reply' in wanted) isBody = wanted.reply.startsWith('3');
  };
  socket.on('data', (chunk) => {
    input += chunk.toString('latin1');
    for (;;) {
      if (socket.destroyed || socket.writableEnded || socket.isPaused()) return;
      // A body may be empty.
      if (isBody && input.startsWith('.\r\n')) input = `\r\n${input}`;
      const end = isBody ? input.indexOf('\r\n.\r\n') : input.indexOf('\r\n');
      if (isBody && end === -1) {
        if (input !== '') act('body-begun');
        return;
      }
      if (end === -1) return;
      const unit = input.slice(0, end);
      input = input.slice(end + (isBody ? 5 : 2));
      if (isBody) {
        seen.bodies.push(unit);
        isBody = false;
        act('final-dot');
        continue;
      }
      seen.commands.push(unit);
      if (/^QUIT/i.test(unit)) socket.end('221 bye\r\n');
      else if (/^RSET/i.test(unit)) socket.write('250 ok\r\n');
      else act(stepOf(unit));
    }
  });
  act('greeting');
}

function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write('2'), DRIP_MS);
  socket.on('close', () => clearInterval(timer));
}

function stepOf(command: string): Step {
  const verb = command.slice(0, 4).toUpperCase();
  if (verb === 'STAR') return 'STARTTLS';
  if (verb === 'AUTH' || verb === 'MAIL' || verb === 'RCPT' || verb === 'DATA') return verb;
  return 'EHLO';
}
