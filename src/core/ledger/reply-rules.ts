// What servers answer and what it means, as data: the first row that fits a reply decides (standards C2, B5). Each row
// says in one sentence why, in words for the editor. The order is the argument: first what numbers hide (limits that
// call themselves permanent), then our own faults, then the person's mailbox, then what nobody can read.
import type { SubmitPhase } from './submit-result.ts';

/**
 * deferred: later, and slower for this destination when `isPace`. unreached: later, the server has not heard of a
 * recipient yet; `isAnswered` when it has said itself that it is busy. hard: this mailbox will never take mail. soft:
 * this message will not arrive, nothing more is known. ours: our fault; at that destination only, or for the whole
 * mailing, at once when `isFinal`.
 */
export type Effect =
  | { readonly kind: 'deferred'; readonly isPace: boolean; readonly retryMs?: number }
  | { readonly kind: 'unreached'; readonly isAnswered?: true }
  | { readonly kind: 'rejected'; readonly isHard: boolean }
  | { readonly kind: 'ours'; readonly scope: 'destination' | 'mailing'; readonly isFinal: boolean };

export interface ReplyRule {
  /** Where in the conversation; everywhere when absent. */
  readonly phases?: readonly SubmitPhase[];
  readonly code?: RegExp;
  readonly enhanced?: RegExp;
  /** Looked for in the whole reply. */
  readonly text?: RegExp;
  readonly effect: Effect;
  /** One sentence without a full stop, its subject the server. */
  readonly reason: string;
}

const MINUTE_MS = 60_000;

const later: Effect = { kind: 'deferred', isPace: false };
const slower: Effect = { kind: 'deferred', isPace: true };
const slowerBy = (minutes: number): Effect => ({ kind: 'deferred', isPace: true, retryMs: minutes * MINUTE_MS });
const unreached: Effect = { kind: 'unreached', isAnswered: true };
const unreadable: Effect = { kind: 'unreached' };
const hard: Effect = { kind: 'rejected', isHard: true };
const soft: Effect = { kind: 'rejected', isHard: false };
const oursThere: Effect = { kind: 'ours', scope: 'destination', isFinal: false };
const oursEverywhere: Effect = { kind: 'ours', scope: 'mailing', isFinal: false };
const oursAtOnce: Effect = { kind: 'ours', scope: 'mailing', isFinal: true };

/** Before any recipient was named. */
const EARLY: readonly SubmitPhase[] = ['connect', 'auth', 'mail'];
const RCPT: readonly SubmitPhase[] = ['rcpt'];
/** The message itself is what is judged. */
const LATE: readonly SubmitPhase[] = ['data', 'body'];

