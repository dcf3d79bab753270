// What delivering needs from outside, handed in by app.ts: so tests give it their own clock, chance and servers.
import type { KeyRing } from '../core/audience/signed-link.ts';
import type { DeliveryLimits } from '../core/ledger/limits.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { Store, UncertainPolicy } from '../store/store.ts';

export interface DeliveryTools {
  readonly store: Store;
  readonly mailer: Mailer;
  readonly keys: KeyRing;
  /** resend: an uncertain message is sent again, byte for byte the same. hold: it waits for the editor. */
  readonly uncertain: UncertainPolicy;
  /** How fast, and for how long; as fast as the servers let us when absent. */
  readonly limits?: DeliveryLimits;
  readonly now: () => Date;
  /** How long this sender may be silent before others take over; LEASE_MS unless given. */
  readonly leaseMs?: number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Resolves after that long, or at once when the signal is aborted. */
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}
