// messages/<language>.yaml -> the texts of each language. The owner's files lie over ours line by line; a language that
// only the owner has must be whole. What is wrong is told with file, line and name before anybody is served.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readerTextsSchema, type ReaderTexts } from '../core/audience/reader-texts.ts';
import { AppError } from '../errors.ts';
import { readYaml } from '../yaml-problems.ts';

const FOLDER = 'messages';

/** All languages by their tag in lower case. `ours` and `own` hold a folder `messages`. Throws TEXTS_INVALID. */
export function readTexts(ours: string, own: string): ReadonlyMap<string, ReaderTexts> {
  const base = textFiles(ours);
  const texts = new Map([...base].map(([language, file]) => [language, wholeTexts(file)]));
  if (join(ours) === join(own)) return texts;
  for (const [language, file] of textFiles(own)) texts.set(language, ownTexts(file, base.get(language)));
  return texts;
}

interface TextFile {
  readonly path: string;
  readonly text: string;
}

function textFiles(root: string): ReadonlyMap<string, TextFile> {
  const names = namesIn(join(root, FOLDER)).filter((name) => /^[\w-]+\.ya?ml$/.test(name));
  return new Map(
    names.map((name) => {
      const text = readFileSync(join(root, FOLDER, name), 'utf8');
      return [name.replace(/\.ya?ml$/, '').toLowerCase(), { path: `${FOLDER}/${name}`, text }];
    }),
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function wholeTexts({ path, text }: TextFile): ReaderTexts {
  const { value, problems } = readYaml(path, text, readerTextsSchema);
  if (value === undefined) throw invalid(problems);
  return value;
}

function ownTexts(file: TextFile, base: TextFile | undefined): ReaderTexts {
  if (base === undefined) return wholeTexts(file);
  const { value, problems } = readYaml(file.path, file.text, partialSchema);
  if (value === undefined) throw invalid(problems);
  // Both have passed a schema of the same shape.
  return wholeTexts({ path: file.path, text: JSON.stringify(merged(parse(base.text), value)) });
}

/** The same names, of which each may be left out. */
const partialSchema = readerTextsSchema.extend(
  // Every group but the language's own name is an object of lines.
  Object.fromEntries(
    Object.entries(readerTextsSchema.shape).map(([name, group]) => [
      name,
      'partial' in group ? group.partial().optional() : group.optional(),
    ]),
  ),
);

function merged(base: unknown, over: unknown): unknown {
  if (!isObject(base) || !isObject(over)) return over ?? base;
  const names = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...names].map((name) => [name, merged(base[name], over[name])]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function invalid(problems: readonly string[]): AppError {
  return new AppError('TEXTS_INVALID', problems.join('\n'));
}
