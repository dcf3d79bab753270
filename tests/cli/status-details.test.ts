import { expect, test } from 'vitest';
import { paceWaits } from '../../src/cli/pace-waits.ts';
import { refusals } from '../../src/core/ledger/refusals.ts';
import { NO_LIMITS, ROUTE } from '../../src/core/ledger/limits.ts';
import { admit, FRESH_PACE, paceAfter } from '../../src/core/ledger/pace.ts';
import type { DeliveryRow } from '../../src/store/store.ts';
import { address, AT } from '../support/a-letter.ts';

const NOW = new Date(AT);

function rejected(more: Partial<DeliveryRow>): DeliveryRow {
  return { state: 'rejected', reason: 'refused', attempts: 1, address: address('a@x.example'), updatedAt: AT, ...more };
}

test('refusals are grouped by what they mean, with the words of one server', () => {
  const rows = [
    rejected({ lastReply: '552 5.2.2 mailbox full' }),
    rejected({ lastReply: '550 5.1.1 unknown' }),
    rejected({ lastReply: '550 No such user here' }),
    rejected({ reason: 'expired', lastReply: '450 later' }),
  ];
  expect(refusals(rows)).toEqual([
    { reason: 'the server does not know this mailbox', count: 2, example: '550 5.1.1 unknown' },
    { reason: 'the server says that the mailbox is full', count: 1, example: '552 5.2.2 mailbox full' },
    { reason: 'the mailing became too old before the server took it', count: 1, example: '450 later' },
  ]);
});

test('what the pace waits for names the destination, the reason and the instant', () => {
  const slow = paceAfter(
    FRESH_PACE,
    { kind: 'slowed', inFlight: 4, askedMs: 60_000, reason: 'is busy' },
    NOW.getTime(),
  );
  const limits = { ...NO_LIMITS, route: { perDay: () => 3 } };
  const full = admit(FRESH_PACE, limits.route, NOW.getTime(), 9).state;
  const states = new Map([
    ['gmail.com', slow],
    [ROUTE, full],
    ['x.example', FRESH_PACE],
  ]);
  expect(paceWaits(states, limits, NOW)).toEqual([
    {
      destination: 'gmail.com',
      reason: 'slowed down, because the server is busy',
      until: '2026-01-06T00:01:00.000Z',
    },
    {
      destination: 'everything',
      reason: '3 of 3 messages of this day are used up',
      until: '2026-01-07T00:00:00.000Z',
    },
  ]);
});
