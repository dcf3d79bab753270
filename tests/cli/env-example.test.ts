import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { environmentSchema } from '../../src/settings.ts';
import { settingsSchema } from '../../src/settings-schema.ts';

const text = readFileSync(join(import.meta.dirname, '../../.env.example'), 'utf8');

test('.env.example names every variable, and no other', () => {
  expect(Object.keys(parseEnv(text)).toSorted()).toEqual(Object.keys(environmentSchema.shape).toSorted());
});

test('.env.example can be used as it stands', () => {
  const set = Object.entries(parseEnv(text)).filter(([, value]) => value !== '');
  expect(environmentSchema.safeParse(Object.fromEntries(set)).success).toBe(true);
});

test('every variable of .env.example stands below a comment', () => {
  const blocks = text.trim().split(/\n\n+/);
  expect(blocks.filter((block) => !block.startsWith('# '))).toEqual([]);
});

test('the schema of masthead.yaml knows its fields and asks only for those without a default', () => {
  const schema = settingsSchema();
  expect(Object.keys(schema['properties'] ?? {})).toContain('postal_address');
  expect(schema['required']).not.toContain('language');
  expect(schema['required']).toContain('authority');
});
