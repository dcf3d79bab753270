// The templates of the mails to readers, ready to be filled: `confirm.mjml` compiled, the parts settled. MJML takes
// most of a second, so what it made is kept in the cache beside that of letters.
import type { Newsletter } from '../core/newsletter.ts';
import { settledParts } from '../core/render/letter/letter-shell.ts';
import type { Templates } from '../core/render/liquid.ts';
import { readCached, writeCached } from './cache-folder.ts';
import { compileLetter } from './compile-letter.ts';
import { dependencyHash, engineHash, unswitched } from './dependency-hash.ts';
import { cacheFolder } from './open-library.ts';
import { readEmailTemplates } from './sources.ts';

/** Throws AppError TEMPLATE_INVALID, which names the file and the line. */
export async function mailTemplates(root: string, newsletter: Newsletter, name: string): Promise<Templates> {
  const templates = readEmailTemplates(root);
  const source = templates[name] ?? '';
  const cache = cacheFolder(root);
  const kept = `mail-${dependencyHash(engineHash(), unswitched(newsletter), name, source)}`;
  const cached = readCached(cache, kept);
  const compiled = typeof cached === 'string' ? cached : await compileLetter(source, newsletter, name);
  if (cached !== compiled) writeCached(cache, kept, compiled);
  return { ...settledParts(templates, newsletter), [name]: compiled };
}
