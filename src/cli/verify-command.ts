// masthead verify: whether an issue, built again from its commit, is what was sent.
import { markedChange } from '../core/revision/marked-change.ts';
import type { LetterDifference, MailingVerdict } from '../flow/verify-issue.ts';
import type { CommandSpec, Outcome } from './command.ts';
import { localTime } from './local-time.ts';
import { counted } from './problem-lines.ts';

export const verifyCommand: CommandSpec = {
  usage: 'verify <slug>',
  summary: 'build an issue again as of its commit, and say whether it is what was sent',
  run: async ({ root, args, screen }): Promise<Outcome> => {
    const { openApp } = await import('../app.ts');
    const { verifyIssue } = await import('../flow/verify-issue.ts');
    await using app = openApp(root, { onNotice: screen.note });
    const mailings = await verifyIssue(app, args[0] ?? '');
    const { time_zone } = app.newsletter.schedule;
    const isProved = mailings.every(({ verdict, missing }) => verdict === 'same' && missing === undefined);
    const paint = { removed: screen.red, added: screen.green };
    const lines = mailings.flatMap((one) => verdictLines(one, time_zone, paint));
    return { data: { slug: args[0] ?? '', isProved, mailings }, lines, failed: !isProved };
  },
};

type Paint = Parameters<typeof markedChange>[1];

function verdictLines(verdict: MailingVerdict, timeZone: string, paint: Paint): readonly string[] {
  const { name, startedAt, letterCount, differences } = verdict;
  const time = `mailed at ${localTime(Date.parse(startedAt), timeZone)} (${timeZone})`;
  if (verdict.verdict === 'unknown') {
    return [`${name}, ${time}: unknown. It began before the ledger kept what is mailed, so nothing can be proved.`];
  }
  const letters = counted(letterCount, 'letter');
  const same = `same. ${letters}, built again from ${sourceText(verdict)}: byte for byte what was sent.`;
  const verb = differences.length === 1 ? 'is' : 'are';
  const count = `Of ${letters}, built again from ${sourceText(verdict)}, ${differences.length} ${verb} not what was sent.`;
  const differs = `differs. ${count}`;
  const details = differences.flatMap((one) => differenceLines(one, paint));
  return [`${name}, ${time}: ${verdict.verdict === 'same' ? same : differs}`, ...details, ...notes(verdict)];
}

function sourceText({ from, commit = '' }: MailingVerdict): string {
  return from === 'commit' ? `commit ${shortCommit(commit)}` : 'the copy that the ledger keeps';
}

function shortCommit(commit: string): string {
  return commit.slice(0, COMMIT_CHARACTERS);
}

const COMMIT_CHARACTERS = 10;
/** More of one letter is read better from --json. */
const SHOWN_CHANGES = 20;

function differenceLines({ letterNo, topics, parts, changes }: LetterDifference, paint: Paint): readonly string[] {
  const readers = topics.length === 0 ? 'for readers of everything' : `for readers of ${topics.join(', ')}`;
  const left = changes.length - SHOWN_CHANGES;
  const what = parts.map((part) => PARTS[part]).join(', ');
  const words =
    changes.length === 0 ? [] : changes.slice(0, SHOWN_CHANGES).map((line) => `    ${markedChange(line, paint)}`);
  const silent =
    changes.length === 0 && parts.includes('html') ? ['    the words are the same, the markup is not'] : [];
  return [
    `  letter ${letterNo}, ${readers}: ${what}`,
    ...words,
    ...silent,
    ...(left > 0 ? [`    and ${left} more: --json has all of them`] : []),
  ];
}

const PARTS: Readonly<Record<LetterDifference['parts'][number], string>> = {
  subject: 'the subject',
  headers: 'the headers',
  html: 'the HTML',
  text: 'the text',
  ledger: 'the letter in the store is not the one that was hashed',
  all: 'the files give these readers no letter',
};

function notes({
  verdict,
  commit = '',
  missing,
  uncommitted = [],
  otherFiles = [],
  program,
}: MailingVerdict): readonly string[] {
  const shallow = 'this clone is shallow and has it not: run "git fetch --unshallow", then verify again';
  const absent = 'it is not in this clone: fetch the branch that has it; if it was rewritten, only the copy is left';
  const meaning =
    verdict === 'same'
      ? 'It makes no difference to this issue.'
      : 'The difference may come from that: verify with the version of then.';
  return [
    ...(missing
      ? [`  It was mailed from commit ${shortCommit(commit)}, but ${missing === 'shallow' ? shallow : absent}.`]
      : []),
    ...(uncommitted.length > 0 ? [`  Not committed when it was mailed: ${uncommitted.join(', ')}.`] : []),
    ...(otherFiles.length > 0 ? [`  Other than when they were mailed: ${otherFiles.join(', ')}.`] : []),
    ...(program && !program.isSame ? [`  ${programText(program)} ${meaning}`] : []),
  ];
}

function programText({ before, now }: NonNullable<MailingVerdict['program']>): string {
  if (before !== now) return `It was built by ${before}, and this is ${now}.`;
  return `It was built by another state of ${before}: its code, its templates or its packages have changed.`;
}
