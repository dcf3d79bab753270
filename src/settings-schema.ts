// The JSON Schema of masthead.yaml, made from the zod schema itself, so that editors complete and check the file.
import { z } from 'zod';
import { newsletterSchema } from './core/newsletter.ts';

/** What an author may write: fields with a default are optional. */
export function settingsSchema(): Readonly<Record<string, unknown>> {
  return { title: 'masthead.yaml', ...z.toJSONSchema(newsletterSchema, { io: 'input' }) };
}
