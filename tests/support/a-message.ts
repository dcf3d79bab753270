// One composed message, for tests of what carries it.
import { createHash } from 'node:crypto';
import { frozenLetter } from '../../src/core/message/frozen-letter.ts';
import { messageComposer, type Message } from '../../src/core/message/message.ts';
import type { Letter } from '../../src/core/render/letter/letter.ts';
import { aLetter, address, AT, KEYS } from './a-letter.ts';
import { aNewsletter } from './newsletter.ts';

export function aMessage(changes: Partial<Letter> = {}, to = 'reader@readers.example'): Message {
  const letter = frozenLetter(aLetter(changes), aNewsletter(), 'bounces@news.example');
  const mailing = { slug: '2026-01-06', edition: '', letter, startedAt: AT };
  return messageComposer(
    mailing,
    KEYS[0],
  )({
    address: address(to),
    publicId: createHash('md5').update(to).digest('hex'),
  });
}
