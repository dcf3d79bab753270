// Rules about where links lead, which only asking over the network can tell: `check --links` alone finds them.
import type { Rule } from './rule.ts';

export const LINK_RULES = {
  'anchor-missing': {
    level: 'info',
    sentence: 'The page of a link does not have the place that the link names.',
    fix: 'Mend or drop what stands behind the #.',
  },
  'link-forbidden': {
    level: 'info',
    sentence: 'A site lets no program look at the page of a link.',
    fix: 'Open the link yourself.',
  },
  'link-gone': {
    level: 'warning',
    sentence: 'A link or an image leads to nothing any more.',
    fix: 'Mend the address, link to an archive, or take the link out.',
  },
  'link-moved': {
    level: 'info',
    sentence: 'A link leads to an address that has moved for good.',
    fix: 'Write the new address.',
  },
  'link-private': {
    level: 'warning',
    sentence: 'A link leads into a private network, where readers cannot follow.',
    fix: 'Write a public address, or take the link out.',
  },
  'link-unsure': {
    level: 'info',
    sentence: 'A link gave no clear answer: too slow, or a fault of its server.',
    fix: 'Look again later.',
  },
} as const satisfies Readonly<Record<string, Rule>>;