/** Limits that wear a 5xx, and 4xx that say for how long. */
const LIMITS: readonly ReplyRule[] = [
  { phases: EARLY, text: /frequency (is )?limited/i, effect: unreached, reason: 'limits how often we may connect' },
  { text: /frequency (is )?limited/i, effect: slowerBy(30), reason: 'limits how often we may send (QQ)' },
  {
    phases: ['rcpt', 'data', 'body'],
    code: /^550/,
    text: /mailbox unavailable or access denied/i,
    effect: slowerBy(30),
    reason: 'takes no more for this mailbox at the moment (QQ)',
  },
  {
    phases: EARLY,
    text: /\bHL:(ICC|IFC|REP|ITC|MEP)\b/,
    effect: unreached,
    reason: 'limits our connections (NetEase)',
  },
  { text: /\bHL:REP\b/, effect: slowerBy(60), reason: 'saw too many unknown mailboxes from us (NetEase)' },
  { text: /\bHL:(ICC|IFC|MEP)\b/, effect: slowerBy(5), reason: 'limits connections and their rate (NetEase)' },
  { code: /^4/, text: /\bDT:SPM\b/, effect: slowerBy(2), reason: 'asks for two minutes of patience (NetEase)' },
  { text: /\bMI:SFQ\b/, effect: slowerBy(15), reason: 'has a quota for every 15 minutes (NetEase)' },
  { text: /\b(HL:ITC|MI:STC|RP:CEL)\b/, effect: slowerBy(240), reason: 'takes no more from us today (NetEase)' },
  { text: /\b(MI:DMC|RP:DRC|RP:RCL)\b/, effect: slowerBy(5), reason: 'wants fewer messages a connection (NetEase)' },
  {
    enhanced: /^5\.4\.5$/,
    text: /(daily|sending).*(limit|quota)/i,
    effect: oursAtOnce,
    reason: 'says that our account has used up its daily quota (Gmail)',
  },
  { code: /^4/, text: /gr[ae]y-?\s?list/i, effect: later, reason: 'greylists: it takes mail at the second attempt' },
  { phases: EARLY, code: /^4/, effect: unreached, reason: 'is busy' },
  { code: /^4/, enhanced: /^4\.2\.2$/, effect: later, reason: 'says that the mailbox is full' },
  { code: /^452/, text: /quota|mailbox.*full|full.*mailbox/i, effect: later, reason: 'says that the mailbox is full' },
  { code: /^450/, enhanced: /^4\.2\.1$/, effect: later, reason: 'says that this mailbox gets too much mail (Gmail)' },
  { code: /^4/, enhanced: /^4\.7\.28$/, effect: slower, reason: 'finds our rate unusual (Gmail)' },
  { code: /^4/, enhanced: /^4\.7\.(5\d\d|6\d\d)$/, effect: slower, reason: 'is busy or limits our address (Outlook)' },
  { code: /^4/, text: /\bRP-00[123]\b/, effect: slower, reason: 'limits our rate (Outlook)' },
  { code: /^4/, text: /\[TSS?\d\d\]|user complaints/i, effect: slower, reason: 'defers us after complaints (Yahoo)' },
  { code: /^421/, effect: slower, reason: 'closes the connection for now' },
  { code: /^4/, enhanced: /^4\.[12]\.\d+$/, effect: later, reason: 'cannot reach this mailbox at the moment' },
  { code: /^4/, effect: slower, reason: 'asks us to come back later' },
];

/** Nobody is to blame but the sender, and nobody is suppressed (C2.04). */
const OURS: readonly ReplyRule[] = [
  { code: /^(530|534|535|538)/, effect: oursAtOnce, reason: 'refuses our login' },
  { phases: ['auth'], effect: oursAtOnce, reason: 'refuses our login' },
  {
    phases: ['connect'],
    text: /spamhaus|S31[45]0|block ?list|black ?list|banned|reputation/i,
    effect: oursAtOnce,
    reason: 'has our address on a list of blocked ones',
  },
  {
    phases: ['connect'],
    text: /certificate|altnames?\b|upgrading connection with STARTTLS/i,
    effect: oursAtOnce,
    reason: 'offers no TLS that can be trusted',
  },
  { phases: ['connect'], effect: oursAtOnce, reason: 'refuses the connection' },
  // Every message of a mailing has about the same size.
  { phases: RCPT, enhanced: /^5\.2\.3$/, effect: oursThere, reason: 'finds the message too large' },
  { enhanced: /^5\.(3\.4|2\.3)$/, effect: oursAtOnce, reason: 'finds the message too large' },
  {
    code: /^55[02]/,
    text: /(message|size|mail).*(too (big|large)|exceed)/i,
    effect: oursAtOnce,
    reason: 'finds the message too large',
  },
  { enhanced: /^5\.6\.7$/, effect: soft, reason: 'cannot mail an address with letters beyond ASCII (SMTPUTF8)' },
  { text: /smtputf8/i, effect: soft, reason: 'cannot mail an address with letters beyond ASCII (SMTPUTF8)' },
  { phases: ['mail'], effect: oursAtOnce, reason: 'refuses our sender address' },
  { phases: RCPT, enhanced: /^5\.1\.[78]$/, effect: oursAtOnce, reason: 'refuses our sender address' },
  {
    phases: RCPT,
    text: /sender (address )?(rejected|verif|denied)|not owned by|\bDT:SUM\b/i,
    effect: oursAtOnce,
    reason: 'refuses our sender address',
  },
  { phases: RCPT, text: /\brelay/i, effect: oursEverywhere, reason: 'does not relay for us' },
  { enhanced: /^5\.7\.515$/, effect: oursThere, reason: 'misses SPF, DKIM or DMARC in our mail (Outlook)' },
  { enhanced: /^5\.7\.(2[5-9]|[23]\d)$/, effect: oursThere, reason: 'misses SPF, DKIM or DMARC in our mail (Gmail)' },
  { text: /\bS31[45]0\b/, effect: oursThere, reason: 'has blocked our address for sending too fast (Outlook)' },
  { text: /spamhaus/i, effect: oursThere, reason: 'has found our address on a Spamhaus list' },
  { text: /\b(HL:IPB|HL:IHU|MI:SPB|MI:IMF)\b/, effect: oursThere, reason: 'has blocked our address (NetEase)' },
  { text: /\bDT:SPM\b/, effect: oursThere, reason: 'takes the message for spam (NetEase)' },
  {
    text: /mail content denied|suspected (spam|bounce)|(ip|connection) (is )?denied/i,
    effect: oursThere,
    reason: 'takes us or the message for spam (QQ)',
  },
  {
    text: /\b(spf|dkim|dmarc)\b.*(fail|required|reject|not pass)|\bMI:SPF\b/i,
    effect: oursThere,
    reason: 'misses SPF, DKIM or DMARC in our mail',
  },
  { enhanced: /^5\.7\.\d+$/, effect: oursThere, reason: 'refuses our mail by its policy' },
  {
    text: /block ?list|black ?list|\bRBL\b|\bDNSBL\b|poor reputation|blocked (using|by|for)/i,
    effect: oursThere,
    reason: 'has our address on a list of blocked ones',
  },
];

