// TypeScript files as the tidy test looks at them: what they import and export, and their code without comments and
// strings. Reads text and not syntax trees, which is enough for sources in one format and takes milliseconds.
import { posix } from 'node:path';
import type { RepositoryFile } from './repository.ts';

export interface SourceFile extends RepositoryFile {
  readonly imports: readonly SourceImport[];
  /** Names of what the file itself declares and exports. */
  readonly exports: readonly string[];
  /** The text with comments and the insides of strings blanked out, line by line. */
  readonly code: string;
}

export interface SourceImport {
  readonly specifier: string;
  /** Path in the repository; absent for packages and for Node's own modules. */
  readonly target?: string;
  /** What stands between the braces, without `type` and new names. */
  readonly names: readonly string[];
  readonly isTypeOnly: boolean;
}

export function sourceFile(file: RepositoryFile): SourceFile {
  return { ...file, imports: importsOf(file), exports: exportsOf(file.text), code: codeOf(file.text) };
}

const STATIC_IMPORT = /^(?:import|export)\s+(type\s)?([\w\s*{},]*?)\s+from\s+'([^']+)'|^import\s+'([^']+)'/gm;
const DYNAMIC_IMPORT = /\bimport\(\s*'([^']+)'\s*\)/g;

function importsOf({ path, text }: RepositoryFile): readonly SourceImport[] {
  const found: SourceImport[] = [];
  const add = (specifier: string, isTypeOnly: boolean, clause: string): void => {
    const names = clause
      .replace(/^[^{]*\{|\}.*$/gs, '')
      .split(',')
      .map((name) => name.replace(/^\s*type\s+|\s+as\s.*$/g, '').trim())
      .filter((name) => name !== '');
    const target = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : undefined;
    found.push({ specifier, isTypeOnly, names, ...(target !== undefined && { target }) });
  };
  for (const [, type, clause = '', specifier, bare = ''] of text.matchAll(STATIC_IMPORT)) {
    add(specifier ?? bare, type !== undefined, clause);
  }
  for (const [, specifier = ''] of text.matchAll(DYNAMIC_IMPORT)) add(specifier, false, '');
  return found;
}

const EXPORT =
  /^export\s+(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:const|let|function\*?|class|interface|type)\s+(\w+)/gm;

function exportsOf(text: string): readonly string[] {
  return [...text.matchAll(EXPORT)].map(([, name = '']) => name);
}

/** Tokens that must not be looked into. A regular expression is told from a division by the sign before it. */
const OPAQUE = new RegExp(
  [
    /\/\/[^\n]*/,
    /\/\*[\s\S]*?\*\//,
    /'(?:\\.|[^'\\\n])*'/,
    /"(?:\\.|[^"\\\n])*"/,
    /(?<=[=(,:;!&|?{}\n]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+\/[dgimsuvy]*/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

function codeOf(text: string): string {
  return text.replace(OPAQUE, (token) => {
    const isComment = token.startsWith('//') || token.startsWith('/*');
    // The quotes stay, so that a call with an argument still looks like one.
    return token.replace(isComment ? /[^\n]/g : /(?<=.)[^\n](?=.)/g, ' ');
  });
}
