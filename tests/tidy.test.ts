// House rules that a program can check: layers, purity of the core, names, sizes, and words that have no place here.
// Each rule gives the list of its offenders, so a failure names every file at once.
import { expect, test } from 'vitest';
import { repositoryFiles } from './support/repository.ts';
import { sourceFile, type SourceFile } from './support/source-files.ts';

const files = repositoryFiles();
const typescript = files.filter(({ path }) => path.endsWith('.ts')).map(sourceFile);
const sources = typescript.filter(({ path }) => path.startsWith('src/'));
const core = sources.filter(({ path }) => path.startsWith('src/core/'));

/** From the bottom to the top; what stands on one line are neighbours. `errors.ts` is a table that everyone may use. */
const LEVELS = [
  ['errors.ts'],
  ['core'],
  ['store', 'mail', 'system', 'yaml-problems.ts'],
  [
    'publish',
    'delivery',
    'subscribers',
    'schedule',
    'server',
    'readers',
    'bounces',
    'desk',
    'links',
    'importing',
    'doctor',
  ],
  ['settings.ts', 'settings-schema.ts'],
  ['app.ts'],
  ['flow'],
  ['cli'],
  ['main.ts', 'schema-main.ts'],
] as const;

function areaOf(path: string): string {
  return path.split('/')[1] ?? '';
}

function levelOf(path: string): number {
  return LEVELS.findIndex((level) => level.some((area) => area === areaOf(path)));
}

test('every source file belongs to an area of the house', () => {
  expect(sources.map(({ path }) => path).filter((path) => levelOf(path) === -1)).toEqual([]);
});

test('imports go downwards, and neighbours do not import each other', () => {
  const wrong = sources.flatMap(({ path, imports }) =>
    imports
      .filter(({ target }) => target !== undefined && areaOf(target) !== areaOf(path))
      .filter(({ target = '' }) => levelOf(target) >= levelOf(path))
      .map(({ target }) => `${path} -> ${target}`),
  );
  expect(wrong).toEqual([]);
});

test('every relative import names a file that is there, and stays inside src', () => {
  const known = new Set(sources.map(({ path }) => path));
  const wrong = sources.flatMap(({ path, imports }) =>
    imports
      .filter(({ target }) => target !== undefined && !known.has(target))
      .map(({ specifier }) => `${path}: ${specifier}`),
  );
  expect(wrong).toEqual([]);
});

test('no file loads itself, directly or in a circle', () => {
  expect(cycles(sources)).toEqual([]);
});

/** Each circle once, as the path from its first file back to it. */
function cycles(all: readonly SourceFile[]): readonly string[] {
  const byPath = new Map(all.map((file) => [file.path, file]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path].join(' -> '));
    if (start >= 0 || done.has(path)) return;
    const loaded = byPath.get(path)?.imports.filter(({ isTypeOnly }) => !isTypeOnly) ?? [];
    for (const { target } of loaded) if (target !== undefined) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const { path } of all) visit(path, []);
  return found;
}

/**
 * Hashes, assertions, the spelling of domains and of addresses are functions of their arguments; the rest of Node is
 * the outside world.
 */
const PURE_NODE_NAMES = new Set(
  'BlockList assert createHash createHmac createRequire domainToASCII hash isIP timingSafeEqual'.split(' '),
);
const PURE_NODE_MODULES = new Set(['node:assert/strict', 'node:crypto', 'node:module', 'node:net', 'node:url']);
/** Packages whose whole point is the outside world. */
const IMPURE_PACKAGES =
  /^(?:@hono\/.*|hono|kysely|pg|nodemailer|smtp-server|imapflow|node-cron|pino|sharp|commander|mjml)$/;

/** Loads a grammar of the highlighter by its name when code of that language is met: program code, not the world. */
const LOADS_CODE = 'src/core/issue/highlight-code.ts';
const pureCore = core.filter(({ path }) => path !== LOADS_CODE);

