// masthead.yaml and the environment -> settings. The only file that reads process.env; everything below gets values.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { newsletterSchema, type Newsletter } from './core/newsletter.ts';
import { AppError } from './errors.ts';

export interface Settings {
  /** Absolute path of the newsletter's folder. */
  readonly root: string;
  readonly newsletter: Newsletter;
}

export function readSettings(root: string): Settings {
  const path = join(root, 'masthead.yaml');
  const result = newsletterSchema.safeParse(parse(readFileSync(path, 'utf8')));
  if (!result.success) throw new AppError('SETTINGS_INVALID', result.error.message);
  return { root, newsletter: result.data };
}
