// What became of a pause, of its end and of a cancellation, in sentences that say what happens next.
import { mailingName } from '../core/ledger/mailing.ts';
import type { Controlled, MailingControlWord } from '../flow/control-mailing.ts';
import { localTime } from './local-time.ts';

export function controlLine(controlled: Controlled, word: MailingControlWord, timeZone: string): string {
  const time = (instant: string): string => `${localTime(Date.parse(instant), timeZone)} (${timeZone})`;
  return `${mailingName(controlled)}: ${sentenceOf(controlled, word, time)}`;
}

function sentenceOf(controlled: Controlled, word: MailingControlWord, time: (instant: string) => string): string {
  const { outcome, since, counts } = controlled;
  if (outcome === 'finished') return `nothing to ${word}, it was finished at ${time(since)}.`;
  if (outcome === 'cancelled') return `nothing to ${word}, it was cancelled at ${time(since)}, and that is for good.`;
  if (word === 'resume') {
    if (outcome === 'unchanged') return 'it is not paused.';
    return 'goes on with "masthead start" where that runs, within a minute, or with the next "masthead publish".';
  }
  if (word === 'pause') {
    const verb = outcome === 'unchanged' ? `was paused before, at ${time(since)}` : 'paused';
    const late = `Its age keeps counting: at ${time(controlled.tooLateAt)} whoever still waits is given up`;
    return `${verb}. ${inFlightText(counts.attempting)}${late}.`;
  }
  const verb = outcome === 'unchanged' ? `was cancelled before, at ${time(since)}` : 'cancelled';
  const { withheld = 0 } = controlled;
  const left = withheld === 0 ? '' : ` ${withheld} who had not got it ${withheld === 1 ? 'is' : 'are'} withheld.`;
  const doubt = counts.uncertain === 0 ? '' : ` ${counts.uncertain} uncertain: "masthead status" lists them.`;
  return `${verb}.${left} ${inFlightText(counts.attempting)}${doubt}`.trimEnd();
}

function inFlightText(count: number): string {
  return count === 0 ? '' : `${count} in flight ${count === 1 ? 'ends as it ends' : 'end as they end'}. `;
}
