// A YAML file against a zod schema, with every problem at once as `file:line:column: field: what to write`. zod knows
// fields and yaml knows places; this joins the two.
import { isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { nearestName } from './core/nearest-name.ts';

/** A further check of a value that the schema has passed; `problem` gives what to write instead. */
export interface YamlCheck<T> {
  readonly path: readonly string[];
  readonly problem: (value: T) => string | undefined;
}

/** `value` is absent exactly when the file cannot be used. */
export interface CheckedYaml<T> {
  readonly value?: T;
  readonly problems: readonly string[];
}

/** Reads `text`, which stands in `path`, and checks it. */
export function readYaml<S extends z.ZodType>(
  path: string,
  text: string,
  schema: S,
  checks: readonly YamlCheck<z.output<S>>[] = [],
): CheckedYaml<z.output<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    return { problems: document.errors.map((error) => `${at(error.pos[0])}: ${error.message}.`) };
  }
  const result = schema.safeParse(document.toJS() ?? {}, { error: plainMessage });
  if (!result.success) {
    const problems = result.error.issues.flatMap((issue) => {
      if (issue.code === 'unrecognized_keys') return unknownKeys(issue, document, schema, at);
      return [`${at(offsetOf(document, issue.path))}: ${fieldName(issue.path)}${issue.message}.`];
    });
    return { problems };
  }
  const problems = checks.flatMap((check) => {
    const problem = check.problem(result.data);
    return problem === undefined ? [] : [`${at(offsetOf(document, check.path))}: ${fieldName(check.path)}${problem}.`];
  });
  return problems.length > 0 ? { problems } : { value: result.data, problems };
}

/** Where the schema has no words of its own: what is missing, or of the wrong kind, and what to write. */
const plainMessage: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type') {
    const wanted = `write ${KINDS[issue.expected] ?? issue.expected}`;
    if (issue.input === undefined) return `is missing; ${wanted}`;
    return issue.expected === 'string' && typeof issue.input !== 'object' ? `${wanted}, in quotes` : wanted;
  }
  if (issue.code === 'too_small') return `write a number above ${issue.minimum}`;
  if (issue.code === 'too_big') return `write a number up to ${issue.maximum}`;
  return undefined;
};

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list, each item behind "- "',
  number: 'a number',
  object: 'fields, each as "name: value"',
  string: 'text',
};

/** More names than this help nobody. */
const LISTED_COUNT = 40;

type FieldPath = readonly PropertyKey[];

function unknownKeys(
  issue: { readonly path: FieldPath; readonly keys: readonly string[] },
  document: Document,
  schema: z.ZodType,
  at: (offset: number) => string,
): readonly string[] {
  const known = knownKeys(schema, issue.path);
  return issue.keys.map((key) => {
    const near = nearestName(key, known);
    const all =
      known.length > LISTED_COUNT
        ? `none of the ${known.length} known names is near it`
        : `known here are ${known.join(', ')}`;
    const hint = near === undefined ? all : `did you mean "${near}"?`;
    return `${at(keyOffset(document, [...issue.path, key]))}: ${fieldName([...issue.path, key])}unknown field; ${hint}`;
  });
}

/** The fields that the object at `path` may have, read from the schema itself by letting it fail on nothing known. */
function knownKeys(schema: z.ZodType, path: FieldPath): readonly string[] {
  let current: unknown = schema;
  for (const step of path) {
    const inner = unwrapped(current);
    current = typeof step === 'number' ? inner?.element : inner?.shape?.[String(step)];
  }
  return Object.keys(unwrapped(current)?.shape ?? {});
}

interface SchemaParts {
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly element?: unknown;
  readonly def?: { readonly innerType?: unknown };
}

/** The schema below `optional`, `default` and `prefault`, whose `def.innerType` is part of zod's documented core. */
function unwrapped(schema: unknown): SchemaParts | undefined {
  // zod's classes do not share a public type for their parts; each part is checked for before it is used.
  let current = schema as SchemaParts | undefined;
  while (current?.def?.innerType !== undefined) current = current.def.innerType as SchemaParts;
  return current;
}

function fieldName(path: FieldPath): string {
  return path.length === 0 ? '' : `${path.map(String).join('.')}: `;
}

/** Where the value stands, else the nearest thing above it that is there. */
function offsetOf(document: Document, path: FieldPath): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (hasRange(node)) return node.range[0];
  }
  return hasRange(document.contents) ? document.contents.range[0] : 0;
}

function keyOffset(document: Document, path: FieldPath): number {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
  return hasRange(pair?.key) ? pair.key.range[0] : offsetOf(document, path);
}

function hasRange(node: unknown): node is { readonly range: readonly [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}
