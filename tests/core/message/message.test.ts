import * as fc from 'fast-check';
import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { readLinkToken, signingKey, type SigningKey } from '../../../src/core/audience/signed-link.ts';
import { frozenLetter, listId } from '../../../src/core/message/frozen-letter.ts';
import { messageDate } from '../../../src/core/message/message-date.ts';
import {
  messageBytes,
  messageComposer,
  type Message,
  type MessageOf,
  type Recipient,
} from '../../../src/core/message/message.ts';
import { readReturnPath } from '../../../src/core/message/return-path.ts';
import type { Newsletter } from '../../../src/core/newsletter.ts';
import type { Letter } from '../../../src/core/render/letter/letter.ts';
import { aLetter, address, AT, KEYS } from '../../support/a-letter.ts';
import { aNewsletter } from '../../support/newsletter.ts';

const READER = { address: address('Reader.One@readers.example'), publicId: '00112233445566778899aabbccddeeff' };
const OTHER = { address: address('two@readers.example'), publicId: 'ffeeddccbbaa99887766554433221100' };

test('the same letter, subscriber and key give the same bytes, on every attempt', async () => {
  expect(messageBytes(compose())).toEqual(messageBytes(compose()));
});

test('whatever the letter, the reader and what was composed before, a retry has the same Message-ID and bytes', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', ' ', '长', '。', '\n', '.', '&', '"', '🙂', 'é'),
    maxLength: 60,
  });
  const reader = fc.record({
    local: fc.string({ unit: fc.constantFrom('a', 'Z', '7', '.x', '+', '_'), minLength: 1, maxLength: 20 }),
    publicId: fc.string({ unit: fc.constantFrom('0', '1', '7', 'a', 'f'), minLength: 32, maxLength: 32 }),
  });
  const search = fc.record({
    subject: text,
    html: text,
    plain: text,
    wanted: reader,
    others: fc.array(reader, { maxLength: 5 }),
  });
  fc.assert(
    fc.property(search, ({ subject, html, plain, wanted, others }) => {
      const letter = {
        ...aLetter({ subject }),
        html: `<p>${html}${aLetter().html}`,
        text: `${plain}${aLetter().text}`,
      };
      // Each attempt may be made by another process, between other readers.
      const attempt = (before: typeof others): Message => {
        const mailing = { ...aMailing(), letter: frozenLetter(letter, aNewsletter()) };
        const composer = messageComposer(mailing, KEYS[0]);
        for (const other of before) composer(recipientOf(other));
        return composer(recipientOf(wanted));
      };
      const [first, second] = [attempt([]), attempt(others)];
      expect(second.messageId).toBe(first.messageId);
      expect(messageBytes(second).equals(messageBytes(first))).toBe(true);
      const isOther = ({ publicId }: typeof wanted) => publicId !== wanted.publicId;
      for (const other of others.filter(isOther)) {
        expect(message(aMailing(), recipientOf(other), KEYS[0]).messageId).not.toBe(first.messageId);
      }
    }),
    { numRuns: 60 },
  );
});

function recipientOf({ local, publicId }: { readonly local: string; readonly publicId: string }): Recipient {
  return { address: address(`r${local}@readers.example`), publicId };
}

test("two recipients get different Message-IDs in the sender's domain, with nothing personal in them", async () => {
  const [one, two] = [compose(), message(aMailing(), OTHER, KEYS[0])];
  expect(one.messageId).not.toBe(two.messageId);
  expect(one.messageId).toMatch(/^<[0-9a-f]{32}@news\.example>$/);
});

test('a correction to the same subscriber has a Message-ID of its own', async () => {
  const correction = message({ ...aMailing(), edition: '2026-01-07T00:00:00Z' }, READER, KEYS[0]);
  expect(correction.messageId).not.toBe(compose().messageId);
});

