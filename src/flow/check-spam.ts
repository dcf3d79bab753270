// The opinion of this machine's SpamAssassin, where there is one: each letter as the message that a reader would get,
// and the opinion kept for a day, because asking takes a second.
import type { App } from '../app.ts';
import { emailAddress } from '../core/audience/email-address.ts';
import { SAMPLE_KEY, SAMPLE_READER } from '../core/check/footer-findings.ts';
import { spamProblems, spamReport, SPAM_SETTINGS, type SpamReport } from '../core/check/spam-report.ts';
import type { Problem } from '../core/issue/problem.ts';
import { frozenLetter } from '../core/message/frozen-letter.ts';
import { messageBytes, messageComposer } from '../core/message/message.ts';
import { readCached, writeCached } from '../publish/cache-folder.ts';
import { cacheFolder, type OpenLibrary } from '../publish/open-library.ts';
import { spamAssassin } from '../system/spam-assassin.ts';
import type { CheckableIssue } from './check-letters.ts';

export interface CheckedSpam {
  readonly problems: readonly Problem[];
  /** `failed`: it is there and could not judge a letter. */
  readonly outcome: 'checked' | 'absent' | 'failed';
}

interface KeptReport {
  readonly report: SpamReport;
  readonly atMs: number;
}

const MEMORY = 'spam';
/** Rules are updated by the day. */
const MAX_AGE_MS = 86_400_000;
/** Somebody waits, and each takes a second. */
const MOST_LETTERS = 10;

/** Judges the letters of these issues, the first ten of them. */
export async function checkSpam(
  app: App,
  library: OpenLibrary,
  issues: readonly CheckableIssue[],
): Promise<CheckedSpam> {
  const cache = cacheFolder(app.root);
  const nowMs = app.clock.now().getTime();
  // Its hash is right, so it is what we wrote.
  const before = readCached(cache, MEMORY) as ReadonlyMap<string, KeptReport> | undefined;
  const kept = new Map([...(before ?? [])].filter(([, { atMs }]) => Math.abs(nowMs - atMs) < MAX_AGE_MS));
  const problems: Problem[] = [];
  let outcome: CheckedSpam['outcome'] = 'checked';
  for (const issue of issues.slice(0, MOST_LETTERS)) {
    const known = kept.get(issue.key)?.report;
    const report = known ?? (await judged(app, library, issue));
    if (report === 'absent') return { problems: [], outcome: 'absent' };
    if (report === 'failed') {
      outcome = 'failed';
      continue;
    }
    if (!known) kept.set(issue.key, { report, atMs: nowMs });
    problems.push(...spamProblems(report, issue.path));
  }
  writeCached(cache, MEMORY, kept);
  return { problems, outcome };
}

async function judged(
  app: App,
  library: OpenLibrary,
  issue: CheckableIssue,
): Promise<SpamReport | 'absent' | 'failed'> {
  const { letter } = await library.load(issue);
  const address = emailAddress(SAMPLE_READER.address);
  if (!address) return 'failed';
  const frozen = frozenLetter(letter, app.newsletter, app.bounceAddress);
  const startedAt = app.clock.now().toISOString();
  const compose = messageComposer({ slug: issue.card.slug, edition: '', letter: frozen, startedAt }, SAMPLE_KEY);
  const answer = await spamAssassin(messageBytes(compose({ address, publicId: '0'.repeat(32) })), SPAM_SETTINGS);
  return typeof answer === 'string' ? answer : (spamReport(answer.message) ?? 'failed');
}
