// The JSON Schema of an issue's front matter, for editors and linters that can read one. metadata.ts is what decides;
// this says the same in the words of JSON Schema, and a test holds the two together. It is laxer where a reader of
// front matter is: names of other generators are allowed.
import type { KnownKey } from './metadata-keys.ts';

type Schema = Readonly<Record<string, unknown>>;

const text = (description: string, more: Schema = {}): Schema => ({
  type: 'string',
  minLength: 1,
  description,
  ...more,
});
const day = (description: string): Schema => text(description, { examples: ['2026-01-06', '2026-01-06 08:00'] });

const correction: Schema = {
  type: 'object',
  properties: {
    date: day('Day of the correction.'),
    note: text('What was wrong and what is right, for readers.'),
  },
  required: ['date', 'note'],
  additionalProperties: false,
};

const withdrawal: Schema = {
  type: 'object',
  properties: { date: day('Day of the withdrawal.'), note: text('Why, for readers.') },
  additionalProperties: false,
};

const FIELDS: Readonly<Record<KnownKey, Schema>> = {
  title: text('Title of the issue. Without it: the first heading.'),
  slug: text(
    'Name in addresses: letters, digits, hyphens. Without it: the file name. Never change it once published.',
    {
      examples: ['2026-01-06'],
    },
  ),
  date: day('Day of publication; a time and a zone may follow. Without it: a date in the file name or the title.'),
  status: {
    enum: ['published', 'draft', 'withdrawn'],
    default: 'published',
    description: 'draft: not built and not mailed. withdrawn: its page says so, feeds and mailings leave it out.',
  },
  language: text('Language of the issue as a BCP 47 tag. Without it: that of masthead.yaml.', { examples: ['zh-CN'] }),
  summary: text('One paragraph for lists and feeds. Without it: the highlights, else the first paragraph.'),
  subject: text('Subject of the email. Without it: the title.'),
  preheader: text('What an inbox shows behind the subject. Without it: the summary.'),
  topics: {
    anyOf: [{ type: 'array', items: text('Slug or label of a topic of masthead.yaml.') }, text('Topics with commas.')],
    description: 'Topics of the whole issue, as in masthead.yaml. Without it: those of its articles.',
  },
  corrections: {
    type: 'array',
    items: correction,
    description: 'Dated, visible changes; each is shown on the page and moves the entry in feeds.',
  },
  mailed: {
    const: 'elsewhere',
    description: 'elsewhere: its readers got it from another system, so it is published and never mailed.',
  },
  withdrawn: {
    anyOf: [withdrawal, day('Day of the withdrawal.')],
    description: 'When and why the issue was withdrawn; "withdraw" writes it.',
  },
  commercial: {
    type: 'boolean',
    default: false,
    description: 'true: the issue has advertising, and the subject of its email says so where the law asks for it.',
  },
};

export function issueSchema(): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Front matter of an issue',
    type: 'object',
    properties: FIELDS,
  };
}