test('a message is 7 bit, its line ends are CRLF, its lines at most 998 long and its header lines 78', async () => {
  const bytes = messageBytes(compose({ letter: aLetter({ html: `<p>${'很长的一行'.repeat(5000)}</p>` }) }));
  const text = Buffer.from(bytes).toString('latin1');
  expect(bytes.every((byte) => byte < 128 && byte !== 0)).toBe(true);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  const lines = text.split('\r\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
  const unfolded = lines.slice(0, lines.indexOf('')).filter((line) => !line.startsWith('List-Unsubscribe:'));
  expect(Math.max(...unfolded.map((line) => line.length))).toBeLessThanOrEqual(78);
});

test('the headers of a list stand there once each, and one-click is on one line', async () => {
  const headers = await headersOf(compose());
  const names = ['from', 'to', 'subject', 'date', 'message-id', 'mime-version', 'list-id', 'list-unsubscribe-post'];
  for (const name of [...names, 'list-unsubscribe', 'list-archive', 'precedence', 'feedback-id']) {
    expect(
      headers.filter((header) => header.key === name),
      name,
    ).toHaveLength(1);
  }
  const raw = messageBytes(compose()).toString();
  expect(raw).toMatch(/\r\nList-Unsubscribe: <https:\/\/news\.example\/unsubscribe\/[\w-]{48}>\r\n/);
  expect(raw).toContain('\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
  expect(raw).toContain('<list-2026.news.example>');
  expect(raw).toMatch(/\r\nFeedback-ID: [0-9a-f]{12}:[0-9a-f]{12}:issue:[0-9a-f]{12}\r\n/);
  expect(headers.find((header) => header.key === 'cc' || header.key === 'bcc')).toBeUndefined();
});

test('without a bounce address the envelope sender is the sender', () => {
  expect(compose().from).toBe('letters@news.example');
});

test('with a bounce address each message has a return path and a second way to unsubscribe, on one line', () => {
  const letter = frozenLetter(aLetter(), aNewsletter(), 'bounces@news.example');
  const mailing = { ...aMailing(), letter, id: 7 };
  const composed = message(mailing, READER, KEYS[0]);
  const owner = readReturnPath(composed.from, letter.authority, KEYS);
  expect(owner).toEqual({ mailingId: 7, publicId: READER.publicId });
  const [, link, mailed] =
    /\r\nList-Unsubscribe: <https:[^>]*\/([\w-]{48})>, <mailto:bounces@news\.example\?subject=unsubscribe-([\w-]+)>\r\n/.exec(
      composed.header,
    ) ?? [];
  expect(link).toBeDefined();
  expect(mailed).toBe(link);
  expect(composed.header).toContain('\r\nCFBL-Address: bounces@news.example; report=arf\r\n');
  expect(messageBytes(message(mailing, READER, KEYS[0]))).toEqual(messageBytes(composed));
  // The token is in the envelope alone: what is signed and kept does not hold it.
  expect(composed.header).not.toContain(composed.from);
});

test('a message of no mailing has the bounce address as it is', () => {
  const letter = frozenLetter(aLetter(), aNewsletter(), 'bounces@news.example');
  expect(message({ ...aMailing(), letter }, READER, KEYS[0]).from).toBe('bounces@news.example');
});

test('a site without TLS claims no one-click', async () => {
  const raw = messageBytes(compose({ newsletter: { base_url: 'http://localhost:8080' } })).toString();
  expect(raw).toContain('List-Unsubscribe: <http://localhost:8080/unsubscribe/');
  expect(raw).not.toContain('List-Unsubscribe-Post');
});

test('both parts say what the letter says, with the slots filled for this reader', async () => {
  const parsed = await PostalMime.parse(messageBytes(compose()));
  const url = /https:\/\/news\.example\/unsubscribe\/([\w-]+)/.exec(parsed.text ?? '');
  expect(parsed.html).toContain(`<p>${READER.address} <a href="${url?.[0]}">退订</a></p>`);
  expect(readLinkToken('unsubscribe', 'news.example,2026', url?.[1] ?? '', KEYS)).toBe(READER.publicId);
  expect(parsed.text).toContain('你好，读者。');
});

test('an address is escaped in HTML', async () => {
  const odd = { ...READER, address: address("o'neil&co@readers.example") };
  const parsed = await PostalMime.parse(messageBytes(message(aMailing(), odd, KEYS[0])));
  expect(parsed.html).toContain('o&#39;neil&#38;co@readers.example');
});

test.each([
  '推理成本的三条曲线：为什么小模型会赢，以及它们在哪里输',
  '家庭 👩‍👩‍👧‍👦 与旗帜 🇨🇳🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  '“功能趋同、体验分化”——一份报告',
  '长'.repeat(300),
  'a literal =?UTF-8?B?5L2g?= in a title',
  'Plain words, and a very long title that has to be folded somewhere because it goes on and on and on',
])('the subject %j arrives as it was written', async (subject) => {
  const composed = compose({ letter: aLetter({ subject }) });
  const parsed = await PostalMime.parse(messageBytes(composed));
  expect(parsed.subject).toBe(subject);
  for (const word of messageBytes(composed)
    .toString('latin1')
    .match(/=\?[^?]+\?B\?[^?]*\?=/g) ?? []) {
    expect(word.length).toBeLessThanOrEqual(75);
    const bytes = Buffer.from(word.slice(word.indexOf('?B?') + 3, -2), 'base64');
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).not.toThrow();
  }
});

test('a line break in a subject, a title or a name adds no header', async () => {
  const composed = compose({
    letter: aLetter({ subject: 'a\r\nBcc: e@z.example' }),
    newsletter: { title: 'b\nX-Evil: 1', sender: { name: 'c\r\nX-Evil: 2', address: 'letters@news.example' } },
  });
  const keys = (await headersOf(composed)).map((header) => header.key);
  expect(keys).not.toContain('bcc');
  expect(keys).not.toContain('x-evil');
});

test.each(['示例, "周报" (甲)', 'Weekly, "The" (A)', 'Plain Weekly'])(
  'the sender name %j arrives as it was written',
  async (name) => {
    const parsed = await PostalMime.parse(
      messageBytes(compose({ newsletter: { sender: { name, address: 'letters@news.example' } } })),
    );
    expect(parsed.from).toEqual({ name, address: 'letters@news.example' });
    expect(parsed.to).toEqual([{ name: '', address: READER.address }]);
  },
);

test('the Date is the start of the mailing in the zone of the newsletter', () => {
  expect(messageDate(AT, 'Asia/Shanghai')).toBe('Tue, 06 Jan 2026 08:00:00 +0800');
  expect(messageDate(AT, 'UTC')).toBe('Tue, 06 Jan 2026 00:00:00 +0000');
  expect(messageDate('2026-07-01T12:00:00.000Z', 'America/St_Johns')).toBe('Wed, 01 Jul 2026 09:30:00 -0230');
});

test('the list identifier follows from the authority', () => {
  expect(listId('news.example,2026')).toBe('list-2026.news.example');
  expect(listId('weekly@news.example,2026-01')).toBe('weekly-2026-01.news.example');
});

test('another key makes another link and another Message-ID', async () => {
  const rotated = message(aMailing(), READER, signingKey('quite another key, long enough'));
  expect(rotated.messageId).not.toBe(compose().messageId);
});

function aMailing(changes: { letter?: Letter; newsletter?: Partial<Newsletter> } = {}): MessageOf {
  const letter = frozenLetter(changes.letter ?? aLetter(), aNewsletter(changes.newsletter));
  return { slug: '2026-01-06', edition: '', letter, startedAt: AT };
}

function compose(changes: { letter?: Letter; newsletter?: Partial<Newsletter> } = {}): Message {
  return message(aMailing(changes), READER, KEYS[0]);
}

async function headersOf(composed: Message) {
  return (await PostalMime.parse(messageBytes(composed))).headers;
}

function message(mailing: MessageOf, recipient: Recipient, key: SigningKey): Message {
  return messageComposer(mailing, key)(recipient);
}
