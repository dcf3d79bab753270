// SMTP reply -> what it means. Judged by phase, code, enhanced code and text together (standards C2): a refused RCPT
// speaks about the subscriber, everything else about us. The rules are data and the first that fits decides.
import type { SubmitPhase, SubmitResult } from './submit-result.ts';

export type Verdict =
  | { readonly kind: 'accepted' }
  /** Try again later: the server asked for it. */
  | { readonly kind: 'deferred' }
  /** Try again later: no server was reached or it went away before the message was written. */
  | { readonly kind: 'unreached' }
  | { readonly kind: 'rejected'; readonly isHard: boolean }
  /** Whether the server took the message cannot be known. */
  | { readonly kind: 'uncertain' }
  /** Our own fault: nobody is to blame but the sender. `isFinal`: every further message would meet the same. */
  | { readonly kind: 'ours'; readonly isFinal: boolean };

/** The meaning of one SMTP transaction. */
export function verdict(result: SubmitResult): Verdict {
  if (result.kind === 'accepted') return { kind: 'accepted' };
  if (result.kind === 'lost') return { kind: result.isWritten ? 'uncertain' : 'unreached' };
  const reply = parseReply(result.reply);
  const rule = RULES.find((candidate) => fits(candidate, result.phase, reply));
  return rule?.verdict ?? { kind: 'rejected', isHard: false };
}

const DEFERRED = { kind: 'deferred' } as const;
const UNREACHED = { kind: 'unreached' } as const;
const HARD = { kind: 'rejected', isHard: true } as const;
const SOFT = { kind: 'rejected', isHard: false } as const;
const OURS = { kind: 'ours', isFinal: false } as const;
const OURS_FINAL = { kind: 'ours', isFinal: true } as const;

interface Rule {
  readonly phases?: readonly SubmitPhase[];
  readonly code?: RegExp;
  readonly enhanced?: RegExp;
  readonly text?: RegExp;
  readonly verdict: Verdict;
}

const RULES: readonly Rule[] = [
  // A server that is busy before it has heard of any recipient says nothing about one.
  { phases: ['connect', 'auth', 'mail'], code: /^4/, verdict: UNREACHED },
  { code: /^4/, verdict: DEFERRED },
  // QQ answers its rate limits with 550 (B5.07). "Mailbox unavailable or access denied" is among them.
  { text: /frequency limited|mailbox unavailable or access denied/i, verdict: DEFERRED },
  { phases: ['connect', 'auth', 'mail'], verdict: OURS_FINAL },
  // Every message of a mailing has about the same size.
  { enhanced: /^5\.(3\.4|2\.3)$/, verdict: OURS_FINAL },
  { enhanced: /^5\.[567]\.\d+$/, verdict: OURS },
  { text: /spamhaus|S31[45]0|blocklist|blacklist/i, verdict: OURS },
  // A full mailbox or a route that is down, whenever it is noticed: about the recipient, but not for ever (C2.03).
  { enhanced: /^5\.(2\.2|4\.\d+)$/, verdict: SOFT },
  // Refused when the whole message had been seen: it is the message or its sender that is not liked.
  { phases: ['data', 'body'], verdict: OURS },
  { enhanced: /^5\.(1\.(1|2|3|6|10)|2\.1)$/, verdict: HARD },
  { enhanced: /^5\./, verdict: SOFT },
  { code: /^55[013]$/, text: /(no such|unknown) (user|mailbox|recipient)/i, verdict: HARD },
  {
    code: /^55[013]$/,
    text: /(user|mailbox|recipient|address).*(unknown|not (exist|found)|does(n't| not) exist)/i,
    verdict: HARD,
  },
];

interface Reply {
  readonly code: string;
  readonly enhanced: string;
  readonly text: string;
}

function parseReply(reply: string): Reply {
  const match = /^(\d{3})(?:[ -]+(\d\.\d{1,3}\.\d{1,3})(?=\s|$))?/.exec(reply);
  return { code: match?.[1] ?? '', enhanced: match?.[2] ?? '', text: reply };
}

function fits(rule: Rule, phase: SubmitPhase, reply: Reply): boolean {
  if (rule.phases !== undefined && !rule.phases.includes(phase)) return false;
  if (rule.code !== undefined && !rule.code.test(reply.code)) return false;
  if (rule.enhanced !== undefined && !rule.enhanced.test(reply.enhanced)) return false;
  return rule.text === undefined || rule.text.test(reply.text);
}
