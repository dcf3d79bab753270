// What can stand where the command line has a placeholder: words, slugs, issues, files, folders, or a text of one's own.
// A test holds this against the commands, so that an option without an entry, or an entry without an option, is found.
import { DOCTOR_CODES, DOCTOR_SUBJECTS } from '../core/doctor/doctor-checks.ts';
import { EXPORT_NAMES } from '../core/audience/exports/exported-reader.ts';
import { SUBSCRIBER_STATES } from '../core/audience/subscriber.ts';
import { PROBLEM_CODES } from '../core/issue/problem.ts';
import type { Part } from '../flow/run-parts.ts';
import { CHECK_FORMATS } from './check-formats.ts';

/** nothing: the shell has nothing to offer, because only the user knows. */
export type CompletionValues = readonly string[] | 'slugs' | 'issues' | 'files' | 'folders' | 'nothing';

const PARTS: readonly Part[] = ['web', 'schedule', 'deliver'];

/** By the name between the brackets, for every command that has no entry of its own below. */
const VALUES_OF_PLACEHOLDER: Readonly<Record<string, CompletionValues>> = {
  address: 'nothing',
  code: PROBLEM_CODES,
  date: 'nothing',
  day: 'nothing',
  dir: 'folders',
  file: 'files',
  format: ['text', 'html', 'json'],
  interval: 'nothing',
  'label=slug': 'nothing',
  number: 'nothing',
  shell: ['bash', 'zsh', 'fish'],
  slug: 'slugs',
  source: 'files',
  state: SUBSCRIBER_STATES,
  status: ['draft', 'published'],
  text: 'nothing',
  time: 'nothing',
  title: 'nothing',
  url: 'nothing',
  word: 'nothing',
};

/** By command and option, or by command and placeholder. */
export const VALUES_OF_COMMAND: Readonly<Record<string, CompletionValues>> = {
  'adopt file': 'issues',
  'check --format': [...CHECK_FORMATS.keys()],
  'check file': 'issues',
  'doctor --only': [...DOCTOR_CODES, ...DOCTOR_SUBJECTS.map((subject) => subject.replaceAll(' ', '-'))],
  'init --language': ['en', 'zh'],
  'new slug': 'nothing',
  'publish file': 'issues',
  'send --resolve': ['resend', 'accept'],
  'start --only': PARTS,
  'subscribers import --as': ['pending', 'unsubscribed', 'bounced', 'complained', 'removed'],
  'subscribers import --from': [...EXPORT_NAMES, 'csv'],
};

/** `owner` is the command's whole name, `name` the option with its hyphens or the placeholder. */
export function completionValues(owner: string, name: string, placeholder: string): CompletionValues | undefined {
  return VALUES_OF_COMMAND[`${owner} ${name}`] ?? VALUES_OF_PLACEHOLDER[placeholder];
}
