// The DNS as the doctor asks it: the system's servers or the one that was named, each question once, with a short time
// limit. What the library throws becomes one of three answers here.
import { Resolver } from 'node:dns/promises';
import type { DnsAnswer, DnsInquiry, DnsQuestion } from '../core/doctor/dns-inquiry.ts';

export type AskDns = (question: DnsQuestion) => Promise<DnsAnswer>;

/** The second try waits twice as long. */
const TIMEOUT_MS = 2000;
const TRIES = 2;
/** So many questions without an answer, and none with one: nobody is there, and the others need not wait. */
const ENOUGH_SILENCE = 3;
/** There is no such name, or none of such records. Everything else is no answer. */
const NOTHING_THERE = new Set(['ENOTFOUND', 'ENODATA']);

/** `server` is an address, with a port behind a colon if it is not 53. Throws when it is neither. */
export function dnsAnswers(server?: string, timeoutMs = TIMEOUT_MS): AskDns {
  const resolver = new Resolver({ timeout: timeoutMs, tries: TRIES });
  const heard = { answers: 0, silences: 0 };
  if (server !== undefined) resolver.setServers([server]);
  const asked = new Map<string, Promise<DnsAnswer>>();
  return (question) => {
    const key = `${question.type} ${question.name.toLowerCase()}`;
    const answer = asked.get(key) ?? counted(question);
    asked.set(key, answer);
    return answer;
  };

  async function counted(question: DnsQuestion): Promise<DnsAnswer> {
    if (heard.answers === 0 && heard.silences >= ENOUGH_SILENCE) return { kind: 'silence', reason: 'ETIMEOUT' };
    const answer = await answerTo(resolver, question);
    if (answer.kind === 'silence') heard.silences += 1;
    else heard.answers += 1;
    return answer;
  }
}

/** Runs an inquiry to its end, one question at a time. */
export async function inquire<T>(inquiry: DnsInquiry<T>, ask: AskDns): Promise<T> {
  let step = inquiry.next();
  while (step.done !== true) step = inquiry.next(await ask(step.value));
  return step.value;
}

async function answerTo(resolver: Resolver, question: DnsQuestion): Promise<DnsAnswer> {
  try {
    const [first, ...more] = await LOOKUPS[question.type](resolver, question.name);
    return first === undefined ? { kind: 'none' } : { kind: 'records', records: [first, ...more] };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return NOTHING_THERE.has(code) ? { kind: 'none' } : { kind: 'silence', reason: code };
  }
}

const LOOKUPS: Readonly<Record<DnsQuestion['type'], (resolver: Resolver, name: string) => Promise<readonly string[]>>> =
  {
    TXT: async (resolver, name) => (await resolver.resolveTxt(name)).map((pieces) => pieces.join('')),
    MX: async (resolver, name) => {
      const found = await resolver.resolveMx(name);
      const ordered = found.toSorted((one, other) => one.priority - other.priority);
      return ordered.map(({ priority, exchange }) => `${priority} ${exchange.toLowerCase()}`);
    },
    A: (resolver, name) => resolver.resolve4(name),
    AAAA: (resolver, name) => resolver.resolve6(name),
    PTR: (resolver, name) => resolver.reverse(name),
  };
