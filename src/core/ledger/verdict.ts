// SMTP reply -> what it means. Judged by phase, code, enhanced code and text together (standards C2): a refused RCPT
// speaks about the subscriber, everything else about us. What each reply means stands in reply-rules.ts; here is how a
// reply is read and a row found.
import { REPLY_RULES, type Effect, type ReplyRule } from './reply-rules.ts';
import type { SubmitPhase, SubmitResult } from './submit-result.ts';

/** What became of one message. `reason` is a sentence without its subject, the server: "does not know this mailbox". */
export type Verdict =
  | { readonly kind: 'accepted' }
  /** Whether the server took the message cannot be known. */
  | { readonly kind: 'uncertain'; readonly reason: string }
  | (Effect & { readonly reason: string });

/** The meaning of one SMTP transaction. */
export function verdict(result: SubmitResult): Verdict {
  if (result.kind === 'accepted') return { kind: 'accepted' };
  if (result.kind === 'lost') {
    if (result.isWritten) return { kind: 'uncertain', reason: 'took the whole message and went away without a reply' };
    return { kind: 'unreached', reason: 'cannot be reached' };
  }
  const { effect, reason } = replyRule(result.phase, result.reply);
  const askedMs = effect.kind === 'deferred' ? retryHintMs(result.reply) : undefined;
  return { ...effect, ...(askedMs === undefined ? {} : { retryMs: askedMs }), reason };
}

/** The row that decides about a reply. */
export function replyRule(phase: SubmitPhase, text: string): ReplyRule {
  const reply = parseReply(text);
  // The last row fits everything.
  return (
    REPLY_RULES.find((rule) => fits(rule, phase, reply)) ?? { effect: { kind: 'unreached' }, reason: 'says nothing' }
  );
}

interface Reply {
  readonly code: string;
  readonly enhanced: string;
  readonly text: string;
}

/** A reply of several lines repeats its codes; those of the first count. */
function parseReply(reply: string): Reply {
  const match = /^(\d{3})(?:[ -]+(\d\.\d{1,3}\.\d{1,3})(?=\s|$))?/.exec(reply);
  return { code: match?.[1] ?? '', enhanced: match?.[2] ?? '', text: reply.replace(/\s+/g, ' ') };
}

function fits(rule: ReplyRule, phase: SubmitPhase, reply: Reply): boolean {
  if (rule.phases !== undefined && !rule.phases.includes(phase)) return false;
  if (rule.code !== undefined && !rule.code.test(reply.code)) return false;
  if (rule.enhanced !== undefined && !rule.enhanced.test(reply.enhanced)) return false;
  return rule.text === undefined || rule.text.test(reply.text);
}

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000 } as const;
/** Nobody is waited for longer than that on a server's word. */
const LONGEST_HINT_MS = 6 * UNIT_MS.h;

/** How long the reply asks us to wait: "try again in 300 seconds", "retry after 2 minutes". */
function retryHintMs(reply: string): number | undefined {
  const found = /\b(?:in|after|for)\s+(\d{1,5})\s*(s|sec|seconds?|m|min|minutes?|h|hours?)\b/i.exec(reply);
  if (found === null) return undefined;
  const [, count = '', unit = ''] = found;
  // The pattern lets nothing else begin a unit.
  const unitMs = UNIT_MS[unit.charAt(0).toLowerCase() as keyof typeof UNIT_MS];
  return Math.min(Number(count) * unitMs, LONGEST_HINT_MS);
}
