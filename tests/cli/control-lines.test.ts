import { expect, test } from 'vitest';
import { controlLine } from '../../src/cli/control-lines.ts';
import { NO_DELIVERIES } from '../../src/core/ledger/delivery.ts';
import type { Controlled, MailingControlWord } from '../../src/flow/control-mailing.ts';

const CONTROLLED: Controlled = {
  slug: '2026-01-06',
  edition: '',
  outcome: 'done',
  counts: { ...NO_DELIVERIES, accepted: 12, queued: 30, attempting: 2 },
  since: '2026-01-06T00:10:00.000Z',
  tooLateAt: '2026-01-07T12:00:00.000Z',
};

const CASES: readonly (readonly [word: MailingControlWord, changes: Partial<Controlled>, line: RegExp])[] = [
  ['pause', {}, /: paused\. 2 in flight end as they end\. Its age keeps counting: at 2026-01-07 20:00 /],
  ['pause', { outcome: 'unchanged' }, /was paused before, at 2026-01-06 08:10 \(Asia\/Shanghai\)\./],
  ['pause', { outcome: 'finished' }, /nothing to pause, it was finished at 2026-01-06 08:10 /],
  ['resume', {}, /goes on with "masthead start" where that runs, within a minute, or with the next/],
  ['resume', { outcome: 'unchanged' }, /it is not paused\.$/],
  ['resume', { outcome: 'cancelled' }, /nothing to resume, it was cancelled at 2026-01-06 08:10 .* for good\.$/],
  ['cancel', { withheld: 30 }, /: cancelled\. 30 who had not got it are withheld\. 2 in flight end as they end\.$/],
  ['cancel', { counts: { ...NO_DELIVERIES, uncertain: 1 } }, /1 uncertain: "masthead status" lists them\.$/],
];

test.each(CASES)('%s with %j is told in a sentence', (word, changes, line) => {
  expect(controlLine({ ...CONTROLLED, ...changes }, word, 'Asia/Shanghai')).toMatch(line);
});
