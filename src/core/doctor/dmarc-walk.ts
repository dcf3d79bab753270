// The walk up the DNS by which DMARC finds a policy and the organisation that a name belongs to (RFC 9989, 4.10). It
// asks at most eight names and needs no list of public suffixes.
import { recordsIn, type DnsInquiry } from './dns-inquiry.ts';
import { dmarcRecord, type DmarcRecord } from './dmarc-record.ts';

export interface DmarcStep {
  readonly domain: string;
  /** The one record found there; several count as none. */
  readonly record?: DmarcRecord;
  readonly recordCount: number;
}

export interface DmarcWalk {
  /** From the name itself upwards. */
  readonly steps: readonly [DmarcStep, ...DmarcStep[]];
  /** The organisational domain. */
  readonly organisation: string;
  readonly silent: readonly string[];
}

/** Of a name with more labels the walk skips down to this many after the first question. */
const MOST_LABELS = 7;

export function* dmarcWalk(domain: string): DnsInquiry<DmarcWalk> {
  const silent: string[] = [];
  const first = yield* step(domain, silent);
  const steps: [DmarcStep, ...DmarcStep[]] = [first];
  let labels = domain.split('.');
  // The marks of a name of an organisation, or of a name above one, end the walk.
  while (labels.length > 1 && !(steps.length === 1 ? isOrganisation(first) : hasMark(steps.at(-1)))) {
    labels = labels.length > MOST_LABELS + 1 ? labels.slice(-MOST_LABELS) : labels.slice(1);
    steps.push(yield* step(labels.join('.'), silent));
  }
  return { steps, organisation: organisationOf(steps), silent };
}

function* step(domain: string, silent: string[]): DnsInquiry<DmarcStep> {
  const answer = yield { name: `_dmarc.${domain}`, type: 'TXT' };
  if (answer.kind === 'silence') silent.push(domain);
  const records = recordsIn(answer).flatMap((text) => dmarcRecord(text) ?? []);
  const [record] = records;
  const isAlone = record !== undefined && records.length === 1;
  return { domain, ...(isAlone && { record }), recordCount: records.length };
}

function isOrganisation({ record }: DmarcStep): boolean {
  return record?.psd === 'n';
}

function hasMark(last: DmarcStep | undefined): boolean {
  return last?.record !== undefined && last.record.psd !== 'u';
}

function organisationOf(steps: readonly [DmarcStep, ...DmarcStep[]]): string {
  const [start] = steps;
  const marked = steps.find(isOrganisation);
  if (marked !== undefined) return marked.domain;
  const above = steps.findIndex(({ record }, i) => i > 0 && record?.psd === 'y');
  if (above > 0) {
    // One label more than the name that others have their domains below.
    const count = (steps[above]?.domain.split('.').length ?? 0) + 1;
    return start.domain.split('.').slice(-count).join('.');
  }
  return steps.findLast(({ record }) => record !== undefined)?.domain ?? start.domain;
}

/** The record that holds for the name, and where it stands: its own, else that of its organisation, else none. */
export function policyIn({ steps, organisation }: DmarcWalk): DmarcStep | undefined {
  const [own] = steps;
  if (own.record !== undefined) return own;
  const above = steps.find(({ domain }) => domain === organisation);
  return above?.record !== undefined ? above : steps.find(({ record }) => record?.psd === 'y');
}
