// Which program rendered something: its version for people, and a hash of all that decides what comes out of the same
// files. Unlike the fingerprint of the cache it depends on contents alone, so that two installations of one version
// are one program.
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dependencyHash } from './dependency-hash.ts';
import { ENGINE_ROOT, filesBelow } from './sources.ts';

export interface ProgramMark {
  /** `masthead 1.2.0 on Node v24.16.0`. */
  readonly program: string;
  /** SHA-256 in hex. */
  readonly engine: string;
}

/** Our folders whose content flows into letters. */
const PARTS = ['core', 'publish'];

/** Takes some ten milliseconds, so it is asked for when a mailing starts and not before. */
export function programMark(): ProgramMark {
  const root = join(import.meta.dirname, '..');
  const code = PARTS.flatMap((part) => contentsBelow(join(root, part), /\.[jt]s$/));
  const templates = contentsBelow(join(ENGINE_ROOT, 'email-templates'), /./);
  const description: unknown = JSON.parse(readFileSync(join(ENGINE_ROOT, 'package.json'), 'utf8'));
  const { version, dependencies } = Object(description);
  return {
    program: `masthead ${version} on Node ${process.version}`,
    engine: dependencyHash(process.version, process.versions['icu'], version, dependencies, code, templates),
  };
}

function contentsBelow(folder: string, wanted: RegExp): readonly (readonly [path: string, sha256: string])[] {
  const paths = filesBelow(folder).filter((path) => wanted.test(path));
  return paths.map((path) => [path, hash('sha256', readFileSync(join(folder, path)))]);
}
