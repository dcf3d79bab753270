// The editor's hand on a mailing that runs, as part of the store's port: pausing it, going on, ending it for good. The
// ledger itself obeys, in the transactions in which deliveries are leased and begun, so that no sender of any process
// begins anything once one of these calls has answered; what is in flight in that moment ends as it ends.
export interface ControlStore {
  /** How a mailing stands; one that does not exist is under no control. */
  mailingControl(mailingId: number): Promise<MailingControl>;
  /** From its answer on no attempt of the mailing begins. Its age goes on counting. */
  pauseMailing(mailingId: number, at: string): Promise<ControlAnswer>;
  resumeMailing(mailingId: number, at: string): Promise<ControlAnswer>;
  /**
   * Ends it for good: what waits is withheld, what is uncertain is held for the editor, what is in flight is so when it
   * comes back. A second call, after a crash too, does what is left.
   */
  cancelMailing(mailingId: number, at: string): Promise<CancelAnswer>;
  /** The same for what came back to a mailing that is cancelled, by whoever delivers. Gives how many they were. */
  endCancelled(mailingId: number, at: string): Promise<number>;
}

export interface MailingControl {
  /** RFC 3339 in UTC, like every instant here. */
  readonly pausedAt?: string;
  readonly cancelledAt?: string;
}

/**
 * done: it is so from now on. unchanged: it was so before. finished and cancelled: it has ended, and nothing was
 * changed.
 */
export interface ControlAnswer {
  readonly outcome: 'done' | 'unchanged' | 'finished' | 'cancelled';
}

export interface CancelAnswer extends ControlAnswer {
  /** How many this call has withheld. */
  readonly withheld: number;
}
