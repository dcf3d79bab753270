// The prover's hand on one sender process: start it, give it a task, do violence to it, wait for what comes of it.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SENDER = fileURLToPath(new URL('./prove-sender.ts', import.meta.url));

export interface Task {
  readonly databaseUrl: string;
  readonly smtpUrl: string;
  readonly leaseMs: number;
}

/** What a task came to. */
export interface Answer {
  readonly reports?: readonly { readonly outcome: string }[];
  readonly error?: string;
}

export class SenderProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #ready: Promise<unknown>;
  #answer: ((answers: readonly Answer[]) => void) | undefined;
  isAlive = true;
  /** It was asked to leave and takes no further task. */
  isLeaving = false;

  /** `fileBlocks`: no file may grow beyond that many blocks of 512 bytes, as on a disk that is full. */
  constructor(fileBlocks?: number) {
    const limited = `ulimit -f ${fileBlocks}; exec "$0" "$1"`;
    const [command, args] =
      fileBlocks === undefined ? [process.execPath, [SENDER]] : ['sh', ['-c', limited, process.execPath, SENDER]];
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#child.stdin?.on('error', () => {});
    this.#ended = once(this.#child, 'exit');
    this.#child.on('exit', () => {
      this.isAlive = false;
      this.#settle([]);
    });
    const output = this.#child.stdout;
    if (output === null) throw new Error('the sender has no stdout');
    this.#ready = new Promise<void>((resolve) => {
      createInterface({ input: output }).on('line', (line) => {
        // Written by prove-sender.ts alone.
        const message = JSON.parse(line) as { readonly ready?: true; readonly answers?: readonly Answer[] };
        if (message.ready === true) resolve();
        else this.#settle(message.answers ?? []);
      });
    });
  }

  /** Does all of them at once; an answer for each, in their order, and none when the process is gone meanwhile. */
  async deliver(tasks: readonly Task[]): Promise<readonly Answer[]> {
    await Promise.race([this.#ready, this.#ended]);
    if (!this.isAlive) return [];
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.#child.stdin?.write(`${JSON.stringify(tasks)}\n`);
    });
  }

  signal(name: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): void {
    if (name === 'SIGTERM') this.isLeaving = true;
    this.#child.kill(name);
  }

  /** Ends it if it lives, and waits until it is gone. */
  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #settle(answers: readonly Answer[]): void {
    this.#answer?.(answers);
    this.#answer = undefined;
  }
}
