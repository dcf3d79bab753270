// The issues of a newsletter by their slugs, without rendering any: so that an import knows which names are taken, and
// which of the files it has made itself.
import { join } from 'node:path';
import { frontMatter } from '../core/issue/front-matter.ts';
import { metadata } from '../core/issue/metadata.ts';
import { fileName, slugOf } from '../core/issue/slug.ts';
import type { Newsletter } from '../core/newsletter.ts';
import type { PresentIssue } from '../importing/import-issues.ts';
import { filesBelow, readIssueFile } from '../publish/sources.ts';

/** By slug in lower case; of two with one slug the last one. */
export function presentIssues(root: string, newsletter: Newsletter): ReadonlyMap<string, PresentIssue> {
  const names = filesBelow(join(root, 'issues')).filter((name) => name.endsWith('.md'));
  return new Map(
    names.flatMap((name) => {
      const path = `issues/${name}`;
      const read = readIssueFile(join(root, path), path);
      if (!('text' in read)) return [];
      const front = frontMatter(read.text, path);
      const { metadata: given } = metadata(front, newsletter, path);
      const slug = given.slug ?? slugOf(fileName(path));
      if (slug === undefined) return [];
      const { source } = front.values;
      const origin = given.mailed === 'elsewhere' && { source: typeof source === 'string' ? source : '' };
      return [[slug.toLowerCase(), { path, ...origin }] as const];
    }),
  );
}
