// What is there for editors: every setting explains itself, front matter by the schema is front matter by the program,
// and what the snippets write is an issue.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { PROBLEM_CODES, PROBLEMS } from '../../src/core/issue/problem.ts';
import { issueSchema } from '../../src/core/issue/issue-schema.ts';
import { articlesIn } from '../../src/core/issue/article-topics.ts';
import { KNOWN_KEYS } from '../../src/core/issue/metadata-keys.ts';
import { parseIssue } from '../../src/core/issue/parse-issue.ts';
import { editorFiles } from '../../src/flow/editor-files.ts';
import { settingsSchema } from '../../src/settings-schema.ts';
import { aNewsletter } from '../support/newsletter.ts';

interface Node {
  readonly description?: string;
  readonly pattern?: string;
  readonly examples?: readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly additionalProperties?: Node | boolean;
}

interface Field {
  readonly path: string;
  readonly node: Node;
}

/** Everything that can be written, with its dotted path. */
function fields(node: Node, path = ''): readonly Field[] {
  const own = Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [{ path: at, node: child }, ...fields(child, at)];
  });
  const more = [node.items, ...(node.anyOf ?? []), node.additionalProperties].filter(
    (each) => typeof each === 'object',
  );
  return [...own, ...more.flatMap((child) => fields(child, `${path}[]`))];
}

// What zod and our own table give is JSON Schema, of which a test reads a few words.
const settings = fields(settingsSchema());
const front = fields(issueSchema());

describe.each([
  ['masthead.yaml', settings],
  ['front matter', front],
])('the schema of %s', (_, all) => {
  test('explains every field in a sentence', () => {
    const mute = all.filter(({ node }) => !/^[A-Za-z][^]{8,}[.]$/.test(node.description ?? ''));
    expect(mute.map(({ path }) => path)).toEqual([]);
  });

  test('has patterns that editors can read', () => {
    const broken = all.filter(({ node }) => {
      try {
        new RegExp(node.pattern ?? '', 'u').test('');
        return false;
      } catch {
        return true;
      }
    });
    expect(broken.map(({ path }) => path)).toEqual([]);
  });
});

test('rules that cannot be switched are not offered in masthead.yaml', () => {
  const offered = settings.flatMap(({ path }) => (path.startsWith('checks.') ? [path.slice('checks.'.length)] : []));
  expect(
    offered.filter((code) => PROBLEM_CODES.some((each) => each === code && PROBLEMS[each].fixed === true)),
  ).toEqual([]);
  expect(offered).toContain('image-alt-missing');
});

/** Codes of what is wrong with these lines of front matter. */
const problemsOf = (lines: string): readonly string[] => {
  const file = { path: 'issues/a.md', text: `---\ndate: 2026-01-06\n${lines}\n---\n\nText.\n` };
  return parseIssue(file, aNewsletter({}))
    .problems.map(({ code }) => code)
    .filter((code) => code.startsWith('metadata'));
};

describe('front matter', () => {
  test('has the keys that the program knows', () => {
    expect(Object.keys(issueSchema()['properties'] ?? {})).toEqual([...KNOWN_KEYS]);
  });

  test.each(
    front.flatMap(({ path, node }) => (path.includes('.') ? [] : (node.examples ?? []).map((one) => [path, one]))),
  )('%s can be %s, as the schema has it', (key, example) => {
    expect(problemsOf(key === 'date' ? '' : `${key}: ${example}`)).toEqual([]);
  });

  test.each(['published', 'draft', 'withdrawn'])('status can be %s', (status) => {
    expect(problemsOf(`status: ${status}`)).toEqual([]);
  });
});

describe('snippets', () => {
  const schema = z.record(
    z.string(),
    z.object({ prefix: z.string(), body: z.array(z.string()), description: z.string() }),
  );
  const file = editorFiles().find(({ path }) => path.endsWith('.code-snippets'));
  const snippets = schema.parse(JSON.parse(file?.content ?? ''));

  /** What stands there when every field is left as the snippet has it. */
  function written(prefix: string): string {
    const body = Object.values(snippets).find((snippet) => snippet.prefix === prefix)?.body ?? [];
    return body
      .join('\n')
      .replaceAll('$CURRENT_YEAR', '2026')
      .replaceAll('$CURRENT_MONTH', '01')
      .replaceAll('$CURRENT_DATE', '06')
      .replaceAll(/\$\{\d+\|([^,|]*)[^}]*\}/g, '$1')
      .replaceAll(/\$\{\d+:([^}]*)\}/g, '$1')
      .replaceAll(/\$\d/g, '');
  }

  test('written one below the other are an issue with its parts', () => {
    const [open = '', rest = ''] = written('issue').split('\ntopics');
    const head = `${open}\n${written('email')}\n${written('correction')}\ntopics${rest}`;
    const text = `${head}\n${written('highlights')}\n## Section\n\n${written('article')}\n`;
    const { issue, problems } = parseIssue({ path: 'issues/a.md', text }, aNewsletter({}));
    expect(problems.filter(({ code }) => /^(?:metadata|front-matter|date)/.test(code))).toEqual([]);
    expect(issue).toMatchObject({ title: 'Title of the issue', subject: 'What the inbox shows first' });
    expect(issue?.corrections).toHaveLength(1);
    expect(issue === undefined ? [] : articlesIn(issue.parts)).toMatchObject([
      { heading: { text: 'Title of the article' } },
    ]);
  });

  test('are those that the page names', () => {
    expect(
      Object.values(snippets)
        .map(({ prefix }) => prefix)
        .toSorted(),
    ).toEqual(['issue', 'email', 'correction', 'highlights', 'article'].toSorted());
  });
});
