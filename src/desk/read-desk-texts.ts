// messages/desk/<language>.yaml -> the desk's texts, and the scripts of its pages. They are ours alone: a newsletter
// does not change them, so a file that cannot be used is a defect and is told as one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../errors.ts';
import { readYaml } from '../yaml-problems.ts';
import { deskTextsSchema, type DeskTexts } from './desk-texts.ts';

const FOLDER = 'messages/desk';

/** All languages by their primary tag. `root` holds a folder `messages/desk`. Throws TEXTS_INVALID. */
export function readDeskTexts(root: string): ReadonlyMap<string, DeskTexts> {
  const names = readdirSync(join(root, FOLDER)).filter((name) => name.endsWith('.yaml'));
  return new Map(
    names.toSorted().map((name) => {
      const path = `${FOLDER}/${name}`;
      const { value, problems } = readYaml(path, readFileSync(join(root, path), 'utf8'), deskTextsSchema);
      if (value === undefined) throw new AppError('TEXTS_INVALID', problems.join('\n'));
      return [name.replace(/\.yaml$/, ''), value];
    }),
  );
}

const SCRIPTS = 'web-templates/desk';

/** Every script by its file name. */
export function readDeskScripts(root: string): Readonly<Record<string, string>> {
  const names = readdirSync(join(root, SCRIPTS)).filter((name) => name.endsWith('.js'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(root, SCRIPTS, name), 'utf8')]));
}
