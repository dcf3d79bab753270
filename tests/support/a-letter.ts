// A small letter with open slots, and what else a mailing needs, with defaults.
import { emailAddress, type EmailAddress } from '../../src/core/audience/email-address.ts';
import { signingKey, type KeyRing } from '../../src/core/audience/signed-link.ts';
import type { NewSubscriber } from '../../src/core/audience/subscriber.ts';
import { slot } from '../../src/core/render/letter/slots.ts';
import type { Letter } from '../../src/core/render/letter/letter.ts';

export function aLetter(changes: Partial<Letter> = {}): Letter {
  const url = slot('unsubscribe_url');
  return {
    subject: '推理成本的三条曲线',
    preheader: '三篇论文',
    language: 'zh-CN',
    html: `<!doctype html><p>你好，读者。</p><p>${slot('address')} <a href="${url}">退订</a></p>`,
    text: `你好，读者。\n\n.\n退订：${url}\n`,
    shortened: [],
    ...changes,
  };
}

export const KEYS: KeyRing = [signingKey('a key for tests only, 0123456789')];

/** RFC 3339, a Tuesday, eight in the morning in Shanghai. */
export const AT = '2026-01-06T00:00:00.000Z';

export function address(text: string): EmailAddress {
  const checked = emailAddress(text);
  if (checked === undefined) throw new TypeError(`${text} is no address`);
  return checked;
}

/** `reader1@readers.example` and so on, with consent. */
export function readers(count: number): readonly NewSubscriber[] {
  return Array.from({ length: count }, (_, index) => aReader(`reader${index + 1}@readers.example`));
}

export function aReader(text: string, event: NewSubscriber['event'] = 'imported'): NewSubscriber {
  return { address: address(text), event, source: 'form', consentAt: '2025-03-01T00:00:00.000Z' };
}
