import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { frozenLetter } from '../../src/core/message/frozen-letter.ts';
import { deliver } from '../../src/delivery/deliver.ts';
import { LetterComposers } from '../../src/delivery/letter-composers.ts';
import { startMailing } from '../../src/delivery/start-mailing.ts';
import { aLetter, AT, KEYS, readers } from '../support/a-letter.ts';
import { deliveryBench, START } from '../support/delivery-bench.ts';
import { aNewsletter } from '../support/newsletter.ts';
import { recordingSmtp } from '../support/recording-smtp.ts';

test('each reader is sent the letter of their choice, on a second attempt too', async () => {
  const refused = new Set(['reader2@readers.example']);
  const server = await recordingSmtp({
    refuse: (to) => (refused.delete(to) ? '451 4.7.1 try again later' : undefined),
  });
  const { store, tools, pass } = await deliveryBench([], server.url);
  const audience = readers(4).map((reader, i) => ({ ...reader, topics: i === 0 ? [] : [`topic-${i}`] }));
  await store.addSubscribers(audience, AT);
  const { mailing } = await startMailing(store, {
    ...START,
    slug: 'sliced',
    sliceFor: async ([topic = '']) => ({
      key: topic,
      letter: () => aLetter({ subject: topic, text: `of ${topic}\n` }),
    }),
  });
  expect(await deliver(mailing, tools)).toMatchObject({ counts: { accepted: 3, deferred: 1 } });
  pass(3_600_000);
  expect(await deliver(mailing, tools)).toMatchObject({ outcome: 'finished', counts: { accepted: 4 } });
  const came = await Promise.all(
    server.taken.map(async ({ to, bytes }) => [to[0], await PostalMime.parse(bytes)] as const),
  );
  expect(Object.fromEntries(came.map(([to = '', message]) => [to, [message.subject, message.text?.trim()]]))).toEqual({
    'reader1@readers.example': ['推理成本的三条曲线', expect.stringContaining('你好')],
    'reader2@readers.example': ['topic-1', 'of topic-1'],
    'reader3@readers.example': ['topic-2', 'of topic-2'],
    'reader4@readers.example': ['topic-3', 'of topic-3'],
  });
});

test('letters are read once while few are in use, and thousands are not kept', async () => {
  const { mailing } = await deliveryBench([], 'smtp://127.0.0.1:9');
  const read: number[] = [];
  const letter = async (_: number, letterNo: number) => {
    read.push(letterNo);
    return frozenLetter(aLetter({ subject: `letter ${letterNo}` }), aNewsletter());
  };
  const composers = new LetterComposers(mailing, KEYS[0], KEYS, { letter });
  for (const letterNo of [0, 1, 2, 1, 2, 0]) await composers.of(letterNo);
  expect(read).toEqual([1, 2]);
  for (let letterNo = 1; letterNo <= 1000; letterNo += 1) await composers.of(letterNo);
  await composers.of(1000);
  await composers.of(1);
  expect(read.slice(2).filter((letterNo) => letterNo === 1000)).toHaveLength(1);
  expect(read.at(-1)).toBe(1);
});
