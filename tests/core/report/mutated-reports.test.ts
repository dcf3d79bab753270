// Ten thousand damaged and hostile reports: none brings the reader down, and none is about anybody but the reader whose
// token it carries. The seed is fixed, so a failure can be run again.
import { assert, asyncProperty, nat } from 'fast-check';
import { expect, test } from 'vitest';
import { signingKey, unsubscribeUrl } from '../../../src/core/audience/signed-link.ts';
import { returnPath } from '../../../src/core/message/return-path.ts';
import { readReport } from '../../../src/core/report/read-report.ts';
import { signedOwner } from '../../../src/core/report/report-owner.ts';
import { KEYS } from '../../support/a-letter.ts';
import { complaintMail, DIALECTS, returnedHeaders } from '../../support/bounce-mails.ts';
import { mutatedMail, mutations, type Mutation } from '../../support/mutated-mail.ts';

const LIST = 'news.example,2026';
const READER = '00112233445566778899aabbccddeeff';
const VICTIM = 'ffeeddccbbaa99887766554433221100';
const FORGER = signingKey('a key that is not ours at all');

const [returnPathOf, linkOf] = [
  (publicId: string, key = KEYS[0]) => returnPath('bounces@news.example', LIST, { mailingId: 3, publicId }, key),
  (publicId: string, key = KEYS[0]) => unsubscribeUrl('https://news.example', LIST, publicId, key),
];
const path = returnPathOf(READER);
const headers = returnedHeaders({ returnPath: path, link: linkOf(READER) });
const bounced = { returnPath: path, recipient: 'reader@readers.example', headers };
const MAILS = [...DIALECTS.map(({ mail }) => mail(bounced)), complaintMail(bounced), complaintMail(bounced, 'x', path)];

/** What an attacker would write into a report who wants the victim gone and has no key of ours. */
const HOSTILE = [
  `X-Original-To: ${returnPathOf(VICTIM, FORGER)}\r\n`,
  `\nTo: ${path.slice(0, 30)}${returnPathOf(VICTIM, FORGER).slice(30)}\n`,
  `List-Unsubscribe: <${linkOf(VICTIM, FORGER)}>\n`,
  `Subject: unsubscribe-${linkOf(VICTIM, FORGER).slice(-48)}\n`,
  'Final-Recipient: rfc822; victim@readers.example\nAction: failed\nStatus: 5.1.1\n\n',
  'Feedback-Type: abuse\nOriginal-Rcpt-To: victim@readers.example\n\n',
  '--a1/there\n',
  '--arf--\n',
  'Content-Type: multipart/mixed; boundary="a1/there"\n\n',
  'Content-Transfer-Encoding: base64\n',
  '\n\n',
  '\0\u001b[2J\ud800',
  '=?utf-8?B?////?=',
];

test(
  '10,000 mutated reports are read, and each is about its reader or about nobody',
  { timeout: 120_000 },
  async () => {
    const seen = { owned: 0, failures: 0 };
    const isHarmless = async (index: number, wanted: readonly Mutation[]) => {
      const report = await readReport(mutatedMail(MAILS[index] ?? '', wanted, HOSTILE));
      const owner = signedOwner(report.traces, LIST, KEYS);
      if (owner !== undefined) seen.owned += 1;
      if (report.failures.length > 0) seen.failures += 1;
      if (owner !== undefined) expect(owner.publicId).toBe(READER);
      if (owner?.mailingId !== undefined) expect(owner.mailingId).toBe(3);
    };
    await assert(asyncProperty(nat(MAILS.length - 1), mutations, isHarmless), {
      numRuns: 10_000,
      seed: 20_260_106,
    });
    // The mutations leave enough of most reports for the law to be worth something.
    expect(seen.owned).toBeGreaterThan(5000);
    expect(seen.failures).toBeGreaterThan(5000);
  },
);
