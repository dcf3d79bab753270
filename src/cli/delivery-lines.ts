// Mailings as people read them: one row each, the count of every state that occurs.
import { DELIVERY_STATES, type DeliveryCounts } from '../core/ledger/delivery.ts';
import { mailingName } from '../core/ledger/mailing.ts';
import type { DeliveryPause, DeliveryReport } from '../delivery/deliver.ts';
import { localTime } from './local-time.ts';

/** `12 accepted, 1 deferred`. */
function countsText(counts: DeliveryCounts): string {
  const present = DELIVERY_STATES.filter((state) => counts[state] > 0);
  return present.map((state) => `${counts[state]} ${state}`).join(', ') || 'nobody to mail';
}

/** What became of a mailing, one sentence or two. */
export function reportLine(report: DeliveryReport, timeZone: string): string {
  return `${mailingName(report)}: ${countsText(report.counts)}. ${MEANINGS[report.outcome](report, timeZone)}`.trimEnd();
}

/** What is waited for and until when, and that nobody has to. */
function pauseLine({ slug, until, counts, reply, isElsewhere, pausedAt }: DeliveryPause, timeZone: string): string {
  if (pausedAt !== undefined) {
    const since = `paused by the editor at ${localTime(Date.parse(pausedAt), timeZone)} (${timeZone})`;
    const cure = `"masthead send ${slug} --resume" lets it go on, and its age keeps counting`;
    return `${slug}: ${since}; ${cure}. Ctrl-C leaves it to "masthead start" or the next "masthead publish".`;
  }
  if (isElsewhere === true) {
    const fault = `${slug}: the rest is in the hands of another process, or was when that one died`;
    return `${fault}; what it does not finish is free within a minute.`;
  }
  const { queued, deferred, uncertain } = counts;
  const waiting = Object.entries({ queued, deferred, uncertain }).filter(([, count]) => count > 0);
  const who = waiting.map(([state, count]) => `${count} ${state}`).join(', ');
  const why = reply === undefined ? '' : ` The last answer: ${reply.replace(/\s+/g, ' ').trim()}.`;
  const time = `${localTime(Date.parse(until), timeZone)} (${timeZone})`;
  const cure = 'Ctrl-C leaves them to "masthead start" or the next "masthead publish".';
  return `${slug}: nothing to do until ${time}, when the next of those who wait has its turn: ${who}.${why} ${cure}`;
}

/** Says of the pauses of a command what is new about them: each deferred message has an instant of its own. */
export function pauseNotes(note: (line: string) => void, timeZone: string): (pause: DeliveryPause) => void {
  let said = '';
  return (pause) => {
    const { slug, isElsewhere, pausedAt, reply } = pause;
    const about = JSON.stringify([slug, isElsewhere, pausedAt, reply?.slice(0, SAME_REPLY)]);
    if (about !== said) note(pauseLine(pause, timeZone));
    said = about;
  };
}

/** Replies differ behind that in addresses and numbers. */
const SAME_REPLY = 30;

type Outcome = DeliveryReport['outcome'];

/** What the outcome means for the reader of the line; empty when the counts say it all. */
const MEANINGS: Readonly<Record<Outcome, (report: DeliveryReport, timeZone: string) => string>> = {
  finished: () => '',
  waiting: ({ nextDueAt = '', reason }, timeZone) => {
    const refused = reason === undefined ? '' : `Nothing more for now to where our mail is refused: ${reason}. `;
    const next = `Those who wait have their turn from ${localTime(Date.parse(nextDueAt), timeZone)} (${timeZone}) on`;
    return `${refused}${next}, by "masthead start" or the next "masthead publish".`;
  },
  held: () => 'It is unknown whether the uncertain ones arrived; "masthead status" lists them.',
  stopped: ({ reason }) => `Stopped: ${reason}. Mend this and run "masthead publish" again; nobody is mailed twice.`,
  interrupted: () => 'Interrupted; the next "masthead publish" goes on.',
  elsewhere: () => 'Another process is delivering it.',
  paused: ({ slug, controlledAt = '' }, timeZone) => {
    const since = `Paused by the editor at ${localTime(Date.parse(controlledAt), timeZone)} (${timeZone})`;
    return `${since}; "masthead send ${slug} --resume" lets it go on. Its age keeps counting.`;
  },
  cancelled: ({ counts, controlledAt = '' }, timeZone) => {
    const since = `Cancelled by the editor at ${localTime(Date.parse(controlledAt), timeZone)} (${timeZone})`;
    const doubt = counts.uncertain === 0 ? '' : ' It is unknown whether the uncertain ones arrived.';
    return `${since}; whoever had not been mailed is withheld.${doubt}`;
  },
};
