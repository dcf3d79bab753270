// The letter that the delivery benchmark sends: the sample digest, made the whole way. Other sizes, for the runs that
// are about something else than bytes, are cut from it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseIssue } from '../src/core/issue/parse-issue.ts';
import { newsletterSchema, type Newsletter } from '../src/core/newsletter.ts';
import { letter, type Letter } from '../src/core/render/letter/letter.ts';
import { slot } from '../src/core/render/letter/slots.ts';
import { compileLetter } from '../src/publish/compile-letter.ts';

const REPOSITORY = join(import.meta.dirname, '..');
const PATH = 'issues/2026-01-06.md';

export interface BenchLetter {
  readonly newsletter: Newsletter;
  readonly letter: Letter;
}

export async function benchLetter(): Promise<BenchLetter> {
  const newsletter = newsletterSchema.parse(parse(readFileSync(join(REPOSITORY, 'masthead.yaml'), 'utf8')));
  const folder = join(REPOSITORY, 'email-templates');
  const templates = Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
  const { issue } = parseIssue({ path: PATH, text: readFileSync(join(REPOSITORY, PATH), 'utf8') }, newsletter);
  if (issue === undefined) throw new Error(`${PATH} cannot be read`);
  const shell = await compileLetter(templates['issue.mjml'] ?? '', newsletter);
  return { newsletter, letter: letter(issue, newsletter, shell, templates) };
}

/** The same with a text of a few hundred bytes, where the number of messages counts and not their size. */
export function smallLetter(whole: BenchLetter): BenchLetter {
  const url = slot('unsubscribe_url');
  const html = `<p>A short letter to ${slot('address')}. <a href="${url}">Unsubscribe</a></p>`;
  return { ...whole, letter: { ...whole.letter, html, text: `A short letter.\n\n${url}\n` } };
}
