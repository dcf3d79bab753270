// The log of long-running commands: one JSON line an event on stderr, so that stdout stays the command's own.
// Addresses of readers are private and struck out of every line, whoever logs them: servers repeat them in replies.
import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Logger;

/**
 * What looks like an address anywhere in a line. A name of a package in a stack (`/@scope/name`) has nothing before the
 * sign; of a URL with a login it takes the password too.
 */
const ADDRESS = /[^\s<>"'\\/:;,()[\]{}@]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;

/** A log at this level and above; `fatal` to `trace`, or `silent`. */
export function openLog(level: string, destination: DestinationStream = pino.destination(2)): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"at":"${new Date().toISOString()}"`,
      hooks: { streamWrite: (line) => line.replace(ADDRESS, '[address]') },
    },
    destination,
  );
}
