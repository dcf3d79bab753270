// masthead doctor: settings are read, and then every part that was asked for is looked into side by side. Nothing is
// sent, made or altered: no mail, no key, no store, no step of a migration.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DOCTOR_CODES, type DoctorCheck } from '../core/doctor/doctor-checks.ts';
import { failed, inOrder, notChecked, ok, warning, type Finding } from '../core/doctor/finding.ts';
import { judgeBaseUrl, judgeSender } from '../core/doctor/judge-settings.ts';
import { examineAll, type ExaminationOptions } from '../doctor/examination.ts';
import { openApp, type App } from '../app.ts';
import { AppError } from '../errors.ts';
import { dnsAnswers, type AskDns } from '../doctor/dns-answers.ts';
import { machineExaminations } from './machine-examinations.ts';
import { mailExaminations } from './mail-examinations.ts';
import { nameExaminations } from './name-examinations.ts';
import { webExaminations } from './web-examinations.ts';

export interface DoctorOptions extends Omit<ExaminationOptions, 'only'> {
  /** Everything when absent. */
  readonly only?: ReadonlySet<DoctorCheck>;
  /** The DNS server to ask instead of the system's: an address, with a port behind a colon if it is not 53. */
  readonly dnsServer?: string;
}

/** Findings in the order of the table, at least one for each check asked for. Throws SETTINGS_MISSING. */
export async function runDoctor(root: string, options: DoctorOptions): Promise<readonly Finding[]> {
  const only = options.only ?? new Set(DOCTOR_CODES);
  const notices: string[] = [];
  let app: App;
  try {
    app = openApp(root, { onNotice: (sentence) => notices.push(sentence) });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'SETTINGS_INVALID') throw error;
    return inOrder([...only].map((code) => unreadable(code, error)));
  }
  await using opened = app;
  const ask = askDns(options.dnsServer);
  const examinations = [
    settingsExamination(opened, notices),
    ...machineExaminations(opened),
    ...mailExaminations(opened, options.isOffline),
    ...nameExaminations(opened, ask),
    ...webExaminations(opened, options.isOffline),
  ];
  return await examineAll(examinations, { ...options, only });
}

function askDns(server: string | undefined): AskDns {
  try {
    return dnsAnswers(server);
  } catch (error) {
    const message = `--dns takes an address, such as 192.0.2.53 or 192.0.2.53:5353, and not "${server}".`;
    throw new AppError('USAGE', message, { cause: error });
  }
}

function unreadable(code: DoctorCheck, { message }: AppError): Finding {
  if (code !== 'settings') return notChecked(code, 'The settings cannot be read.');
  return failed(code, message.replaceAll('\n', ' '), 'Write what the message says into the place that it names.');
}

function settingsExamination(app: App, notices: readonly string[]) {
  const { newsletter } = app;
  const senders = { sender: newsletter.sender.address, 'readers.sender': newsletter.readers.sender?.address };
  const given = Object.fromEntries(
    Object.entries(senders).flatMap(([name, address]) => (address === undefined ? [] : [[name, address]])),
  );
  const where = existsSync(join(app.root, '.env')) ? 'masthead.yaml, .env' : 'masthead.yaml';
  const findings = [
    ...(notices.length === 0
      ? [ok('settings', `${where} and the environment can be read.`)]
      : notices.map((notice) => warning('settings', notice, 'Write the name as README.md has it.'))),
    judgeBaseUrl(newsletter.base_url),
    ...judgeSender(given),
  ];
  return { codes: ['settings', 'base-url', 'sender'] as const, examine: async () => findings };
}
