import { expect, test } from 'vitest';
import { adopt, interval } from '../../../src/core/issue/adopt.ts';
import { cleanSource } from '../../../src/core/issue/clean-source.ts';
import { contents } from '../../../src/core/issue/contents.ts';
import { frontMatter } from '../../../src/core/issue/front-matter.ts';
import type { Part } from '../../../src/core/issue/issue.ts';
import { markdownTree } from '../../../src/core/issue/markdown-tree.ts';
import { parseIssue } from '../../../src/core/issue/parse-issue.ts';
import { isError } from '../../../src/core/issue/problem.ts';
import { textOf } from '../../../src/core/issue/tree.ts';
import { corpusFiles, corpusMissing } from '../../support/corpus.ts';
import { anchorsIn, headingLevels, nodesOf } from '../../support/parts.ts';
import { aNewsletter } from '../../support/newsletter.ts';

// vitest wants a test in every file, and the reason belongs into its report.
if (corpusMissing !== undefined) test.skip(`real issues: ${corpusMissing}`);

const newsletter = aNewsletter();
const sequence = { from: '2018-04-13', every: interval('week') ?? { days: 7 } };

/** Letters, digits and punctuation; white space is the renderer's, and brackets around whole headings are dropped. */
function words(text: string): string {
  return text.replaceAll(/[\s[\]【】「」]+/gu, '');
}

function wordsOf(title: string | undefined, parts: readonly Part[]): string {
  return words((title ?? '') + textOf(nodesOf(parts)));
}

test.each(corpusFiles)('$path parses, adopted first where needed', ({ path, text }) => {
  const [adopted] = adopt([{ path, text }], sequence, newsletter);
  expect(adopted?.problems).toEqual([]);
  const parsed = parseIssue({ path, text: adopted?.text ?? '' }, newsletter);
  expect(parsed.problems.filter(isError)).toEqual([]);
  expect(parsed.issue?.slug).not.toBe('');
  expect(parsed.issue?.summary).toMatch(/[\p{L}\p{N}]{2}/u);
});

test.each(corpusFiles)('not one word of $path is lost', ({ path, text }) => {
  const { issue } = parseIssue(
    { path, text: adopt([{ path, text }], sequence, newsletter)[0]?.text ?? '' },
    newsletter,
  );
  const clean = cleanSource(text).text;
  const { bodyStart, values } = frontMatter(clean, path);
  const options = { language: 'zh-CN', idPrefix: 'x-', firstLine: 1, path };
  const whole = words(textOf(markdownTree(clean.slice(bodyStart), options).nodes));
  const hasTitleInBody = Object.keys(values).every((key) => key.toLowerCase() !== 'title') && /^# /m.test(clean);
  const isTitleFirst = hasTitleInBody && whole.startsWith(words(issue?.title ?? '?'));
  expect(wordsOf(isTitleFirst ? issue?.title : undefined, issue?.parts ?? [])).toBe(whole);
});

test.each(corpusFiles)('$path has one order of headings', ({ path, text }) => {
  const { issue } = parseIssue(
    { path, text: adopt([{ path, text }], sequence, newsletter)[0]?.text ?? '' },
    newsletter,
  );
  const levels = headingLevels(issue?.parts ?? []);
  const skipped = levels.filter((level, i) => level > (levels[i - 1] ?? 1) + 1 || level < 2);
  expect(skipped).toEqual([]);
  const anchors = anchorsIn(issue?.parts ?? []);
  expect(new Set(anchors).size).toBe(anchors.length);
  expect(anchors).not.toContain('');
  for (const entry of issue ? contents(issue) : []) expect(anchors).toContain(entry.heading.anchor);
});
