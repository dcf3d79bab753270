// The metadata at the head of an issue: YAML between `---`, TOML between `+++`, `Title:` lines without a fence, or
// none. Everything in it becomes strings, lists and maps of strings with their places in the file; what the keys mean
// is metadata.ts. Nothing is ever evaluated, and what comes out is bounded whatever goes in.
import { parse as parseToml, TomlDate, TomlError } from 'smol-toml';
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import { withoutUnusable } from './clean-source.ts';
import { isForeignKey, isKnownKey, plainKey } from './metadata-keys.ts';
import type { Problem, ProblemCode } from './problem.ts';
import { yamlAdvice } from './yaml-advice.ts';

export type MetadataValue = string | readonly MetadataValue[] | { readonly [key: string]: MetadataValue };

export interface Place {
  readonly line: number;
  readonly column?: number;
}

export interface FrontMatter {
  readonly format: 'yaml' | 'toml' | 'lines' | 'none';
  /** Keys in the author's spelling. */
  readonly values: Readonly<Record<string, MetadataValue>>;
  /** Where a value stands; the path's first element is a key as it is in `values`. Lines count from 1 in the file. */
  readonly place: (path: readonly (string | number)[]) => Place;
  /** Offset and line of the first character below the metadata. */
  readonly bodyStart: number;
  readonly bodyLine: number;
  /** Offset at which a line of metadata may be added: behind the opening fence; without one, at the first line. */
  readonly insertAt: number;
  readonly problems: readonly Problem[];
}

/** A page of metadata is far below this; a file without a closing fence must not be parsed whole as YAML. */
const MAX_LENGTH = 65_536;
/** Honest metadata repeats an anchor a few times; a bomb does so millions of times. */
const MAX_ALIASES = 50;

/** Reads the head of `text`. `path` is for the problems; an unreadable head gives problems and no values. */
export function frontMatter(text: string, path: string): FrontMatter {
  const start = skipped(text);
  const opening = /^(---|\+\+\+)[ \t]*\r?\n/.exec(text.slice(start, start + 100));
  if (opening) return fenced(text, path, { start, fence: opening[1] ?? '', open: opening[0] }) ?? none(text);
  return unfenced(text, start) ?? none(text);
}

/** Where the first character stands that is no byte order mark, blank line or comment. */
function skipped(whole: string): number {
  const text = whole.slice(0, MAX_LENGTH);
  return /^\uFEFF?(?:[ \t]*\r?\n|[ \t]*<!--(?:[^-]|-(?!->))*-->[ \t]*\r?\n)*/.exec(text)?.[0].length ?? 0;
}

/** No metadata: what was skipped (a comment, say) is the body's. */
function none(text: string): FrontMatter {
  const bodyStart = text.startsWith('\uFEFF') ? 1 : 0;
  return { format: 'none', values: {}, place: firstLineOf, bodyStart, bodyLine: 1, insertAt: bodyStart, problems: [] };
}

function firstLineOf(): Place {
  return { line: 1 };
}

interface Opening {
  readonly start: number;
  readonly fence: string;
  readonly open: string;
}

