// What every rendering of one newsletter shares. MJML takes most of a second to load and to run, so its result is kept.
import { LETTER_TEMPLATE } from '../core/render/letter/letter-shell.ts';
import type { Newsletter } from '../core/newsletter.ts';
import { readCached, writeCached } from './cache-folder.ts';
import { compileLetter } from './compile-letter.ts';
import type { RenderContext } from './render-issue.ts';
import type { Sources } from './sources.ts';

/** `base` is the fingerprint of engine, newsletter and templates; `cache` the folder of the cache. */
export async function renderContext(
  newsletter: Newsletter,
  sources: Sources,
  kept: { readonly cache: string; readonly base: string },
): Promise<RenderContext> {
  const { webTemplates, emailTemplates } = sources;
  const name = `letter-${kept.base}`;
  const cached = readCached(kept.cache, name);
  const compiledLetter =
    typeof cached === 'string' ? cached : await compileLetter(emailTemplates[LETTER_TEMPLATE] ?? '', newsletter);
  if (cached !== compiledLetter) writeCached(kept.cache, name, compiledLetter);
  return { newsletter, webTemplates, emailTemplates, compiledLetter };
}
