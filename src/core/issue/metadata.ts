// What the metadata of an issue says, checked: our own keys by zod, those of other generators where they mean ours.
// Deriving what is absent is not done here. A bad value of our own keys is an error at its place; another generator's
// value that does not fit is passed over, because it was not written for us.
import { z } from 'zod';
import type { Newsletter } from '../newsletter.ts';
import type { FrontMatter, MetadataValue, Place } from './front-matter.ts';
import {
  ALIASES,
  aliasKey,
  FOREIGN_KEYS,
  isForeignKey,
  KNOWN_KEYS,
  knownKey,
  nearestName,
  type AliasKey,
  type KnownKey,
} from './metadata-keys.ts';
import type { Problem } from './problem.ts';
import type { IssueStatus } from './issue.ts';
import { slugOf, slugOfPermalink } from './slug.ts';
import { topicOf } from './topic.ts';
import { readDate, type WrittenDate } from './written-date.ts';

export interface Metadata {
  readonly title?: string | undefined;
  readonly slug?: string | undefined;
  readonly date?: WrittenDate | undefined;
  readonly status?: IssueStatus | undefined;
  readonly language?: string | undefined;
  readonly summary?: string | undefined;
  readonly subject?: string | undefined;
  readonly preheader?: string | undefined;
  /** Slugs of the newsletter's topics. */
  readonly topics?: readonly string[] | undefined;
  readonly corrections?: readonly WrittenCorrection[] | undefined;
  /** Its readers got it from another system. */
  readonly mailed?: 'elsewhere' | undefined;
  readonly withdrawn?: WrittenWithdrawal | undefined;
  readonly commercial?: boolean | undefined;
}

export interface WrittenCorrection {
  readonly date: WrittenDate;
  readonly note: string;
}

export interface WrittenWithdrawal {
  readonly date?: WrittenDate | undefined;
  readonly note?: string | undefined;
}

/** A headline, a sentence of summary, a note: long enough for all real ones, short enough for headers and feeds. */
const MAX_LINE = 500;
const MAX_TEXT = 5000;
const MAX_ITEMS = 100;

const inOneLine = (value: string): string => value.replaceAll(/\s+/gu, ' ').trim();
const text = (max: number) =>
  z
    .string('write text')
    .transform(inOneLine)
    .pipe(z.string().min(1, 'write at least one character').max(max, `write at most ${max} characters`));

const date = z.string('write the date as 2026-01-06').transform((written, context): WrittenDate => {
  const reading = readDate(written);
  if ('date' in reading) return reading.date;
  context.issues.push({ code: 'custom', input: written, message: reading.advice });
  return z.NEVER;
});

const slug = text(MAX_LINE).transform((written, context): string | undefined => {
  if (written.includes('/')) return slugOfPermalink(written);
  const made = slugOf(written);
  if (made !== undefined) return made;
  context.issues.push({ code: 'custom', input: written, message: 'write a short name of letters, digits and hyphens' });
  return z.NEVER;
});

const language = text(MAX_LINE).transform((written, context): string => {
  try {
    const [tag] = Intl.getCanonicalLocales(written.replaceAll('_', '-'));
    if (tag !== undefined) return tag;
  } catch {
    // Below, with what to write.
  }
  context.issues.push({ code: 'custom', input: written, message: 'write a BCP 47 tag such as zh-CN or en' });
  return z.NEVER;
});

const STATUS_ADVICE = 'write published, draft or withdrawn';
const status = z
  .string(STATUS_ADVICE)
  .transform((written) => (written.toLowerCase() === 'publish' ? 'published' : written.toLowerCase()))
  .pipe(z.enum(['published', 'draft', 'withdrawn'], STATUS_ADVICE));

const yes = z
  .string('write true or false')
  .transform((written) => written.toLowerCase())
  .pipe(z.enum(['true', 'false', 'yes', 'no'], 'write true or false'))
  .transform((written) => written === 'true' || written === 'yes');

const mailed = z
  .string('write elsewhere')
  .transform((written) => written.toLowerCase())
  .pipe(z.literal('elsewhere', 'write elsewhere, or take the line out'));

const names = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(/[,，、]/).filter((name) => name.trim() !== '') : value),
  z.array(text(MAX_LINE), 'write a list such as [research, tools]').max(MAX_ITEMS, `name at most ${MAX_ITEMS}`),
);

const correction = z.object(
  { date, note: text(MAX_TEXT) },
  'write each correction as { date: 2026-01-07, note: "what was wrong" }',
);

const withdrawn = z.union(
  [
    date.transform((written): WrittenWithdrawal => ({ date: written })),
    z.object({ date: date.optional(), note: text(MAX_TEXT).optional() }),
  ],
  'write it as { date: 2026-01-07, note: "why" }',
);

const SCHEMAS = {
  title: text(MAX_LINE),
  slug,
  date,
  status,
  language,
  summary: text(MAX_TEXT),
  subject: text(MAX_LINE),
  preheader: text(MAX_LINE),
  topics: names,
  corrections: z
    .array(correction, 'write a list, each item as { date: 2026-01-07, note: "what was wrong" }')
    .max(MAX_ITEMS, `write at most ${MAX_ITEMS} corrections`),
  mailed,
  withdrawn,
  commercial: yes,
} as const satisfies Record<KnownKey, z.ZodType>;

