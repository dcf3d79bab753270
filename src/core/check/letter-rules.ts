// Rules about the letter that is made of an issue: what mail programs and filters make of it.
import type { Rule } from './rule.ts';

export const LETTER_RULES = {
  'image-heavy': {
    level: 'warning',
    sentence: 'An image weighs more than 200 KB.',
    fix: 'Save it smaller, or in a better format.',
  },
  'image-missing': {
    level: 'warning',
    sentence: 'An image is asked of this site and is not among its files.',
    fix: 'Put it below static/, or mend its name.',
  },
  'image-wide': {
    level: 'info',
    sentence: 'An image is far wider than it is ever shown.',
    fix: 'Save it at twice the width at which it is shown.',
  },
  'letter-active': {
    level: 'error',
    sentence: 'The letter holds a script, a form, a frame or a handler.',
    fix: 'Take it out of the template that is named.',
  },
  'letter-contrast': {
    level: 'warning',
    sentence: 'A text of the letter is hard to read against its ground, in light or in dark.',
    fix: 'Choose a darker ink on light, a lighter one on dark.',
  },
  'letter-fetches': {
    level: 'warning',
    sentence: 'The letter fetches a style or a font from elsewhere.',
    fix: 'Write the styles into the template, and name fonts that readers have.',
  },
  'letter-footer': {
    level: 'warning',
    sentence: 'The letter does not say who sends it, why, or where it stands on the web.',
    fix: 'Put what is missing back into letter-footer.liquid.',
  },
  'letter-hidden-text': {
    level: 'warning',
    sentence: 'The letter holds words that nobody can see.',
    fix: 'Show them, or take them out.',
  },
  'letter-image-only': {
    level: 'warning',
    sentence: 'The letter is a picture with next to no words.',
    fix: 'Say in words what the picture says.',
  },
  'letter-large': {
    level: 'warning',
    sentence: 'The HTML of the letter comes near the size at which Gmail clips it.',
    fix: 'Make the issue shorter.',
  },
  'letter-leap': {
    level: 'warning',
    sentence: 'A link of the letter leads to a place inside it, where mail programs do not go.',
    fix: 'Let it lead to the page on the web.',
  },
  'letter-shortened': {
    level: 'warning',
    sentence: 'The email would be too long and shows only the beginning of some articles.',
    fix: 'Make the issue shorter if that matters; pages and feeds have the whole text.',
  },
  'letter-text-lacking': {
    level: 'warning',
    sentence: 'Words of the HTML are missing in the plain text of the letter.',
    fix: 'Take them out of the template, or give them to the issue.',
  },
  'letter-unsupported': {
    level: 'warning',
    sentence: 'The letter needs something that Gmail or Outlook for Windows cannot show.',
    fix: 'Write what the message advises.',
  },
  'letter-way-out': {
    level: 'error',
    sentence: 'The letter shows no link to unsubscribe, or no postal address.',
    fix: 'Put both back into letter-footer.liquid.',
  },
  'link-misleading': {
    level: 'warning',
    sentence: 'A link shows the address of another site than the one it leads to.',
    fix: 'Write words, or the address itself.',
  },
  'one-click-missing': {
    level: 'warning',
    sentence: 'Readers cannot unsubscribe with one click, because base_url is not https.',
    fix: 'Serve the site over https and write that address as base_url.',
  },
  'spam-score': {
    level: 'warning',
    sentence: 'SpamAssassin on this machine takes the letter for spam, or nearly.',
    fix: 'Look at the rules that the message names.',
  },
  'subject-exclaims': {
    level: 'warning',
    sentence: 'The subject has several exclamation or question marks.',
    fix: 'Write one, or none.',
  },
  'subject-spammy': {
    level: 'info',
    sentence: 'The subject or the preheader has a phrase of advertising.',
    fix: 'Say it in other words.',
  },
} as const satisfies Readonly<Record<string, Rule>>;
