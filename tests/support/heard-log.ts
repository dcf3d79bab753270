// A log that a test can wait for: its lines, and a promise for the moment at which so many of them say something.
import { pino, type Logger } from 'pino';

export interface HeardLog {
  readonly log: Logger;
  readonly lines: readonly string[];
  readonly told: (text: string, count: number) => Promise<void>;
}

export function heardLog(): HeardLog {
  const lines: string[] = [];
  const heard = new EventTarget();
  const write = (line: string): void => {
    lines.push(line);
    heard.dispatchEvent(new Event('line'));
  };
  const told = async (text: string, count: number): Promise<void> => {
    while (lines.filter((line) => line.includes(text)).length < count) {
      await new Promise((resolve) => heard.addEventListener('line', resolve, { once: true }));
    }
  };
  return { log: pino({ level: 'debug' }, { write }), lines, told };
}
