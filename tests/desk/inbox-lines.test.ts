// Subject and preheader as inboxes cut them.
import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { displayWidth } from '../../src/core/issue/display-width.ts';
import { inboxLines, type InboxLine } from '../../src/desk/inbox-lines.ts';

function lineOf(name: InboxLine['name'], subject: string, preheader = '预览文字'): InboxLine | undefined {
  return inboxLines(subject, preheader).find((line) => line.name === name);
}

test('what fits stays whole, and is said to be', () => {
  for (const line of inboxLines('短主题', '短预览')) {
    expect(line).toMatchObject({ subject: '短主题', preheader: '短预览', is_subject_cut: false });
  }
});

test('Chinese fills an inbox with half as many characters as Latin', () => {
  expect(lineOf('iphone', '字'.repeat(40))?.subject).toBe(`${'字'.repeat(18)}…`);
  expect(lineOf('iphone', 'a'.repeat(40))?.subject).toBe(`${'a'.repeat(37)}…`);
});

test('a family of four is cut off whole or not at all', () => {
  const family = '👨‍👩‍👧‍👦';
  const cut = (letters: number): string | undefined =>
    lineOf('gmailPhone', `${'a'.repeat(letters)}${family}${family}`)?.subject;
  expect(cut(33)).toBe(`${'a'.repeat(33)}${family}…`);
  expect(cut(34)).toBe(`${'a'.repeat(34)}…`);
});

test('in a browser a long subject takes the room of the preheader', () => {
  const line = lineOf('gmail', '字'.repeat(48), '预览文字');
  expect(line).toMatchObject({ is_subject_cut: false, preheader: '', is_preheader_cut: true });
});

test('no line is ever wider than its inbox, and nothing is invented', () => {
  assert(
    property(string({ unit: 'grapheme', maxLength: 200 }), string({ unit: 'grapheme' }), (subject, preheader) => {
      for (const line of inboxLines(subject, preheader)) {
        expect(displayWidth(line.subject)).toBeLessThanOrEqual(100);
        if (line.is_subject_cut) expect(subject.startsWith(line.subject.slice(0, -1))).toBe(true);
        else expect(line.subject).toBe(subject);
      }
    }),
    { numRuns: 200 },
  );
});
