// The log of long-running commands: one JSON line an event on stderr, so that stdout stays the command's own.
// Addresses of readers are private; the fields that hold them are struck out whoever logs them.
import { pino, type Logger } from 'pino';

export type Log = Logger;

/** A log at this level and above; `fatal` to `trace`, or `silent`. */
export function openLog(level: string): Log {
  const redact = ['address', 'recipient', '*.address', '*.recipient'];
  return pino(
    { level, base: null, redact, timestamp: () => `,"at":"${new Date().toISOString()}"` },
    pino.destination(2),
  );
}
