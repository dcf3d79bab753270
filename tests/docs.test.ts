// Documents against the program: what one of them names, the other has. The lists are read from schemas, tables of
// codes and the real `--help`, so a document cannot fall behind without a test that says where.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Rule } from '../src/core/check/rule.ts';
import { PROBLEM_CODES, PROBLEMS } from '../src/core/issue/problem.ts';
import { newsletterSchema } from '../src/core/newsletter.ts';
import { ERRORS } from '../src/errors.ts';
import { environmentSchema } from '../src/settings.ts';
import { commandHelp } from './support/command-help.ts';
import { anchorsOf, codeBlocks, linksOf, sectionOf, tableRows } from './support/markdown-document.ts';
import { REPOSITORY_ROOT, repositoryFiles } from './support/repository.ts';

const files = repositoryFiles();
const readme = textOf('README.md');
const errorsPage = textOf('docs/errors.md');
const checksPage = textOf('docs/checks.md');
const manifest = z
  .object({ version: z.string(), scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(textOf('package.json')));

function textOf(path: string): string {
  return files.find((file) => file.path === path)?.text ?? '';
}

describe('the first two commands of the README', () => {
  const [demo, tests] = codeBlocks(readme, 'sh');

  test('are the demo and the tests', () => {
    expect([demo, tests]).toEqual(['npm ci && npm run demo\n', 'npm test\n']);
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(['demo', 'test']));
  });

  test('the demo runs: it says what to open, and that is there', { timeout: 60_000 }, async () => {
    const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'demo', '--', '--json'], {
      cwd: REPOSITORY_ROOT,
    });
    const report = z
      .object({ root: z.string(), page: z.string(), email: z.string(), feed: z.string() })
      .parse(JSON.parse(stdout));
    const { root, ...toOpen } = report;
    const missing = Object.values(toOpen).filter((path) => !existsSync(path));
    const sizes = SAMPLE_FILES.map((file) => statSync(join(dirname(report.page), file)).size / 1000);
    rmSync(root, { recursive: true });
    expect(missing).toEqual([]);
    const drift = sizes.map((size, i) => size / (documentedKilobytes()[i] ?? 0));
    expect(drift.filter((ratio) => ratio < 0.8 || ratio > 1.25)).toEqual([]);
  });

  test('are what a clean clone has to pass', () => {
    const steps = textOf('.ci/run').split('\n');
    expect(steps).toEqual(expect.arrayContaining(['npm ci', 'npm test']));
  });
});

test('the five minutes of the README run as they are written', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'masthead-readme-'));
  const newsletter = join(folder, 'morning');
  const lines = codeBlocks(sectionOf(readme, 'Five minutes'), 'sh').join('').trim().split('\n');
  for (const line of lines.filter((each) => !each.endsWith(' start'))) {
    const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
    expect(words.slice(0, 4)).toEqual(['npm', 'run', 'masthead', '--']);
    const args = words.slice(4).map((word) => word.replace('../morning', newsletter));
    // A newcomer has none of our variables, and none of those that the test runner sets.
    const env = { PATH: process.env['PATH'] };
    await promisify(execFile)(process.execPath, [join(REPOSITORY_ROOT, 'src', 'main.ts'), ...args], { env });
    if (args.includes('new')) doWhatTheListSays(newsletter);
  }
  const mailed = readdirSync(join(newsletter, 'data', 'mailbox', 'hello'));
  rmSync(folder, { recursive: true });
  expect(mailed).toEqual(['00001-lin@readers.example.eml']);
});

/** What stands below the commands: the draft is written and set free, the table of readers is there. */
function doWhatTheListSays(newsletter: string): void {
  const draft = join(newsletter, 'issues', 'hello.md');
  const text = readFileSync(draft, 'utf8').replace('status: draft', 'status: published');
  writeFileSync(draft, `${text}The first issue of the morning.\n`);
  writeFileSync(join(newsletter, 'readers.csv'), 'email\nlin@readers.example\n');
}

/** In the order of the table of sizes; the style sheet lies beside the issues' folders. */
const SAMPLE_FILES = ['index.html', '../assets/style.css', 'email.html', 'email.txt'];

function documentedKilobytes(): readonly number[] {
  const rows = tableRows(sectionOf(textOf('docs/benchmarks.md'), 'Sizes'));
  return rows.map(([, size = '']) => Number.parseFloat(size));
}

