// The Internet as links are asked in it: the machine's own DNS and hosts file, public addresses alone.
import { lookup } from 'node:dns/promises';
import type { LinkWorld } from './guarded-request.ts';
import { isPublicAddress } from './public-address.ts';

export function publicWorld(wait: (ms: number) => Promise<void>): LinkWorld {
  return {
    resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
    isPublic: isPublicAddress,
    now: Date.now,
    wait,
    deadline: (ms) => AbortSignal.timeout(ms),
  };
}
