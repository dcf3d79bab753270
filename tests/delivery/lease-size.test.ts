import { expect, test } from 'vitest';
import { LeaseSize } from '../../src/delivery/lease-size.ts';

/** What is leased, one after another, when a message takes so many milliseconds of each connection. */
function sizes(connections: number, messageMs: number, count: number): readonly number[] {
  const size = new LeaseSize(connections);
  let nowMs = 0;
  return Array.from({ length: count }, () => {
    const leased = size.next(nowMs);
    nowMs += (leased / connections) * messageMs;
    return leased;
  });
}

test('a sender whose server is near leases eight for each connection', () => {
  expect(sizes(10, 5, 4)).toEqual([20, 40, 80, 80]);
});

test('a sender whose server is far leases what lasts about a fifth of a second', () => {
  expect(sizes(10, 100, 4)).toEqual([20, 20, 20, 20]);
  expect(sizes(10, 50, 4)).toEqual([20, 20, 20, 20]);
});

test('a sender that is slowed down leases one for each connection', () => {
  expect(sizes(4, 5000, 4)).toEqual([8, 4, 4, 4]);
});