/** Checks the values of `front`; `path` is for the problems. */
export function metadata(
  front: FrontMatter,
  newsletter: Newsletter,
  path: string,
): { readonly metadata: Metadata; readonly problems: readonly Problem[] } {
  const result: { -readonly [K in keyof Metadata]: unknown } = {};
  const problems: Problem[] = [...front.problems];
  for (const [key, value] of Object.entries(front.values)) {
    const known = knownKey(key);
    if (known === undefined) {
      if (!isForeignKey(key)) problems.push(unknownKey(key, front, path));
      continue;
    }
    if (isBlank(value)) continue;
    const parsed = SCHEMAS[known].safeParse(value);
    if (parsed.success) result[known] = parsed.data;
    else problems.push(...parsed.error.issues.map((issue) => badValue(known, [key, ...issue.path], issue.message)));
  }
  for (const [key, value] of foreignValues(front)) result[key] ??= value;
  if (result.topics !== undefined) result.topics = topics(result.topics);
  // Each value has just come out of the schema of its key.
  return { metadata: result as Metadata, problems };

  function badValue(key: KnownKey, at: readonly PropertyKey[], advice: string): Problem {
    const keys = at.map((step) => (typeof step === 'number' ? step : String(step)));
    const written = valueAt(front.values, keys);
    const shown = typeof written === 'string' ? ` "${written.slice(0, 60)}"` : '';
    const where =
      keys.length > 1
        ? `${key} (${keys
            .slice(1)
            .map((k) => (typeof k === 'number' ? k + 1 : k))
            .join(', ')})`
        : key;
    const message = `${where}${shown} cannot be used: ${advice}.`;
    return { code: 'metadata-invalid', path, ...front.place(keys), message };
  }

  function topics(written: unknown): readonly string[] {
    const own = Object.keys(front.values).find((key) => knownKey(key) === 'topics');
    const slugs = new Set<string>();
    // Both the schema and foreignValues give a list of strings here.
    for (const name of written as readonly string[]) {
      const topic = topicOf(name, newsletter);
      if (topic !== undefined) slugs.add(topic);
      else if (own !== undefined) problems.push(unknownTopic(name, own));
    }
    return newsletter.topics.map((topic) => topic.slug).filter((one) => slugs.has(one));
  }

  function unknownTopic(name: string, key: string): Problem {
    const all = newsletter.topics.map((topic) => topic.slug);
    const near = nearestName(
      name,
      newsletter.topics.flatMap((topic) => [topic.slug, topic.label, ...topic.labels]),
    );
    const cure = near === undefined ? `masthead.yaml has ${all.join(', ') || 'none'}` : `did you mean "${near}"?`;
    return { code: 'topic-unknown', path, ...front.place([key]), message: `The topic "${name}" is not known: ${cure}` };
  }
}

/** Where the file says something about one of our keys, by whatever name. */
export function placeOf(front: FrontMatter, key: KnownKey): Place | undefined {
  const keys = Object.keys(front.values);
  const written =
    keys.find((one) => knownKey(one) === key) ??
    keys.find((one) => {
      const alias = aliasKey(one);
      return alias !== undefined && ALIASES[alias] === key;
    });
  return written === undefined ? undefined : front.place([written]);
}

function unknownKey(key: string, front: FrontMatter, path: string): Problem {
  const near = nearestName(key, [...KNOWN_KEYS, ...Object.keys(ALIASES), ...FOREIGN_KEYS]);
  const cure = near === undefined ? `The known ones are ${KNOWN_KEYS.join(', ')}.` : `Did you mean "${near}"?`;
  return {
    code: 'metadata-unknown',
    path,
    line: front.place([key]).line,
    message: `"${key}" means nothing here. ${cure}`,
  };
}

/** What other generators' keys say in our terms, in the order of their rank; values that do not fit are left out. */
function foreignValues(front: FrontMatter): readonly (readonly [KnownKey, unknown])[] {
  const found = new Map<AliasKey, MetadataValue>();
  for (const [key, value] of Object.entries(front.values)) {
    const alias = aliasKey(key);
    if (alias !== undefined && !isBlank(value)) found.set(alias, value);
  }
  return Object.entries(ALIASES).flatMap(([alias, ours]) => {
    // The keys of ALIASES are what AliasKey lists.
    const value = found.get(alias as AliasKey);
    if (value === undefined) return [];
    const [key, ownValue] = inOurTerms(alias, ours, value);
    const parsed = SCHEMAS[key].safeParse(ownValue);
    return parsed.success && parsed.data !== undefined ? [[key, parsed.data] as const] : [];
  });
}

function inOurTerms(alias: string, ours: KnownKey, value: MetadataValue): readonly [KnownKey, unknown] {
  const isTrue = typeof value === 'string' && /^(?:true|yes|1)$/i.test(value);
  const isFalse = typeof value === 'string' && /^(?:false|no|0)$/i.test(value);
  switch (alias) {
    case 'draft':
      return ['status', isTrue ? 'draft' : isFalse ? 'published' : undefined];
    case 'published':
      if (isTrue || isFalse) return ['status', isTrue ? 'published' : 'draft'];
      return ['date', value];
    case 'permalink':
    case 'url':
      return ['slug', typeof value === 'string' ? slugOfPermalink(value) : undefined];
    case 'taxonomies':
      return ['topics', typeof value === 'object' && !Array.isArray(value) ? Object.values(value).flat() : undefined];
    default:
      return [ours, value];
  }
}

function valueAt(values: MetadataValue, path: readonly (string | number)[]): MetadataValue | undefined {
  let value: MetadataValue | undefined = values;
  for (const step of path) {
    if (typeof value !== 'object') return undefined;
    // A list answers to a number and a map to a name; anything else is undefined, which is what is said.
    value = (value as Readonly<Record<string | number, MetadataValue>>)[step];
  }
  return value;
}

/** `summary:` without a value, or YAML's null: as good as not written. */
export function isBlank(value: MetadataValue): boolean {
  return typeof value === 'string' && /^(?:\s*|~|null)$/i.test(value.trim());
}
