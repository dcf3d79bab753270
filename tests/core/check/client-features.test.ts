// The table of what mail programs lack, against the data of caniemail.com as its package holds them.
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { CLIENT_DATA_DAY, CLIENT_FEATURES } from '../../../src/core/check/client-features.ts';

const support = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.string())));
const data = z
  .object({ last_update_date: z.string(), data: z.array(z.object({ slug: z.string(), stats: support })) })
  .parse(createRequire(import.meta.url)('caniemail/caniemail.json'));
const statsOf = new Map(data.data.map(({ slug, stats }) => [slug, stats]));

/** What the last version of any of the client's platforms says, the letter alone. */
function lastOf(slug: string, client: string, platforms: readonly string[]): readonly string[] {
  const versions = platforms.map((platform) => Object.values(statsOf.get(slug)?.[client]?.[platform] ?? {}).at(-1));
  return versions.map((each) => each?.charAt(0) ?? '');
}

test('is of the day that it names', () => {
  expect(data.last_update_date).toContain(CLIENT_DATA_DAY);
});

test.each(CLIENT_FEATURES)('$slug is missing where the table says so', ({ slug, missingIn }) => {
  const gmail = lastOf(slug, 'gmail', ['desktop-webmail', 'ios', 'android']);
  const word = lastOf(slug, 'outlook', ['windows']);
  expect({ slug, gmail: missingIn.includes('Gmail') ? gmail.includes('n') : true }).toEqual({ slug, gmail: true });
  // Embedded images and sectioning elements are shown in part at best.
  const isMissing = word.some((each) => each === 'n' || each === 'a');
  expect({ slug, word: missingIn.includes('Outlook for Windows') ? isMissing : true }).toEqual({ slug, word: true });
});
