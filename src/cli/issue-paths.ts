// Files named on the command line -> the paths by which the library and its problems know them.
import { existsSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { AppError } from '../errors.ts';

/** Paths relative to `root`, NFC, with `/`. Throws FILE_MISSING for a file that is not there or not below `issues/`. */
export function issuePaths(root: string, files: readonly string[]): ReadonlySet<string> {
  return new Set(
    files.map((file) => {
      const absolute = resolve(root, file);
      if (!existsSync(absolute)) throw new AppError('FILE_MISSING', `There is no file ${file} in ${root}.`);
      const path = relative(root, absolute).split(sep).join('/').normalize('NFC');
      if (path.startsWith('issues/') && path.endsWith('.md')) return path;
      throw new AppError('FILE_MISSING', `${file} is no issue: issues are .md files below ${resolve(root, 'issues')}.`);
    }),
  );
}
