// From a report to what it does: whose message it is about, whether that is recent enough to be believed, and what the
// store makes of it. Every source of reports ends here, so they all follow the same rules.
import { emailAddress, type EmailAddress } from '../core/audience/email-address.ts';
import type { KeyRing } from '../core/audience/signed-link.ts';
import { failureFor, type Failure, type Report } from '../core/report/report.ts';
import { mailingOfMessage, signedOwner, type ReportOwner } from '../core/report/report-owner.ts';
import type { RecentMailing, RecordResult, Reported } from '../store/bounce-store.ts';
import type { Store } from '../store/store.ts';

export interface RecorderTools {
  readonly store: Store;
  readonly keys: KeyRing;
  /** The newsletter's authority. */
  readonly list: string;
  readonly now: () => Date;
}

export interface ReportSource {
  /** In the consent log: the bounce mailbox, or the name of a provider. */
  readonly name: string;
  /**
   * Whether the source has proven who it is, as a signed webhook has: then an address in it is believed where no token
   * of ours is there. A mail never is.
   */
  readonly isTrusted: boolean;
}

/** What a report came to. Without an address nobody was found. */
export interface RecordedReport {
  readonly kind: Failure['kind'] | Exclude<Report['kind'], 'failure'>;
  /** ignored: nothing to do. expired: about a mailing that is too old. The rest: store/bounce-store.ts. */
  readonly outcome: RecordResult['outcome'] | 'ignored' | 'expired';
  readonly address?: EmailAddress;
  readonly slug?: string;
  readonly status?: string;
  readonly diagnostic?: string;
  readonly reason?: string;
  readonly softCount?: number;
}

const DAY_MS = 86_400_000;
/** A server gives up after five days, a mailing after ten; what comes much later is a replay (standards C5.06). */
const FAILURE_DAYS = 30;
/** People find old letters in their inbox. */
const COMPLAINT_DAYS = 365;

/** How long the list of mailings is good for: no bounce comes sooner than its mailing is a minute old. */
const MAILINGS_MS = 60_000;

/** Records one report after the other; knows the mailings of the year. */
export class ReportRecorder {
  readonly #tools: RecorderTools;
  #mailings: readonly RecentMailing[] = [];
  #readAtMs = -Infinity;

  constructor(tools: RecorderTools) {
    this.#tools = tools;
  }

  async record(report: Report, source: ReportSource): Promise<RecordedReport> {
    if (report.kind === 'auto-reply' || report.kind === 'other') return { kind: report.kind, outcome: 'ignored' };
    const owner = await this.#owner(report, source);
    const address = owner && (await this.#tools.store.addressOf(owner.publicId));
    const [first] = report.failures;
    const kind = report.kind === 'failure' ? (first?.kind ?? 'other') : report.kind;
    if (owner === undefined || address === undefined) return { kind, outcome: 'unknown', ...told(first) };
    if (report.kind === 'failure') return this.#failure(report, source, owner, address);
    const reason = report.detail ?? report.kind;
    return this.#recorded({ kind: report.kind, reason }, report, source, owner, address);
  }

  async #failure(
    report: Report,
    source: ReportSource,
    owner: ReportOwner,
    address: EmailAddress,
  ): Promise<RecordedReport> {
    const failure = failureFor(report.failures, address);
    if (failure === undefined) return { kind: 'other', outcome: 'ignored' };
    const { kind } = failure;
    if (kind === 'delayed') return { kind, outcome: 'ignored', address, ...told(failure) };
    return { ...(await this.#recorded({ ...failure, kind }, report, source, owner, address)), ...told(failure) };
  }

  async #recorded(
    what: Pick<Reported, 'kind' | 'reason' | 'status' | 'diagnostic'>,
    report: Report,
    source: ReportSource,
    owner: ReportOwner,
    address: EmailAddress,
  ): Promise<RecordedReport> {
    const { store, now } = this.#tools;
    const days = what.kind === 'complaint' ? COMPLAINT_DAYS : FAILURE_DAYS;
    const since = new Date(now().getTime() - days * DAY_MS).toISOString();
    const mailingId = await this.#mailingOf(report, owner, since);
    const mailing = mailingId === undefined ? undefined : await this.#mailing(mailingId);
    const found = { kind: what.kind, address, ...(mailing && { slug: mailing.slug }) };
    if (what.kind !== 'unsubscribe' && (mailing === undefined || mailing.startedAt < since)) {
      return { ...found, outcome: mailingId === undefined ? 'unknown' : 'expired' };
    }
    const reported: Reported = {
      kind: what.kind,
      publicId: owner.publicId,
      mailingId,
      status: what.status,
      diagnostic: what.diagnostic,
      reason: what.reason,
      reportId: report.id,
      source: source.name,
    };
    return { ...found, ...(await store.recordReport(reported, now().toISOString())) };
  }

  /** Proven by a token, else by a Message-ID that only a named reader's message can have, else by a trusted source. */
  async #owner({ traces }: Report, { isTrusted }: ReportSource): Promise<ReportOwner | undefined> {
    const { store, keys, list } = this.#tools;
    const signed = signedOwner(traces, list, keys);
    if (signed !== undefined) return signed;
    let named: ReportOwner | undefined;
    for (const text of new Set(traces.addresses)) {
      const address = emailAddress(text.replace(/^.*<|>.*$/g, ''));
      const subscriber = address && (await store.subscriber(address));
      if (subscriber === undefined) continue;
      const { publicId } = subscriber;
      const mailingId = mailingOfMessage(traces, publicId, await this.#recent(), keys);
      if (mailingId !== undefined) return { publicId, mailingId };
      named ??= { publicId };
    }
    return isTrusted ? named : undefined;
  }

  async #mailingOf({ traces }: Report, owner: ReportOwner, since: string): Promise<number | undefined> {
    if (owner.mailingId !== undefined) return owner.mailingId;
    const found = mailingOfMessage(traces, owner.publicId, await this.#recent(), this.#tools.keys);
    return found ?? this.#tools.store.latestMailingOf(owner.publicId, since);
  }

  async #mailing(id: number): Promise<RecentMailing | undefined> {
    const known = (await this.#recent()).find((mailing) => mailing.id === id);
    if (known !== undefined) return known;
    // It may have begun since they were read.
    this.#readAtMs = -Infinity;
    return (await this.#recent()).find((mailing) => mailing.id === id);
  }

  async #recent(): Promise<readonly RecentMailing[]> {
    const { store, now } = this.#tools;
    const nowMs = now().getTime();
    if (nowMs - this.#readAtMs < MAILINGS_MS) return this.#mailings;
    this.#mailings = await store.mailingsSince(new Date(nowMs - COMPLAINT_DAYS * DAY_MS).toISOString());
    this.#readAtMs = nowMs;
    return this.#mailings;
  }
}

function told(failure: Failure | undefined): Pick<RecordedReport, 'status' | 'diagnostic' | 'reason'> {
  if (failure === undefined) return {};
  const { status, diagnostic, reason } = failure;
  return { reason, ...(status && { status }), ...(diagnostic && { diagnostic }) };
}