/** undefined when the opening fence turns out to be a thematic break. */
function fenced(text: string, path: string, { start, fence, open }: Opening): FrontMatter | undefined {
  const insertAt = start + open.length;
  const firstLine = lineAt(text, insertAt);
  const window = text.slice(insertAt, insertAt + MAX_LENGTH);
  const closing = (fence === '---' ? /^(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/m : /^\+\+\+[ \t]*(?:\r?\n|$)/m).exec(window);
  const source = window.slice(0, closing?.index);
  const format = fence === '---' ? 'yaml' : 'toml';
  const isMeant = format === 'yaml' ? looksLikeYaml(source, closing !== null) : looksLikeToml(source);
  if (!isMeant) return undefined;
  if (!closing) {
    const message =
      text.length - insertAt > MAX_LENGTH
        ? `The metadata has no closing ${fence} within ${MAX_LENGTH} characters: close it, or shorten it.`
        : `The metadata that opens with ${fence} is never closed: write ${fence} on a line of its own below it.`;
    const problem: Problem = { code: 'front-matter-invalid', path, line: firstLine - 1, message };
    return { ...none(text), format, insertAt, problems: [problem] };
  }
  const bodyStart = insertAt + closing.index + closing[0].length;
  const read = format === 'yaml' ? fromYaml(source, path, firstLine) : fromToml(source, path, firstLine);
  return { format, ...read, bodyStart, bodyLine: lineAt(text, bodyStart), insertAt };
}

/** Whether the lines below an opening `---` are metadata and not text between two thematic breaks. */
function looksLikeYaml(source: string, isClosed: boolean): boolean {
  const keys = [...source.matchAll(/^["']?([\p{L}_][\p{L}\p{N}_. -]*?)["']?[ \t]*:(?=\s|$)/gmu)].map(
    (match) => match[1],
  );
  if (keys.some((key) => key !== undefined && (isKnownKey(key) || isForeignKey(key)))) return true;
  if (!isClosed) return false;
  const lines = source.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  if (lines.length === 0) return !/\n[ \t]*\r?\n/.test(`\n${source}`);
  const document = parseDocument(source, { schema: 'failsafe' });
  return document.errors.length === 0 && isMap(document.contents) && !/^[ \t]*$/m.test(source.trim());
}

function looksLikeToml(source: string): boolean {
  return source.trim() === '' || /^[ \t]*(?:["']?[\w.-]+["']?[ \t]*=|\[[\w."'-]+\][ \t]*$)/m.test(source);
}

type Read = Pick<FrontMatter, 'values' | 'place' | 'problems'>;

function fromYaml(source: string, path: string, firstLine: number): Read {
  const lineCounter = new LineCounter();
  // The failsafe schema knows strings only: no dates, no sexagesimal numbers, no tags that build something.
  const document = parseDocument(source, { schema: 'failsafe', lineCounter, prettyErrors: false, logLevel: 'silent' });
  const at = (offset: number): Required<Place> => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: line + firstLine - 1, column: col };
  };
  const problem = (message: string, offset: number, code: ProblemCode = 'front-matter-invalid'): Problem => {
    return { code, path, ...at(offset), message };
  };
  const empty = { values: {}, place: () => at(0) };
  const [error] = document.errors;
  if (error) {
    const offset = Math.min(error.pos[0], source.trimEnd().length);
    return { ...empty, problems: [problem(`The metadata is not valid YAML: ${yamlAdvice(error)}.`, offset)] };
  }
  if (document.contents === null) return { ...empty, problems: [] };
  if (!isMap(document.contents)) {
    const message = 'The metadata is not a list of keys: write lines such as "title: ...".';
    return { ...empty, problems: [problem(message, 0)] };
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    const values = strings(value);
    const problems = hiddenNumbers(document).map(({ shown, hidden, offset }) => {
      const cure = 'put the whole value between quotes';
      const message = `" #" begins a comment in YAML, so of "${shown} #${hidden}" only "${shown}" is read: ${cure}.`;
      return problem(message, offset, 'metadata-comment');
    });
    return { values: isRecord(values) ? values : {}, place: (keys) => at(offsetOf(document, keys)), problems };
  } catch (cause) {
    const isUnknown = cause instanceof Error && cause.message.startsWith('Unresolved alias');
    const message = isUnknown
      ? 'A value that begins with * is an alias of YAML, and this one is defined nowhere: put the value between quotes.'
      : `The metadata repeats aliases (*name) more than ${MAX_ALIASES} times: write the values out.`;
    return { ...empty, problems: [problem(message, 0)] };
  }
}

/** `title: Weekly #12`: a comment for people has a space behind its mark, the number of an issue has none. */
function hiddenNumbers(document: Document): readonly { shown: string; hidden: string; offset: number }[] {
  if (!isMap(document.contents)) return [];
  return document.contents.items.flatMap(({ value }) => {
    if (!isScalar(value) || !/^\d/.test(value.comment ?? '')) return [];
    return [{ shown: String(value.value), hidden: value.comment ?? '', offset: value.range?.[1] ?? 0 }];
  });
}