/** About the recipient. A full mailbox or a route that is down may be noticed late too, and is not for ever (C2.03). */
const THEIRS: readonly ReplyRule[] = [
  { enhanced: /^5\.2\.2$/, effect: soft, reason: 'says that the mailbox is full' },
  {
    code: /^55[0-4]/,
    text: /over ?quota|quota exceeded|exceeded.*quota|mailbox (is )?full|(insufficient|not enough).*(space|storage)/i,
    effect: soft,
    reason: 'says that the mailbox is full',
  },
  { enhanced: /^5\.4\.\d+$/, effect: soft, reason: 'knows no way to this mailbox' },
  { phases: RCPT, enhanced: /^5\.1\.10$/, effect: hard, reason: 'says that the domain takes no mail (null MX)' },
  { phases: RCPT, code: /^(521|556)/, effect: hard, reason: 'says that the domain takes no mail (null MX)' },
  { phases: RCPT, text: /null ?MX/i, effect: hard, reason: 'says that the domain takes no mail (null MX)' },
  { phases: RCPT, enhanced: /^5\.1\.[16]$/, effect: hard, reason: 'does not know this mailbox' },
  { phases: RCPT, enhanced: /^5\.1\.[23]$/, effect: hard, reason: 'says that this address cannot exist' },
  { phases: RCPT, enhanced: /^5\.2\.1$/, effect: hard, reason: 'says that the mailbox is disabled' },
  {
    phases: RCPT,
    code: /^55[0134]/,
    text: /(no such|unknown|invalid) (user|mailbox|recipient|address|account)/i,
    effect: hard,
    reason: 'does not know this mailbox',
  },
  {
    phases: RCPT,
    code: /^55[0134]/,
    text: /(user|mailbox|recipient|address|account).*(unknown|not (exist|found|known)|does(n't| not) exist)/i,
    effect: hard,
    reason: 'does not know this mailbox',
  },
  {
    phases: RCPT,
    enhanced: /^5\.5\.0$/,
    text: /mailbox unavailable/i,
    effect: soft,
    reason: 'says that the mailbox is unavailable (Outlook)',
  },
  { phases: RCPT, enhanced: /^5\.[56]\.\d+$/, effect: oursEverywhere, reason: 'does not understand what we send' },
  { phases: RCPT, code: /^50/, effect: oursEverywhere, reason: 'does not understand what we send' },
  { phases: RCPT, code: /^5/, effect: soft, reason: 'refuses this mailbox without a reason that we know' },
];

/** Refused when the whole message had been seen: it is the message or its sender that is not liked (C2.01). */
const REST: readonly ReplyRule[] = [
  { phases: LATE, enhanced: /^5\.[56]\.\d+$/, effect: oursEverywhere, reason: 'does not understand what we send' },
  { phases: LATE, code: /^50/, effect: oursEverywhere, reason: 'does not understand what we send' },
  { phases: LATE, code: /^5/, effect: oursThere, reason: 'refuses the message' },
  { effect: unreadable, reason: 'says what SMTP does not know' },
];

export const REPLY_RULES: readonly ReplyRule[] = [...LIMITS, ...OURS, ...THEIRS, ...REST];
