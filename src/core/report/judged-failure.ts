// A status and the words beside it -> what kind of failure it is. The table is that of live SMTP replies
// (ledger/reply-rules.ts), so that a server is understood alike whether it refuses us or writes to us later.
import { replyRule } from '../ledger/verdict.ts';
import type { Effect } from '../ledger/reply-rules.ts';
import type { SubmitPhase } from '../ledger/submit-result.ts';
import { boundedDiagnostic, type Failure, type FailureKind } from './report.ts';

export interface WrittenFailure {
  readonly addresses?: readonly string[];
  /** Enhanced status; `5.0.0` and `4.0.0` say only the class. */
  readonly status?: string | undefined;
  readonly diagnostic?: string | undefined;
}

/** A message that will not be tried again. */
export function judgedFailure(written: WrittenFailure): Failure {
  const { addresses = [], diagnostic = '' } = written;
  const status = /^\s*([245]\.\d{1,3}\.\d{1,3})(?!\d)/.exec(written.status ?? '')?.[1];
  const reply = replyOf(status, diagnostic);
  const { effect, reason } = replyRule(phaseOf(reply), reply);
  return {
    kind: KIND_OF[effect.kind](effect),
    reason,
    addresses,
    ...(status === undefined ? {} : { status }),
    ...(diagnostic === '' ? {} : { diagnostic: boundedDiagnostic(diagnostic) }),
  };
}

const KIND_OF: Readonly<Record<Effect['kind'], (effect: Effect) => FailureKind>> = {
  // The server that wrote to us has given up: what was "later" is now a soft failure.
  deferred: () => 'soft',
  unreached: () => 'soft',
  rejected: (effect) => (effect.kind === 'rejected' && effect.isHard ? 'hard' : 'soft'),
  ours: () => 'ours',
};

/** Somewhere in a diagnostic: `550 5.1.1`, `said: 452-4.2.2`, `(#5.1.1)`. */
const CODE = /(?:^|[\s:;'"(<[])([45]\d\d)(?=[ -])/;

/** The reply as a server would have given it: code, enhanced status, words. */
function replyOf(status: string | undefined, diagnostic: string): string {
  const words = boundedDiagnostic(diagnostic.replace(/^\s*[\w-]{1,30}\s*;/, ''));
  const found = CODE.exec(words);
  const code = found?.[1] ?? (status?.startsWith('4') === true ? '450' : '550');
  const rest = found === null ? words : words.slice(found.index + found[0].length).replace(/^[ -]+/, '');
  if (/^#?[245]\.\d{1,3}\.\d{1,3}/.test(rest)) return `${code} ${rest.replace(/^#/, '')}`;
  return isClassOnly(status) ? `${code} ${rest}` : `${code} ${status} ${rest}`;
}

function isClassOnly(status: string | undefined): boolean {
  return status === undefined || status.endsWith('.0.0');
}

/** A status about the mailbox is about the mailbox; anything else after the message was seen is about the message. */
function phaseOf(reply: string): SubmitPhase {
  const isAboutMailbox = /^\d{3} [45]\.(?:1\.\d+|2\.[12])/.test(reply);
  return !isAboutMailbox && /\bend of DATA\b/i.test(reply) ? 'body' : 'rcpt';
}
