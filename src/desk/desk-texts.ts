// The desk's own words, by group and name, in the languages that messages/desk/ has. Which language an editor meets is
// settled by the browser's wishes; where it has none that we know, by the newsletter. messages/desk/en.yaml says how to
// add a text.
import { z } from 'zod';

export const deskTextsSchema = z.record(z.string(), z.record(z.string(), z.string().min(1, 'write something')));

/** Group -> name -> text. */
export type DeskTexts = z.output<typeof deskTextsSchema>;

/** The text of this group and name with its names in braces filled in. Throws for one that no file has. */
export function deskText(
  texts: DeskTexts,
  group: string,
  name: string,
  values: Readonly<Record<string, string | number>> = {},
): string {
  const text = texts[group]?.[name];
  if (text === undefined) throw new TypeError(`messages/desk/ has no ${group}.${name}`);
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
}

/** What a browser sends as Accept-Language is cut here; longer ones are no wishes. */
const MAX_WISHES_CHARS = 200;

/** The first known language among the wishes of a browser, else the newsletter's, else English. */
export function deskLanguage(
  known: ReadonlySet<string>,
  acceptLanguage: string | undefined,
  newsletterLanguage: string,
): string {
  const wishes = (acceptLanguage ?? '').slice(0, MAX_WISHES_CHARS).split(',');
  const primary = [...wishes, newsletterLanguage].map((wish) => /^[a-z]+/.exec(wish.trim().toLowerCase())?.[0] ?? '');
  return primary.find((language) => known.has(language)) ?? 'en';
}
