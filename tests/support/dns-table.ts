// Answers to the questions of a pure inquiry, from a table: no network, no resolver.
import type { DnsAnswer, DnsInquiry, DnsQuestion } from '../../src/core/doctor/dns-inquiry.ts';

/** `TXT news.example` -> its records. What is not there does not exist; 'silence' gives no answer. */
export type DnsRecords = Readonly<Record<string, readonly string[] | 'silence'>>;

export function answered<T>(inquiry: DnsInquiry<T>, records: DnsRecords, asked: string[] = []): T {
  let step = inquiry.next();
  while (step.done !== true) {
    asked.push(`${step.value.type} ${step.value.name}`);
    step = inquiry.next(answer(step.value, records));
  }
  return step.value;
}

function answer({ name, type }: DnsQuestion, records: DnsRecords): DnsAnswer {
  const found = records[`${type} ${name}`];
  if (found === 'silence') return { kind: 'silence', reason: 'ETIMEOUT' };
  const [first, ...more] = found ?? [];
  return first === undefined ? { kind: 'none' } : { kind: 'records', records: [first, ...more] };
}
