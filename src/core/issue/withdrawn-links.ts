// Links of issues to other issues that have been withdrawn: readers who follow them find a page that says so, and the
// editor may not know. It looks at the text of the files, so that nothing has to be read again.
import { absoluteUrl, type Newsletter } from '../newsletter.ts';
import type { IssueFile } from './parse-issue.ts';
import type { Problem } from './problem.ts';

/** One finding for each line; `slugs` are those of withdrawn issues, and `files` all others. */
export function withdrawnLinks(
  files: readonly IssueFile[],
  slugs: readonly string[],
  newsletter: Pick<Newsletter, 'base_url'>,
): readonly Problem[] {
  if (slugs.length === 0) return [];
  const site = escaped(absoluteUrl(newsletter, ''));
  // By its whole address, or from page to page: `../slug/`.
  const names = [...new Set(slugs.flatMap((slug) => [slug, encodeURIComponent(slug)]))].map(escaped);
  const link = new RegExp(`(?:${site}|\\.\\./)(${names.join('|')})(?![\\p{L}\\p{N}._-])`, 'u');
  return files.flatMap(({ path, text }) => linesWith(path, text));

  function linesWith(path: string, text: string): readonly Problem[] {
    return text.split('\n').flatMap((line, i): readonly Problem[] => {
      const found = link.exec(line)?.[1];
      const slug = slugs.find((one) => one === found || encodeURIComponent(one) === found);
      if (slug === undefined) return [];
      const cure = 'take the link out, or say so beside it';
      const message = `This links to the issue "${slug}", which has been withdrawn: ${cure}.`;
      return [{ code: 'link-withdrawn', path, line: i + 1, message }];
    });
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