/** Of the value, else of the nearest thing around it. */
function offsetOf(document: Document, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    // An empty value has no length of its own, so its key is the better place.
    if (isNode(node) && node.range && !(isScalar(node) && node.range[0] === node.range[1])) return node.range[0];
  }
  const key = isMap(document.contents)
    ? document.contents.items.find((pair) => String(pair.key) === path[0])?.key
    : null;
  return (isNode(key) && key.range?.[0]) || 0;
}

function fromToml(source: string, path: string, firstLine: number): Read {
  const lines = source.split('\n');
  const place = ([key]: readonly (string | number)[]): Place => {
    const index = lines.findIndex((line) => /^[ \t]*["']?([^"'=\s]+)["']?[ \t]*=/.exec(line)?.[1] === key);
    if (index === -1) return { line: firstLine };
    const before = /^[^=]*=[ \t]*/.exec(lines[index] ?? '')?.[0].length ?? 0;
    return { line: firstLine + index, column: before + 1 };
  };
  try {
    const values = strings(parseToml(source));
    return { values: isRecord(values) ? values : {}, place, problems: [] };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [what = ''] = error.message.replace(/^Invalid TOML document: /, '').split('\n');
    const cure = what === 'invalid value' ? '; text stands between quotes, as in title = "..."' : '';
    const message = `The metadata is not valid TOML: ${what}${cure}.`;
    const line = firstLine + error.line - 1;
    return {
      values: {},
      place,
      problems: [{ code: 'front-matter-invalid', path, line, column: error.column, message }],
    };
  }
}

const META_LINE = /^([\p{L}_][\p{L}\p{N}_ -]{0,40}?)[ \t]*:(?:[ \t]+(\S.*?))?[ \t]*$/u;
/** Enough for any hand-written head, and few enough that a text with colons is left soon. */
const MAX_LINES = 40;

/** Pelican's and MultiMarkdown's head: `Key: value` lines up to the first blank one, a title or a date among them. */
function unfenced(text: string, start: number): FrontMatter | undefined {
  const firstLine = lineAt(text, start);
  const values: Record<string, string> = {};
  const places = new Map<string, Place>();
  let offset = start;
  let line = firstLine;
  for (let key = ''; line - firstLine < MAX_LINES && offset < text.length; line += 1) {
    const end = text.indexOf('\n', offset);
    const whole = text.slice(offset, end === -1 ? text.length : end + 1);
    if (whole.trim() === '') break;
    const match = META_LINE.exec(whole.trimEnd());
    const continued = key !== '' && /^[ \t]+\S/.test(whole);
    if (continued) values[key] = `${values[key] ?? ''} ${whole.trim()}`.trim();
    else if (match?.[1] !== undefined) {
      key = match[1];
      values[key] = match[2] ?? '';
      places.set(key, { line, column: whole.length - whole.slice(whole.indexOf(':') + 1).trimStart().length + 1 });
    } else return undefined;
    offset += whole.length;
  }
  if (!Object.keys(values).some((key) => ['title', 'date'].includes(plainKey(key)))) return undefined;
  const place = ([key]: readonly (string | number)[]): Place => places.get(String(key)) ?? { line: firstLine };
  return { format: 'lines', values, place, bodyStart: offset, bodyLine: line, insertAt: start, problems: [] };
}

function strings(value: unknown): MetadataValue {
  if (value === null || value === undefined) return '';
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return value.map(strings);
  if (typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, strings(inner)]));
  }
  if (typeof value === 'string') return withoutUnusable(value);
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : '';
}

function isRecord(value: MetadataValue): value is Readonly<Record<string, MetadataValue>> {
  return typeof value === 'object' && !Array.isArray(value);
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let i = text.indexOf('\n'); i !== -1 && i < offset; i = text.indexOf('\n', i + 1)) line += 1;
  return line;
}