test('the core imports nothing that reads, writes, waits or sends', () => {
  const wrong = pureCore.flatMap(({ path, imports }) =>
    imports
      .filter(({ isTypeOnly }) => !isTypeOnly)
      .filter(({ specifier, names }) => {
        if (!specifier.startsWith('node:')) return IMPURE_PACKAGES.test(specifier);
        const isPure = names.length > 0 && names.every((name) => PURE_NODE_NAMES.has(name));
        return !PURE_NODE_MODULES.has(specifier) || !isPure;
      })
      .map(({ specifier, names }) => `${path}: ${specifier} ${names.join(', ')}`),
  );
  expect(wrong).toEqual([]);
});

const IMPURITIES: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['environment', /\bprocess\b|(?<!createRequire\()\bimport\.meta\b|\bglobalThis\b/],
  ['clock', /\bDate\.now\b|\bnew Date\(\s*\)|(?<!new )\bDate\(\)|\bperformance\.now\b|\bTemporal\.Now\b/],
  ['time zone of the machine', /\.get(?:Date|Day|Month|FullYear|Hours|Minutes|Seconds|TimezoneOffset)\(/],
  ['locale of the machine', /\.toLocale\w*\(\s*\)|\.localeCompare\(\s*[^,()]+\)|\bIntl\.\w+\(\s*\)/],
  ['randomness', /\bMath\.random\b|\brandomUUID\b|\brandomBytes\b|\bgetRandomValues\b/],
  ['logging', /\bconsole\./],
  ['waiting', /\bset(?:Timeout|Interval|Immediate)\(|\bqueueMicrotask\(/],
  ['network', /\bfetch\(/],
];

test.each(IMPURITIES)('the core knows no %s', (_, pattern) => {
  expect(linesMatching(pureCore, pattern)).toEqual([]);
});

test('only settings.ts reads the environment', () => {
  const others = sources.filter(({ path }) => path !== 'src/settings.ts');
  expect(linesMatching(others, /\bprocess\.env\b/)).toEqual([]);
});

function linesMatching(some: readonly SourceFile[], pattern: RegExp): readonly string[] {
  return some.flatMap(({ path, code, text }) =>
    code.split('\n').flatMap((line, i) => {
      return pattern.test(line) ? [`${path}:${i + 1} ${text.split('\n')[i]?.trim()}`] : [];
    }),
  );
}

/** Shorter than one sentence of use. */
const MIN_HEADER_CHARS = 30;

test('every source file opens by saying what it is for', () => {
  const headless = typescript
    .filter(({ path }) => /^(?:src|bench)\/|^tests\/support\//.test(path))
    .filter(({ text }) => {
      const header = /^(?:#![^\n]*\n)?((?:\/\/[^\n]*\n)+|\/\*[\s\S]*?\*\/)/.exec(text)?.[1] ?? '';
      return header.length < MIN_HEADER_CHARS || !header.includes('.');
    });
  expect(headless.map(({ path }) => path)).toEqual([]);
});

const BANNED_NAME_WORDS = new Set(
  'common data helper helpers info interfaces lib manager misc service services types util utils'.split(' '),
);

test('file names are in kebab case and say something', () => {
  const wrong = typescript.filter(({ path }) => {
    const name = nameOf(path);
    const isKebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.d)?$/.test(name);
    return !isKebab || name === 'index' || name.split('-').some((word) => BANNED_NAME_WORDS.has(word));
  });
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test('no two source files have one name', () => {
  const names = sources.map(({ path }) => nameOf(path));
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

/** The file's name without folder and endings: `tests/cli/check.test.ts` is `check`. */
function nameOf(path: string): string {
  return path.replace(/^.*\//, '').replace(/(?:\.test|\.config|\.d)?\.ts$/, '');
}

/** Files that are named after what their exports have in common. */
const NAMED_BY_SUBJECT = new Set([
  'src/core/issue/east-asian.ts',
  'src/core/ledger/breaker.ts',
  'src/core/render/letter/letter-budget.ts',
  'src/core/render/letter/text-width.ts',
  'src/core/render/page/crawler-files.ts',
]);

test('a file exports something that carries its name', () => {
  const wrong = sources.filter(({ path, exports }) => {
    const words = nameOf(path).split('-').map(stem);
    const exported = new Set(exports.flatMap(wordsOf).map(stem));
    return exports.length > 0 && !NAMED_BY_SUBJECT.has(path) && !words.some((word) => exported.has(word));
  });
  expect(wrong.map(({ path, exports }) => `${path}: ${exports.join(', ')}`)).toEqual([]);
});

function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3-$2')
    .toLowerCase()
    .split(/[-_]/);
}

/** Enough of a word to know it in another form: `break` in `broken` is beyond it, `cache` in `cached` is not. */
function stem(word: string): string {
  return word.slice(0, 4).replace(/s$/, '');
}

test('nothing is exported as default, and no file only passes on what others export', () => {
  const ours = typescript.filter(({ path }) => path !== 'vitest.config.ts');
  expect(linesMatching(ours, /^export (?:default\b|\*|\{[^}]*\} from\b)/)).toEqual([]);
});

const MAX_LINE_CHARS = 120;

test('lines are at most 120 characters long, those that cannot be broken aside', () => {
  // A long string, pattern or address has no place at which the format could break it.
  const unbreakable = /['"`/][^'"`]{60,}['"`/]|https?:\/\//;
  const long = typescript.flatMap(({ path, text }) =>
    text
      .split('\n')
      .map((line, i) => ({ line, place: `${path}:${i + 1}` }))
      .filter(({ line }) => line.length > MAX_LINE_CHARS && !unbreakable.test(line))
      .map(({ place }) => place),
  );
  expect(long).toEqual([]);
});

const MAX_FILE_LINES = 300;

test('source files are at most 300 lines long', () => {
  const long = sources.filter(({ text }) => text.split('\n').length - 1 > MAX_FILE_LINES);
  expect(long.map(({ path, text }) => `${path}: ${text.split('\n').length - 1}`)).toEqual([]);
});

test('no comment leaves work for later', () => {
  const later = /\b(?:[T]ODO|[F]IXME|[H]ACK)\b/;
  const comments = typescript.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, i) => {
      const comment = /(?:^|\s)(?:\/\/|\/?\*)(.*)$/.exec(line)?.[1] ?? '';
      return later.test(comment) ? [`${path}:${i + 1}`] : [];
    }),
  );
  expect(comments).toEqual([]);
});

test('no test is switched on alone', () => {
  const tests = typescript.filter(({ path }) => path.endsWith('.test.ts'));
  expect(linesMatching(tests, /\b(?:test|it|describe)\.only\b/)).toEqual([]);
});

/** The brackets keep the list from finding itself. */
const OUT_OF_PLACE: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['path of one machine', /(?<![\w.])\/(?:[w]ork|[h]ome|[r]oot|[U]sers)\//],
  ['host of a package registry', /[r]egistry\.|[n]pmmirror|[n]pmjs\./i],
  ['trailer of a tool', /[c]o-authored-by|[g]enerated (?:with|by) (?:an )?ai\b/i],
];

test.each(OUT_OF_PLACE)('no file holds a %s', (_, pattern) => {
  const found = files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1} ${line.trim().slice(0, 100)}`] : [])),
  );
  expect(found).toEqual([]);
});

test('addresses of people are invented: they end in a name that nobody can register', () => {
  const reserved =
    /(?:^|\.)(?:example|invalid|test|localhost)$|^example\.(?:com|net|org)$|\.example\.(?:com|net|org)$/i;
  const found = files.flatMap(({ path, text }) =>
    [...text.matchAll(/[\w.+-]+@((?:[a-z0-9-]+\.)+[a-z]{2,})\b(?<!\.eml)/gi)]
      .filter(([, domain = '']) => !reserved.test(domain))
      .map(([address]) => `${path}: ${address}`),
  );
  expect(found).toEqual([]);
});
