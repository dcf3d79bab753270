// Short names for content: equal input, equal name; any change, another name. Builds compare these and not times.
import { hash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { checkLimits } from '../core/check/check-settings.ts';
import type { Newsletter } from '../core/newsletter.ts';
import { ENGINE_ROOT, filesBelow } from './sources.ts';

/** SHA-256 in hex of the parts as JSON, so that no two lists of parts can run into one another. */
export function dependencyHash(...parts: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(parts));
}

/** The newsletter as far as what is built follows from it: how bad a finding is changes no page. */
export function unswitched(newsletter: Newsletter): Newsletter {
  return { ...newsletter, checks: checkLimits(newsletter.checks) };
}

/**
 * Names the program that renders: our own code, the Node that runs it (its Intl words dates) and the installed
 * packages. Another program must not take over what this one has cached.
 */
export function engineHash(): string {
  const code = filesBelow(join(import.meta.dirname, '..')).filter((path) => /\.[jt]s$/.test(path));
  const stats = code.map((path) => {
    const { size, mtimeMs } = statSync(join(import.meta.dirname, '..', path));
    return [path, size, mtimeMs];
  });
  return dependencyHash(process.version, readFileSync(join(ENGINE_ROOT, 'package.json'), 'utf8'), installed(), stats);
}

/** npm writes this file anew at every installation, wherever above us the packages lie. */
function installed(): unknown {
  for (const folder of createRequire(import.meta.url).resolve.paths('masthead') ?? []) {
    const stat = statSync(join(folder, '.package-lock.json'), { throwIfNoEntry: false });
    if (stat) return [stat.size, stat.mtimeMs];
  }
  return undefined;
}
