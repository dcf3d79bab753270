// Exports of other systems with readers of our own invention: the columns, and the way of writing dates and labels, are
// those of the systems.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const FOLDER = fileURLToPath(new URL('../subscribers/exports/', import.meta.url));
const textOf = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

export const LISTMONK = textOf('listmonk.csv');
export const GHOST = textOf('ghost.csv');
export const SUBSTACK = textOf('substack.csv');
/** One line for each opening of a post: no list of readers, although it has addresses. */
export const SUBSTACK_OPENINGS = textOf('substack-openings.csv');
export const BUTTONDOWN = textOf('buttondown.csv');
/** By the names of the files, which say the state. */
export const MAILCHIMP: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(join(FOLDER, 'mailchimp')).map((name) => [name, textOf(`mailchimp/${name}`)]),
);
