// Rules about the letter that is made of an issue: what mail programs and filters make of it.
import type { Rule } from './rule.ts';

export const LETTER_RULES = {
  'letter-shortened': {
    level: 'warning',
    sentence: 'The email would be too long and shows only the beginning of some articles.',
    fix: 'Make the issue shorter if that matters; pages and feeds have the whole text.',
  },
} as const satisfies Readonly<Record<string, Rule>>;
