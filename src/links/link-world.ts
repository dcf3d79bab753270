// The Internet as links are asked in it: the machine's own DNS and hosts file, public addresses alone. Tests give
// another one, in which this machine is public and nobody waits.
import { lookup } from 'node:dns/promises';
import { isPublicAddress } from '../system/public-address.ts';

export interface LinkWorld {
  /** All addresses of a name. Rejects with the code of the DNS. */
  readonly resolve: (host: string) => Promise<readonly string[]>;
  /** Whether an address may be asked. */
  readonly isPublic: (address: string) => boolean;
  /** For one request, name and body together. */
  readonly timeoutMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/** Readers have left by then. */
const REQUEST_MS = 10_000;

export function publicWorld(wait: (ms: number) => Promise<void>): LinkWorld {
  return {
    resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
    isPublic: isPublicAddress,
    timeoutMs: REQUEST_MS,
    now: Date.now,
    wait,
  };
}
