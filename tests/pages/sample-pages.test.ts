// The samples of the repository as pages: small enough, and true to the parser's anchors.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseIssue } from '../../src/core/issue/parse-issue.ts';
import { newsletterSchema } from '../../src/core/newsletter.ts';
import { pageSite } from '../support/page-site.ts';

/** Of a page without images, its stylesheet included. */
const PAGE_LIMIT_BYTES = 60_000;

const root = new URL('../../', import.meta.url);
const newsletter = newsletterSchema.parse(parse(readFileSync(new URL('masthead.yaml', root), 'utf8')));
const issues = readdirSync(new URL('issues/', root))
  .filter((name) => name.endsWith('.md'))
  .flatMap((name) => {
    const text = readFileSync(new URL(`issues/${name}`, root), 'utf8');
    const { issue } = parseIssue({ path: `issues/${name}`, text }, newsletter);
    return issue ? [issue] : [];
  });
const { files } = pageSite(issues, newsletter);
const pages = issues.map(({ slug }) => [slug, files.get(`${slug}/index.html`) ?? ''] as const);

test('there are samples', () => {
  expect(issues.length).toBeGreaterThan(0);
});

test.each(pages)('%s with its stylesheet is below 60 KB', (_, html) => {
  const bytes = Buffer.byteLength(html) + Buffer.byteLength(files.get('assets/style.css') ?? '');
  expect(bytes).toBeLessThan(PAGE_LIMIT_BYTES);
});

test.each(pages)('every entry of the contents of %s leads to its heading', (_, html) => {
  const targets = Array.from(html.matchAll(/<a href="#([^"]+)"/g), (match) => decodeURIComponent(match[1] ?? ''));
  expect(targets.filter((target) => !html.includes(`id="${target}"`))).toEqual([]);
});
