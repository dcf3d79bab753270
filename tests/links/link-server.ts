// A web server on this machine for links to be asked of, and a world in which its names are public. What it was asked
// is written down; nobody waits.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { LinkWorld } from '../../src/links/link-world.ts';

export interface LinkServer {
  readonly port: number;
  /** `METHOD host path` of each request, in order. */
  readonly heard: readonly string[];
}

export async function linkServer(answer: RequestListener): Promise<LinkServer> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(`${request.method} ${request.headers.host?.replace(/:\d+$/, '')} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on TCP has an address of this kind.
  return { port: (server.address() as AddressInfo).port, heard };
}

/** Every name is this machine, and this machine is public. */
export function loopbackWorld(changes: Partial<LinkWorld> = {}): LinkWorld & { readonly waits: readonly number[] } {
  const waits: number[] = [];
  return {
    waits,
    resolve: () => Promise.resolve(['127.0.0.1']),
    isPublic: (address) => address === '127.0.0.1',
    now: Date.now,
    wait: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
    timeoutMs: 10_000,
    ...changes,
  };
}

/** The DNS of a machine that has none. */
export function noNames(): Promise<readonly string[]> {
  return Promise.reject(Object.assign(new Error('no DNS'), { code: 'EAI_AGAIN' }));
}
