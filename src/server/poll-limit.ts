// Feed readers that ask far too often are told to wait (RFC 6585, 4). The bound is generous: nobody who reads meets it,
// a program in a loop does. Counted in memory by network and window and forgotten with it; addresses that are not
// public may be a proxy that stands for everybody, and are never held back.
import { clientNetwork, isPublicAddress } from './client-address.ts';

/** Of one network, for feeds: one every second for five minutes. */
const MAX_ASKED = 300;
const WINDOW_MS = 300_000;
/** A megabyte or two; in a window with more networks nobody is held back. */
const MAX_NETWORKS = 20_000;

export class PollLimit {
  #asked = new Map<string, number>();
  #endsAtMs = 0;

  /** Counts one; gives the seconds to wait when there were too many, else undefined. */
  retryAfterSeconds(address: string, nowMs: number): number | undefined {
    if (nowMs >= this.#endsAtMs) {
      this.#asked = new Map();
      this.#endsAtMs = nowMs + WINDOW_MS;
    }
    if (!isPublicAddress(address)) return undefined;
    const network = clientNetwork(address);
    const asked = (this.#asked.get(network) ?? 0) + 1;
    if (asked === 1 && this.#asked.size >= MAX_NETWORKS) return undefined;
    this.#asked.set(network, asked);
    return asked > MAX_ASKED ? Math.ceil((this.#endsAtMs - nowMs) / 1000) : undefined;
  }
}