describe('commands', async () => {
  const commands = await commandHelp();
  const rows = new Map(tableRows(sectionOf(readme, 'Commands')).map(([usage = '', options = '']) => [usage, options]));
  const usages = [...rows.keys()].map((usage) => usage.replaceAll('`', ''));

  test('every command, and no other, is in the README, in the order of --help', () => {
    const names = usages.map((usage) => usage.replace(/ *[<[].*$/, ''));
    expect(names).toEqual(commands.map(({ name }) => name));
  });

  test.each(commands)('the README names the options of $name, and no others', ({ name, options }) => {
    const usage = usages.find((each) => each.replace(/ *[<[].*$/, '') === name) ?? '';
    const documented = [...(rows.get(`\`${usage}\``) ?? '').matchAll(/`([^`]+)`/g)].map(([, option = '']) => option);
    expect(documented).toEqual(options);
  });
});

describe('settings', () => {
  const variables = Object.keys(environmentSchema.shape);

  test('every environment variable, and no other, is in the README', () => {
    expect(keysOfTable(sectionOf(readme, 'Environment'))).toEqual(variables);
  });

  test('every environment variable, and no other, is in .env.example with a comment above it', () => {
    const paragraphs = textOf('.env.example').split('\n\n');
    const named = paragraphs.flatMap((paragraph) => paragraph.match(/^[A-Z0-9_]+(?==)/gm) ?? []);
    expect(named).toEqual(variables);
    const bare = paragraphs.filter((paragraph) => paragraph.trim() !== '' && !paragraph.startsWith('# '));
    expect(bare).toEqual([]);
  });

  test('every key of masthead.yaml, and no other, is in the README', () => {
    const keys = leafKeys(z.toJSONSchema(newsletterSchema));
    expect(keysOfTable(sectionOf(readme, 'masthead.yaml'))).toEqual(keys);
  });
});

/** The code in the first cells of a table, several in one cell too. */
function keysOfTable(section: string): readonly string[] {
  return tableRows(section).flatMap(([first = '']) => [...first.matchAll(/`([^`]+)`/g)].map(([, key = '']) => key));
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
}

/** Dotted paths of everything that can be written, lists of objects with `[]` behind them. */
function leafKeys(node: object, path = ''): readonly string[] {
  // zod's own type allows `true` wherever a schema may stand; its output for our schema never has it.
  const { properties, items } = node as SchemaNode;
  if (items?.properties) return [path, ...leafKeys(items, `${path}[]`)];
  if (!properties) return [path];
  // One key a rule: docs/checks.md has them all.
  const own = Object.entries(properties).filter(([key]) => path !== 'checks' || !(key in PROBLEMS));
  const below = own.flatMap(([key, child]) => leafKeys(child, path === '' ? key : `${path}.${key}`));
  return path === 'checks' ? [path, ...below] : below;
}

describe('codes', () => {
  const failures = explanations(sectionOf(errorsPage, 'Failures'));
  const findings = explanations(sectionOf(checksPage, 'Rules'));

  test('every failure, and no other, is explained, in alphabetical order', () => {
    expect([...failures.keys()]).toEqual(Object.keys(ERRORS).toSorted());
  });

  test('every finding, and no other, is explained with its level, in alphabetical order', () => {
    expect([...findings.keys()]).toEqual(PROBLEM_CODES);
    const documented = [...findings].map(([, text]) => /^\*([^*]*)\.\*/.exec(text)?.[1]?.toLowerCase());
    expect(documented).toEqual(PROBLEM_CODES.map((code) => levelWords(PROBLEMS[code])));
  });

  test('every explanation has a cause and a cure to tell', () => {
    const short = [...failures, ...findings].filter(([, text]) => text.length < MIN_EXPLANATION_CHARS);
    expect(short.map(([code]) => code)).toEqual([]);
  });
});

function levelWords({ level, fixed }: Rule): string {
  return fixed ? `${level}, fixed` : level;
}

/** Two short sentences. */
const MIN_EXPLANATION_CHARS = 80;

/** Code -> the text below its heading. */
function explanations(section: string): ReadonlyMap<string, string> {
  const pieces = section.split(/^### /m).slice(1);
  return new Map(
    pieces.map((piece): [string, string] => [piece.split('\n')[0] ?? '', piece.replace(/^.*\n/, '').trim()]),
  );
}

describe('documents', () => {
  // Addresses in an issue are those of its page and not of the repository.
  const documents = files.filter(({ path }) => path.endsWith('.md') && !/^(?:issues|tests)\//.test(path));

  test.each(documents)('every link of $path leads somewhere', ({ path, text }) => {
    const broken = linksOf(text)
      .filter((link) => !/^[a-z]+:/i.test(link))
      .filter((link) => {
        const [file = '', anchor] = link.split('#');
        const target = file === '' ? path : normalize(join(dirname(path), file));
        if (!existsSync(join(REPOSITORY_ROOT, target))) return true;
        return anchor !== undefined && !anchorsOf(textOf(target)).includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  test('every document under docs is in its list', () => {
    const listed = linksOf(textOf('docs/README.md'));
    const unlisted = documents.filter(({ path }) => /^docs\/[^/]+\.md$/.test(path) && path !== 'docs/README.md');
    expect(unlisted.map(({ path }) => path.slice('docs/'.length)).filter((name) => !listed.includes(name))).toEqual([]);
  });

  test('the changelog tells of the current version', () => {
    expect(textOf('CHANGELOG.md')).toMatch(new RegExp(`^## ${manifest.version.replaceAll('.', '\\.')}\\b`, 'm'));
  });

  test('every decision has a number of its own, which is that of its file', () => {
    const decisions = documents.filter(({ path }) => /^docs\/decisions\/\d/.test(path));
    const numbers = decisions.map(({ path }) => /\d{4}/.exec(path)?.[0]);
    expect(decisions.map(({ text }) => /^# (\d{4}) /.exec(text)?.[1])).toEqual(numbers);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
