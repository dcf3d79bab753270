// What one SMTP transaction came to, as facts: how far it got and what the server said. What it means for the delivery
// and the subscriber is judged elsewhere (verdict.ts).

/**
 * connect: up to and with EHLO and TLS. auth: the login. mail, rcpt, data: the replies to those commands. body: after
 * the final dot.
 */
export type SubmitPhase = 'connect' | 'auth' | 'mail' | 'rcpt' | 'data' | 'body';

export type SubmitResult =
  | { readonly kind: 'accepted'; readonly reply: string }
  | { readonly kind: 'refused'; readonly phase: SubmitPhase; readonly reply: string }
  /** No final reply. `isWritten` is true when the server may have seen the final dot (RFC 1047). */
  | {
      readonly kind: 'lost';
      readonly phase: SubmitPhase;
      readonly isWritten: boolean;
      readonly detail: string;
      /** For people. */
      readonly server?: string;
    };
