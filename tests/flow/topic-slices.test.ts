import { expect, test } from 'vitest';
import { openApp } from '../../src/app.ts';
import { startMailing } from '../../src/delivery/start-mailing.ts';
import type { SliceFor } from '../../src/core/render/letter/letter.ts';
import type { Store } from '../../src/store/store.ts';
import { AT, KEYS, readers } from '../support/a-letter.ts';
import { newsletterFolder, SETTINGS } from '../support/newsletter-folder.ts';

const TOPICS = ['alpha', 'beta', 'gamma', 'delta', 'epsilon'];
const READERS = 10_000;
const BATCH = 1000;

/** All ways to choose some of the topics and not all of them: thirty. */
const CHOICES = Array.from({ length: 2 ** TOPICS.length - 2 }, (_, i) =>
  TOPICS.filter((_topic, bit) => (i + 1) & (1 << bit)),
);

const ISSUE = `---
title: 第一期
date: 2026-01-06
---

编者的话。

${TOPICS.map((topic) => `## ${topic}\n\n### ${topic} 一文\n\n[阅读原文](https://source.example/${topic})\n\n> 摘要。\n`).join('\n')}`;

test(
  'ten thousand readers with thirty choices cost thirty letters, and each gets exactly their articles',
  { timeout: 60_000 },
  async () => {
    const topics = TOPICS.map((slug) => `  - { slug: ${slug}, label: ${slug} }`).join('\n');
    const settings = SETTINGS.replace(/topics:\n.*\n/, `topics:\n${topics}\n`);
    const folder = newsletterFolder({ 'masthead.yaml': settings, 'issues/first.md': ISSUE });
    await using app = openApp(folder.root, { variables: {} });
    const store = await app.store();
    const all = readers(READERS).map((reader, i) => ({ ...reader, topics: CHOICES[i % CHOICES.length] ?? [] }));
    for (let i = 0; i < READERS; i += BATCH) await store.addSubscribers(all.slice(i, i + BATCH), AT);
    const library = await app.library();
    const [issue] = library.issues;
    if (!issue) throw new Error('the issue is not there');
    const { letter } = await library.load(issue);
    let rendered = 0;
    const counted = <T>(make: () => T): T => {
      rendered += 1;
      return make();
    };
    const sliceFor: SliceFor = async (chosen) => {
      const slice = await library.slices(issue)(chosen);
      if (typeof slice === 'string') return slice;
      return { key: slice.key, letter: () => counted(slice.letter) };
    };
    const start = { slug: 'first', letter, sliceFor, newsletter: app.newsletter, keys: KEYS, at: AT };
    const { mailing } = await startMailing(store, start);
    expect(rendered).toBe(CHOICES.length);
    expect(mailing.total).toBe(READERS);

    const wrong = [];
    const titles = await titlesOf(store, mailing.id);
    for (const { address, letterNo } of await attempts(store, mailing.id)) {
      const chosen = CHOICES[(Number(/\d+/.exec(address)?.[0]) - 1) % CHOICES.length] ?? [];
      if (titles.get(letterNo) !== chosen.join()) wrong.push(address);
    }
    expect(wrong).toEqual([]);
  },
);

/** Of each letter the topics whose article is in it. */
async function titlesOf(store: Store, mailingId: number): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>();
  for (let letterNo = 1; letterNo <= CHOICES.length; letterNo += 1) {
    const { html, text } = await store.letter(mailingId, letterNo);
    const inHtml = TOPICS.filter((topic) => html.includes(`${topic} 一文`));
    expect(TOPICS.filter((topic) => text.includes(`${topic} 一文`))).toEqual(inHtml);
    expect(html).toContain(`这里是你所选主题的 ${inHtml.length} 篇，本期共 5 篇。`);
    expect(text).toContain(`这里是你所选主题的 ${inHtml.length} 篇，本期共 5 篇。`);
    expect(html).toContain('编者的话。');
    found.set(letterNo, inHtml.join());
  }
  return found;
}

async function attempts(store: Store, mailingId: number) {
  await using sender = await store.openSender(AT, 60_000);
  return [...(await sender.lease(mailingId, { at: AT, limit: READERS }))];
}
