// What the doctor asks the DNS about the sender: keys, SPF, DMARC, alignment, names of servers, where bounces go.
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { domainToASCII } from 'node:url';
import type { App } from '../app.ts';
import { DOCTOR_CHECKS, DOCTOR_CODES } from '../core/doctor/doctor-checks.ts';
import { addressesOf, recordsIn } from '../core/doctor/dns-inquiry.ts';
import { policyIn, dmarcWalk, type DmarcWalk } from '../core/doctor/dmarc-walk.ts';
import { notChecked, type Finding } from '../core/doctor/finding.ts';
import { judgeAlignment, judgeDmarc } from '../core/doctor/judge-dmarc.ts';
import { judgeDkimKeys, judgeDkimRecord } from '../core/doctor/judge-dkim.ts';
import { exchangers, judgeExchangers, judgeReverse, reverseNames } from '../core/doctor/judge-names.ts';
import { isPlaceholder } from '../core/doctor/judge-settings.ts';
import { judgeSpf, judgeSpfServer, type SendingServer } from '../core/doctor/judge-spf.ts';
import { spfSurvey } from '../core/doctor/spf-survey.ts';
import type { Examination } from '../doctor/examination.ts';
import { inquire, type AskDns } from '../doctor/dns-answers.ts';
import { dkimKey, type DkimKey } from '../mail/dkim-key.ts';
import { dkimRecordFault } from '../mail/dkim-record.ts';
import { smtpTargets } from '../mail/smtp-url.ts';

export function nameExaminations(app: App, ask: AskDns): readonly Examination[] {
  const from = domainOf(app.newsletter.sender.address);
  const bounce = domainOf(app.bounceAddress ?? app.newsletter.sender.address);
  const { DKIM_DOMAIN, SMTP_URL } = app.environment;
  // Half of the answers would be about a name that is not the owner's.
  if (isPlaceholder(from)) return placeholder(from);
  const walk = (domain: string): Promise<DmarcWalk> => inquire(dmarcWalk(domain), ask);
  return [
    { codes: ['dkim-key'], examine: async () => judgeDkimKeys(keyFacts(app), SMTP_URL !== undefined) },
    { codes: ['dkim-record'], examine: () => dkimRecords(app, ask) },
    {
      codes: ['spf', 'spf-server'],
      examine: async () => {
        const survey = await inquire(spfSurvey(bounce), ask);
        const servers = await sendingServers(app, ask);
        const named = servers.map((server) => judgeSpfServer(bounce, survey, server));
        return [judgeSpf(bounce, survey), ...orNoServer('spf-server', named)];
      },
    },
    {
      codes: ['dmarc'],
      examine: async () => {
        const found = await walk(from);
        return [judgeDmarc(found, await refusals(found, ask))];
      },
    },
    {
      codes: ['alignment'],
      examine: async () => {
        const dkim = DKIM_DOMAIN === undefined ? undefined : await walk(domainToASCII(DKIM_DOMAIN));
        return [judgeAlignment({ from: await walk(from), dkim, bounce: await walk(bounce) })];
      },
    },
    {
      codes: ['reverse-dns'],
      examine: async () => {
        const servers = await sendingServers(app, ask);
        const facts = await Promise.all(servers.map((server) => inquire(reverseNames(server), ask)));
        return orNoServer('reverse-dns', facts.map(judgeReverse));
      },
    },
    { codes: ['bounce-mx'], examine: async () => [judgeExchangers(await inquire(exchangers(bounce), ask))] },
  ];
}

function placeholder(domain: string): readonly Examination[] {
  const codes = DOCTOR_CODES.filter(
    (code) => NAME_SUBJECTS.has(DOCTOR_CHECKS[code].subject) && code !== 'bounce-mailbox',
  );
  const sentence = `${domain} is a placeholder: write the sender's own address first.`;
  return [{ codes, examine: async () => codes.map((code) => notChecked(code, sentence)) }];
}

const NAME_SUBJECTS: ReadonlySet<string> = new Set(['name of the sender', 'bounces']);

function domainOf(address: string): string {
  return domainToASCII(address.slice(address.lastIndexOf('@') + 1).toLowerCase());
}

function orNoServer(code: 'spf-server' | 'reverse-dns', findings: readonly Finding[]): readonly Finding[] {
  return findings.length > 0 ? findings : [notChecked(code, 'SMTP_URL is not set, so no server sends yet.')];
}

/** The keys of the settings. Throws DKIM_KEY_INVALID. */
function dkimKeys({ root, environment }: App): readonly DkimKey[] {
  const pairs = [
    [environment.DKIM_SELECTOR, environment.DKIM_PRIVATE_KEY_FILE],
    [environment.DKIM_ED25519_SELECTOR, environment.DKIM_ED25519_PRIVATE_KEY_FILE],
  ] as const;
  return pairs.flatMap(([selector, file]) =>
    selector === undefined || file === undefined ? [] : [dkimKey({ selector, keyFile: resolve(root, file) })],
  );
}

function keyFacts(app: App) {
  return dkimKeys(app).map(({ selector, algorithm, privateKey }) => {
    const bits = privateKey.asymmetricKeyDetails?.modulusLength;
    return { selector, algorithm, ...(bits !== undefined && { bits }) };
  });
}

async function dkimRecords(app: App, ask: AskDns): Promise<readonly Finding[]> {
  const keys = dkimKeys(app);
  if (keys.length === 0) return [notChecked('dkim-record', 'No DKIM key is set.')];
  return Promise.all(
    keys.map(async (key) => {
      const name = `${key.selector}._domainkey.${domainToASCII(app.environment.DKIM_DOMAIN ?? '')}`;
      const answer = await ask({ name, type: 'TXT' });
      if (answer.kind === 'silence') return judgeDkimRecord(name, key.selector, { silence: answer.reason });
      const records = recordsIn(answer);
      const fault = dkimRecordFault(key, name, records);
      return judgeDkimRecord(name, key.selector, { text: records.join(' '), ...(fault !== undefined && { fault }) });
    }),
  );
}

/** Report domains elsewhere that have not agreed; those that were not answered for get the benefit of the doubt. */
async function refusals(walk: DmarcWalk, ask: AskDns): Promise<readonly string[]> {
  const found = policyIn(walk);
  const elsewhere = (found?.record?.reportDomains ?? []).filter(
    (domain) => domain !== walk.organisation && !domain.endsWith(`.${walk.organisation}`),
  );
  const asked = elsewhere.map(async (domain) => {
    const answer = await ask({ name: `${found?.domain}._report._dmarc.${domain}`, type: 'TXT' });
    const isAgreed = answer.kind === 'silence' || recordsIn(answer).some((text) => text.startsWith('v=DMARC1'));
    return isAgreed ? [] : [domain];
  });
  return (await Promise.all(asked)).flat();
}

/** The servers of SMTP_URL with their addresses. */
async function sendingServers({ environment }: App, ask: AskDns): Promise<readonly SendingServer[]> {
  if (environment.SMTP_URL === undefined) return [];
  return Promise.all(
    smtpTargets(environment.SMTP_URL).map(async ({ name, host }) => {
      if (isIP(host) !== 0) return { name, host, addresses: [host] };
      if (host === 'localhost') return { name, host, addresses: ['127.0.0.1'] };
      const { addresses } = await inquire(addressesOf(host), ask);
      return { name, host, addresses };
    }),
  );
}
