// A small IMAP server on a free port: one user, one folder, as much of RFC 9051 as reading a mailbox takes. The test
// puts mails into it, drops its connections, and sees what it was asked.
import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface ScriptedImap {
  /** With user and password. */
  readonly url: string;
  /** Puts a mail into the folder, and tells whoever is idle. Gives its UID. */
  readonly deliver: (mail: string) => number;
  /** UID -> flags of what is in the folder. */
  readonly flags: () => Readonly<Record<number, readonly string[]>>;
  /** Ends every connection, as a server does that is started again; `validity` counts UIDs anew. */
  readonly drop: (validity?: number) => void;
  /** Resolves when a client has asked to be told of new mail. */
  readonly idle: () => Promise<void>;
  /** Every command, without its tag. */
  readonly commands: readonly string[];
}

interface Kept {
  uid: number;
  readonly mail: Buffer;
  readonly flags: Set<string>;
}

const CAPABILITIES = 'IMAP4rev1 IDLE UIDPLUS';

export async function scriptedImap(): Promise<ScriptedImap> {
  let kept: Kept[] = [];
  let validity = 1;
  let nextUid = 1;
  const commands: string[] = [];
  const clients = new Set<Socket>();
  const idlers = new Map<Socket, string>();
  let onIdle = Promise.withResolvers<void>();

  const uidsIn = (range: string): readonly Kept[] => {
    const [from = '1', to = from] = range.split(':');
    const highest = kept.at(-1)?.uid ?? 0;
    const [low, high] = [from, to].map((end) => (end === '*' ? highest : Number(end))).toSorted((a, b) => a - b);
    return kept.filter(({ uid }) => uid >= (low ?? 0) && uid <= (high ?? 0));
  };

  const answer = (socket: Socket, tag: string, command: string): void => {
    const say = (...lines: readonly string[]): void => void socket.write(lines.map((line) => `${line}\r\n`).join(''));
    const done = (...lines: readonly string[]): void => say(...lines, `${tag} OK done`);
    const [, verb = '', rest = ''] = /^((?:UID )?\S+) ?(.*)$/i.exec(command) ?? [];
    const opened = (): void =>
      done(
        '* FLAGS (\\Seen \\Deleted)',
        `* ${kept.length} EXISTS`,
        `* OK [UIDVALIDITY ${validity}] valid`,
        `* OK [UIDNEXT ${nextUid}] next`,
      );
    const handlers: Readonly<Record<string, () => void>> = {
      CAPABILITY: () => done(`* CAPABILITY ${CAPABILITIES}`),
      LOGIN: () => (/secret/.test(rest) ? done() : say(`${tag} NO [AUTHENTICATIONFAILED] wrong password`)),
      LIST: () => done('* LIST () "/" "INBOX"'),
      LSUB: () => done('* LSUB () "/" "INBOX"'),
      NOOP: () => done(`* ${kept.length} EXISTS`),
      SELECT: opened,
      EXAMINE: opened,
      'UID SEARCH': () => {
        const range = /UID (\S+)/i.exec(rest)?.[1] ?? '1:*';
        done(
          `* SEARCH ${uidsIn(range)
            .map(({ uid }) => uid)
            .join(' ')}`.trimEnd(),
        );
      },
      'UID FETCH': () => {
        const size = Number(/<0\.(\d+)>/.exec(rest)?.[1] ?? Infinity);
        for (const one of uidsIn(rest.split(' ')[0] ?? '')) {
          const text = one.mail.subarray(0, size);
          socket.write(`* ${kept.indexOf(one) + 1} FETCH (UID ${one.uid} BODY[]<0> {${text.length}}\r\n`);
          socket.write(text);
          socket.write(')\r\n');
        }
        done();
      },
      'UID STORE': () => {
        const flags = rest.match(/\\\w+/g) ?? [];
        for (const one of uidsIn(rest.split(' ')[0] ?? '')) for (const flag of flags) one.flags.add(flag);
        done();
      },
      'UID EXPUNGE': () => {
        kept = kept.filter(({ flags }) => !flags.has('\\Deleted'));
        done();
      },
      IDLE: () => {
        say('+ idling');
        idlers.set(socket, tag);
        onIdle.resolve();
      },
      LOGOUT: () => {
        done('* BYE');
        socket.end();
      },
    };
    const handler = handlers[verb.toUpperCase()];
    if (handler === undefined) say(`${tag} BAD what is ${verb}`);
    else handler();
  };

  const server = createServer((socket) => {
    clients.add(socket);
    socket.on('close', () => clients.delete(socket)).on('error', () => {});
    socket.write(`* OK [CAPABILITY ${CAPABILITIES}] hello\r\n`);
    let open = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      const lines = (open + chunk).split('\r\n');
      open = lines.pop() ?? '';
      for (const line of lines) {
        if (/^DONE$/i.test(line)) {
          socket.write(`${idlers.get(socket)} OK idled\r\n`);
          idlers.delete(socket);
          continue;
        }
        const [, tag = '', command = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
        commands.push(command);
        answer(socket, tag, command);
      }
    });
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const bound = server.address();
      resolve(typeof bound === 'object' && bound !== null ? bound.port : 0);
    });
  });
  const drop = (): void => {
    for (const socket of clients) socket.destroy();
    idlers.clear();
    onIdle = Promise.withResolvers();
  };
  onTestFinished(() => {
    drop();
    server.close();
  });
  return {
    url: `imap://bounces:secret@127.0.0.1:${port}`,
    deliver: (mail) => {
      const uid = nextUid++;
      kept.push({ uid, mail: Buffer.from(mail.replace(/\r?\n/g, '\r\n')), flags: new Set() });
      for (const socket of idlers.keys()) socket.write(`* ${kept.length} EXISTS\r\n`);
      return uid;
    },
    flags: () => Object.fromEntries(kept.map(({ uid, flags }) => [uid, [...flags]])),
    drop: (next) => {
      drop();
      if (next === undefined) return;
      validity = next;
      for (const [index, one] of kept.entries()) one.uid = index + 1;
      nextUid = kept.length + 1;
    },
    idle: () => onIdle.promise,
    commands,
  };
}
