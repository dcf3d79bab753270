// An SMTP server that follows a script to the letter, mistakes and broken connections included.
import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export type Step = 'greeting' | 'EHLO' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'body-begun' | 'final-dot';

/** A reply to give instead of the usual one; `close` ends the connection, `reset` breaks it, `hang` says nothing. */
export type Act = { readonly reply: string } | 'close' | 'reset' | 'hang';

const USUAL: Readonly<Record<Step, string>> = {
  greeting: '220 scripted.example ESMTP',
  EHLO: '250-scripted.example\r\n250 SIZE 1000000',
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
  readonly seen: { readonly connections: number; readonly bodies: readonly string[] };
  /** Closes every connection that is open now. */
  readonly hangUp: () => void;
}

/** `script` names what is unusual, step by step; `connections` counts how often somebody came. */
export async function scriptedSmtp(script: Partial<Readonly<Record<Step, Act>>>): Promise<ScriptedSmtp> {
  const seen = { connections: 0, bodies: [] as string[] };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    seen.connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    talk(socket, script, seen.bodies);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const hangUp = () => {
    for (const socket of sockets) socket.end();
  };
  return { url: `smtp://127.0.0.1:${port}`, port, seen, hangUp };
}

function talk(socket: Socket, script: Partial<Readonly<Record<Step, Act>>>, bodies: string[]): void {
  let input = '';
  let isBody = false;
  const act = (step: Step) => {
    const wanted = script[step] ?? { reply: USUAL[step] };
    if (wanted === 'close') socket.end();
    else if (wanted === 'reset') socket.resetAndDestroy();
    else if (wanted !== 'hang' && wanted.reply !== '') socket.write(`${wanted.reply}\r\n`);
    if (step === 'DATA' && script.DATA === undefined) isBody = true;
  };
  socket.on('data', (chunk) => {
    input += chunk.toString('latin1');
    for (;;) {
      if (socket.destroyed || socket.writableEnded) return;
      const end = isBody ? input.indexOf('\r\n.\r\n') : input.indexOf('\r\n');
      if (isBody && end === -1) {
        if (input !== '') act('body-begun');
        return;
      }
      if (end === -1) return;
      const unit = input.slice(0, end);
      input = input.slice(end + (isBody ? 5 : 2));
      if (isBody) {
        bodies.push(unit);
        isBody = false;
        act('final-dot');
      } else if (/^STARTTLS/i.test(unit)) socket.write('502 5.5.1 not here\r\n');
      else if (/^QUIT/i.test(unit)) socket.end('221 bye\r\n');
      else if (/^RSET/i.test(unit)) socket.write('250 ok\r\n');
      else act(stepOf(unit));
    }
  });
  act('greeting');
}

function stepOf(command: string): Step {
  const verb = command.slice(0, 4).toUpperCase();
  if (verb === 'AUTH' || verb === 'MAIL' || verb === 'RCPT' || verb === 'DATA') return verb;
  return 'EHLO';
}
