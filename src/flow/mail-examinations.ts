// What the doctor asks mail servers: those that take mail from us, up to the login, and the one that keeps bounces.
import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import type { App } from '../app.ts';
import { imapPlace } from '../bounces/imap-place.ts';
import { DOCTOR_CODES } from '../core/doctor/doctor-checks.ts';
import { failed, notChecked, ok, warning, type Finding } from '../core/doctor/finding.ts';
import { judgeSmtp } from '../core/doctor/judge-smtp.ts';
import type { Examination } from '../doctor/examination.ts';
import { imapProbe } from '../doctor/imap-probe.ts';
import { largestLetter } from '../doctor/largest-letter.ts';
import { smtpProbe } from '../doctor/smtp-probe.ts';
import { smtpTargets } from '../mail/smtp-url.ts';

const SMTP_CODES = DOCTOR_CODES.filter((code) => code.startsWith('smtp-'));

export function mailExaminations(app: App, isOffline: boolean): readonly Examination[] {
  return [
    { codes: SMTP_CODES, examine: () => smtpFindings(app) },
    { codes: ['bounce-mailbox'], examine: async () => [await bounceMailbox(app, isOffline)] },
  ];
}

async function smtpFindings({ root, environment, clock }: App): Promise<readonly Finding[]> {
  const { SMTP_URL } = environment;
  if (SMTP_URL === undefined) {
    return SMTP_CODES.map((code) => notChecked(code, 'SMTP_URL is not set: mail goes into data/mailbox/.'));
  }
  const context = { now: clock.now(), largestLetter: await largestLetter(root) };
  const talks = await Promise.all(smtpTargets(SMTP_URL).map((target) => smtpProbe(target)));
  return talks.flatMap((facts) => judgeSmtp(facts, context));
}

const CODE = 'bounce-mailbox';

async function bounceMailbox(app: App, isOffline: boolean): Promise<Finding> {
  const { BOUNCE_MAILBOX, BOUNCE_ADDRESS } = app.environment;
  if (BOUNCE_MAILBOX === undefined) {
    const isHeardOf = Object.entries(app.environment).some(([name, value]) => name.startsWith('WEBHOOK_') && value);
    if (BOUNCE_ADDRESS === undefined || isHeardOf) return notChecked(CODE, 'BOUNCE_MAILBOX is not set.');
    const sentence = `Bounces go to ${BOUNCE_ADDRESS}, and nobody here reads them.`;
    return warning(CODE, sentence, 'Set BOUNCE_MAILBOX (docs/bounces.md), or have your provider report them.');
  }
  const place = imapPlace(BOUNCE_MAILBOX);
  if (place === undefined) return folderFinding(BOUNCE_MAILBOX, resolve(app.root, BOUNCE_MAILBOX));
  if (isOffline) return notChecked(CODE, 'This needs the network.');
  const found = await imapProbe(place);
  if ('count' in found) return ok(CODE, `The mailbox of ${place.name} can be read; ${found.count} mails are in it.`);
  const sentence = `The mailbox of ${place.name} cannot be read: ${found.fault.replace(/\.$/, '')}.`;
  return failed(CODE, sentence, 'See address, user, password and folder in BOUNCE_MAILBOX.');
}

function folderFinding(name: string, path: string): Finding {
  try {
    accessSync(path, constants.R_OK);
    return ok(CODE, `${name} can be read.`);
  } catch {
    return failed(CODE, `${name} is not there or cannot be read.`, 'See BOUNCE_MAILBOX, and who may read the folder.');
  }
}
