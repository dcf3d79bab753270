// One process among those who attempt deliveries of a store: it joins them, says every few seconds that it lives, and
// leaves. When it was silent for too long (a stopped process, a laptop lid) others have taken over what it held; it
// then joins anew under another number and goes on.
import { AppError } from '../errors.ts';
import type { Sender, Store } from '../store/store.ts';

/** How long a sender may be silent before others take over. Longer than any pause that a living process makes. */
export const LEASE_MS = 30_000;
/** Several chances to be heard within one lease. */
const BEATS_A_LEASE = 4;

export interface SendingTools {
  readonly store: Store;
  readonly now: () => Date;
  readonly leaseMs?: number;
  readonly mailer?: { readonly destination: string };
}

export interface Sending extends AsyncDisposable {
  /** Who we are; another one after each `rejoin`. */
  readonly sender: Sender;
  /** Joins again after SENDER_SUPERSEDED. */
  rejoin(): Promise<void>;
}

export async function joinSenders(tools: SendingTools): Promise<Sending> {
  const leaseMs = tools.leaseMs ?? LEASE_MS;
  const join = (): Promise<Sender> =>
    tools.store.openSender(tools.now().toISOString(), leaseMs, tools.mailer?.destination);
  let sender = await join();
  // A beat that is not heard is not the end: the next one is tried, and every commit asks for the right to send anyway.
  const beat = setInterval(() => void sender.renew(tools.now().toISOString()).catch(() => {}), leaseMs / BEATS_A_LEASE);
  beat.unref();
  return {
    get sender() {
      return sender;
    },
    rejoin: async () => {
      sender = await join();
    },
    [Symbol.asyncDispose]: async () => {
      clearInterval(beat);
      await sender[Symbol.asyncDispose]();
    },
  };
}

export function isSuperseded(error: unknown): boolean {
  return error instanceof AppError && error.code === 'SENDER_SUPERSEDED';
}
