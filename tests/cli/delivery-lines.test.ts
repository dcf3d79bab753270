import { expect, test } from 'vitest';
import { pauseNotes } from '../../src/cli/delivery-lines.ts';
import { NO_DELIVERIES } from '../../src/core/ledger/delivery.ts';

test('a pause says what is waited for and until when, once for each reason', () => {
  const said: string[] = [];
  const note = pauseNotes((line) => void said.push(line), 'Asia/Shanghai');
  const counts = { ...NO_DELIVERIES, accepted: 5, deferred: 3 };
  const pause = { slug: 'a', counts, until: '2026-01-06T00:00:00.000Z' };
  note({ ...pause, reply: 'connect ECONNREFUSED 127.0.0.1:25' });
  note({ ...pause, until: '2026-01-06T00:01:00.000Z', reply: 'connect ECONNREFUSED 127.0.0.1:25' });
  note({ ...pause, isElsewhere: true });
  expect(said).toEqual([
    expect.stringMatching(
      /^a: nothing to do until 2026-01-06 08:00 \(Asia\/Shanghai\).*: 3 deferred\..*ECONNREFUSED.*Ctrl-C/,
    ),
    expect.stringMatching(/^a: the rest is in the hands of another process.*within a minute\.$/),
  ]);
});
