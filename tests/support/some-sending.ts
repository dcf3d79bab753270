// The tools of the desk's sections Sending, Calendar and Readers for a desk without a newsletter behind it.
import type { SendingTools } from '../../src/desk/sending-tools.ts';

export function someSending(changes: Partial<SendingTools> = {}): SendingTools {
  return {
    store: async () => undefined,
    mailingStore: async () => {
      throw new TypeError('this desk has no store to act on');
    },
    rateOf: () => undefined,
    maxAgeHours: async () => 36,
    test: async () => ({ result: { kind: 'accepted', reply: '250 taken' }, destination: 'mail.example' }),
    testable: async () => [],
    ownAddress: () => 'editor@masthead.example',
    calendar: async (month) => ({
      question: {
        month,
        nowMs: Date.parse('2026-01-06T00:00:00Z'),
        timeZone: 'UTC',
        tooLateHours: 12,
        scheduled: [],
        tooLate: [],
        drafts: [],
        mailed: [],
        digestSlots: [],
      },
      titles: new Map(),
    }),
    report: async () => undefined,
    feedReaders: async () => [],
    ...changes,
  };
}
