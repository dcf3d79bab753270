// The JSON Schema of masthead.yaml, made from the zod schema itself, so that editors complete and check the file.
import { z } from 'zod';
import { newsletterSchema } from './core/newsletter.ts';

/** What an author may write: fields with a default are optional. */
export function settingsSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(newsletterSchema, { io: 'input', override: ({ jsonSchema }) => dropNever(jsonSchema) });
  return { title: 'masthead.yaml', ...schema };
}

/** What may never be written is not offered either: editors would complete it. */
function dropNever({ properties }: z.core.JSONSchema.BaseSchema): void {
  for (const [name, property] of Object.entries(properties ?? {})) {
    const isNever = typeof property === 'object' && property.not !== undefined;
    if (isNever) delete properties?.[name];
  }
}
