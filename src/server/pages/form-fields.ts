// The body of a form as fields, in either of the encodings that browsers send. Whatever else comes is no form of ours.
import { HTTPException } from 'hono/http-exception';
import { FREQUENCIES, type Frequency } from '../../core/audience/subscriber.ts';
import type { Newsletter } from '../../core/newsletter.ts';
import type { ReaderContext } from './reader-tools.ts';

export interface FormFields {
  /** The first value of this name; empty when there is none. */
  readonly one: (name: string) => string;
  readonly all: (name: string) => readonly string[];
  readonly has: (name: string) => boolean;
}

const FORM_TYPE = /^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i;
/** No field of ours is longer; a longer one is cut, and then refused for what it says. */
const FIELD_CHARACTERS = 1000;

/** Throws HTTPException 415 for another type, 400 for a body that is none. */
export async function formFields(c: ReaderContext): Promise<FormFields> {
  if (!FORM_TYPE.test(c.req.header('content-type') ?? '')) throw new HTTPException(415);
  let data: FormData;
  try {
    data = await c.req.raw.formData();
  } catch {
    throw new HTTPException(400);
  }
  const all = (name: string): readonly string[] =>
    data.getAll(name).flatMap((value) => (typeof value === 'string' ? [value.slice(0, FIELD_CHARACTERS)] : []));
  return { all, one: (name) => all(name)[0] ?? '', has: (name) => data.has(name) };
}

/** Those of the names that are topics of the newsletter; all of them is the same as none, which is every topic. */
export function chosenTopics(names: readonly unknown[], { topics }: Newsletter): readonly string[] {
  const chosen = topics.map(({ slug }) => slug).filter((slug) => names.includes(slug));
  return chosen.length === topics.length ? [] : chosen;
}

export function chosenFrequency(name: unknown): Frequency {
  return FREQUENCIES.find((frequency) => frequency === name) ?? 'each';
}
