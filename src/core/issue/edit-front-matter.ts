// The two edits that masthead makes in an issue that is out: a correction is added, or it is withdrawn. Lines of
// metadata come in or get another value, in the notation that the file has; not one other byte changes. What comes out
// has been read back and says what was meant, or there is a problem that says what to write by hand.
import { isMap, isScalar, isSeq, parseDocument, type Pair, type YAMLSeq } from 'yaml';
import type { Newsletter } from '../newsletter.ts';
import { frontMatter, type FrontMatter, type MetadataValue } from './front-matter.ts';
import { knownKey, type KnownKey } from './metadata-keys.ts';
import { parseIssue, type IssueFile } from './parse-issue.ts';
import { isFixed, type Problem } from './problem.ts';

export interface NewCorrection {
  /** RFC 3339 with the offset of the newsletter's zone. */
  readonly at: string;
  readonly note: string;
}

export interface NewWithdrawal {
  /** RFC 3339 with the offset of the newsletter's zone. */
  readonly at: string;
  readonly note?: string;
}

export type EditedFile = { readonly text: string } | { readonly problem: Problem };

/** The file with one more of `corrections`. */
export function withCorrection(file: IssueFile, correction: NewCorrection, newsletter: Newsletter): EditedFile {
  const value = { date: correction.at, note: correction.note };
  return edited(file, newsletter, { corrections: `- ${flowMap(value)}` }, (front) => {
    const written = valueOf(front, 'corrections');
    const before = Array.isArray(written) ? written : [];
    return { corrections: [...before, value] };
  });
}

/** The file with `status: withdrawn`, and when and why. */
export function withWithdrawal(file: IssueFile, { at, note }: NewWithdrawal, newsletter: Newsletter): EditedFile {
  const value = { date: at, ...(note !== undefined && { note }) };
  return edited(file, newsletter, { status: 'withdrawn', withdrawn: flowMap(value) }, () => ({
    status: 'withdrawn',
    withdrawn: value,
  }));
}

/** `{ date: 2026-01-07T10:00:00+08:00, note: "..." }`, which YAML reads in any notation around it. */
function flowMap(value: Readonly<Record<string, string>>): string {
  const entries = Object.entries(value).map(([key, one]) => `${key}: ${key === 'note' ? JSON.stringify(one) : one}`);
  return `{ ${entries.join(', ')} }`;
}

type Wanted = Partial<Record<KnownKey, string>>;
type Expected = Partial<Record<KnownKey, MetadataValue>>;

function edited(
  file: IssueFile,
  newsletter: Newsletter,
  wanted: Wanted,
  expectedOf: (front: FrontMatter) => Expected,
): EditedFile {
  const before = frontMatter(file.text, file.path);
  const text = withLines(file.text, before, wanted);
  if (text === undefined) return { problem: byHand(file, wanted) };
  const after = frontMatter(text, file.path);
  const isMeant =
    says(before, after, expectedOf(before)) && text.slice(after.bodyStart).trimStart() === bodyOf(file, before);
  const { problems } = parseIssue({ path: file.path, text }, newsletter);
  return isMeant && !problems.some(isFixed) ? { text } : { problem: byHand(file, wanted) };
}

function bodyOf({ text }: IssueFile, { bodyStart }: FrontMatter): string {
  return text.slice(bodyStart).trimStart();
}

/** The whole text with the lines in it; undefined for a notation that has no lists or maps. */
function withLines(text: string, front: FrontMatter, wanted: Wanted): string | undefined {
  const newline = /\r?\n/.exec(text)?.[0] ?? '\n';
  const { format, insertAt, bodyStart } = front;
  if (format === 'none') {
    const lines = Object.entries(wanted).flatMap(([key, value]) => newYaml(key, value));
    const block = ['---', ...lines, '---', '', ''].join(newline);
    return text.slice(0, insertAt) + block + text.slice(insertAt);
  }
  if (format === 'lines') return undefined;
  // The closing fence is the last line of what stands above the body.
  const head = text.slice(insertAt, bodyStart);
  const source = head.slice(0, head.trimEnd().lastIndexOf('\n') + 1);
  const rest = text.slice(insertAt + source.length);
  const made = format === 'yaml' ? withYaml(source, wanted, newline) : withToml(source, wanted, newline);
  return made === undefined ? undefined : text.slice(0, insertAt) + made + rest;
}

function newYaml(key: string, value: string): readonly string[] {
  return value.startsWith('- ') ? [`${key}:`, `  ${value}`] : [`${key}: ${value}`];
}

function withYaml(source: string, wanted: Wanted, newline: string): string | undefined {
  let text = source;
  for (const [key, value] of Object.entries(wanted)) {
    const { contents } = parseDocument(text, { schema: 'failsafe', logLevel: 'silent' });
    const pair = isMap(contents) ? contents.items.find((one) => knownKey(String(one.key)) === key) : undefined;
    const made =
      pair === undefined
        ? text +
          newYaml(key, value)
            .map((line) => line + newline)
            .join('')
        : undefined;
    text = made ?? (pair && withValue(text, pair, value, newline)) ?? '';
    if (text === '') return undefined;
  }
  return text;
}

/** The text with the value behind a key that is there: in its place, or as one more item of its list. */
function withValue(text: string, { value: node }: Pair, value: string, newline: string): string | undefined {
  if (isSeq(node)) return withItem(text, node, value, newline);
  if (!isScalar(node) || !node.range) return undefined;
  const [start, end] = node.range;
  const isList = value.startsWith('- ');
  // Only a list or a word of ours may take its place.
  if (isList && !/^(?:|~|null)$/i.test(text.slice(start, end))) return undefined;
  const line = text.lastIndexOf('\n', start - 1) + 1;
  if (!isList) return `${text.slice(0, start)}${start === end ? ' ' : ''}${value}${text.slice(end)}`;
  const lineEnd = endOfLine(text, line === start ? start - 1 : start);
  const before = text.slice(0, start).trimEnd();
  const kept = text.slice(end, lineEnd).trimEnd();
  return `${before}${kept}${newline}  ${value}${newline}${text.slice(lineEnd)}`;
}

function withItem(text: string, list: YAMLSeq, value: string, newline: string): string | undefined {
  const [, end = 0] = list.range ?? [];
  const map = value.slice('- '.length);
  if (list.flow === true) {
    const open = text.slice(0, end - 1).trimEnd();
    const gap = text.slice(open.length, end - 1);
    const before = /[[,]$/.test(open) ? ' ' : ', ';
    const behind = gap === '' && open.endsWith('[') ? ' ' : gap;
    return `${open}${before}${map}${behind}${text.slice(end - 1)}`;
  }
  const [first] = list.items;
  // Items are nodes of the document; a list of the block kind has one at least.
  const start = (first as { range?: readonly number[] } | undefined)?.range?.[0];
  if (start === undefined) return undefined;
  const line = text.lastIndexOf('\n', start - 1) + 1;
  const indent = /^ *(?=-)/.exec(text.slice(line, start))?.[0];
  if (indent === undefined) return undefined;
  const open = text.slice(0, end).trimEnd();
  const at = endOfLine(text, open.length);
  const before = text.slice(0, at);
  return `${before}${before.endsWith('\n') ? '' : newline}${indent}${value}${newline}${text.slice(at)}`;
}

/** The offset behind the line end at or after an offset. */
function endOfLine(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at === -1 ? text.length : at + 1;
}

/** A table may follow whatever is there; a key must stand before the first table, so it goes to the top. */
function withToml(source: string, wanted: Wanted, newline: string): string | undefined {
  let text = source;
  for (const [key, value] of Object.entries(wanted)) {
    const [, fields = ''] = /^(?:- )?\{ (.*) \}$/s.exec(value) ?? [];
    const table = fields.replace(
      /^date: ([^,]*)(?:, note: ("(?:[^"\\]|\\.)*"))?(?:, in: (\w+))?$/s,
      (_, date, note, place) =>
        [`date = "${date}"`, ...(note ? [`note = ${note}`] : []), ...(place ? [`in = "${place}"`] : [])].join(newline),
    );
    if (value.startsWith('- ')) text += [`[[${key}]]`, table, ''].join(newline);
    else if (table !== '') text += [`[${key}]`, table, ''].join(newline);
    else {
      const line = new RegExp(`^([ \\t]*${key}[ \\t]*=[ \\t]*)(?:"[^"\\n]*"|'[^'\\n]*')`, 'm');
      const isThere = line.test(text);
      text = isThere ? text.replace(line, `$1"${value}"`) : `${key} = "${value}"${newline}${text}`;
    }
  }
  return text;
}

/** Whether everything else reads as before, and what was written as meant. */
function says(before: FrontMatter, after: FrontMatter, expected: Expected): boolean {
  const wanted = { ...valuesOf(before), ...expected };
  return JSON.stringify(sorted(valuesOf(after))) === JSON.stringify(sorted(wanted));
}

function valuesOf({ values }: FrontMatter): Readonly<Record<string, MetadataValue>> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [knownKey(key) ?? key, value]));
}

function valueOf(front: FrontMatter, key: KnownKey): MetadataValue | undefined {
  return valuesOf(front)[key];
}

function sorted(values: Readonly<Record<string, MetadataValue | undefined>>): readonly (readonly [string, unknown])[] {
  return Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function byHand({ path }: IssueFile, wanted: Wanted): Problem {
  const lines = Object.entries(wanted).map(([key, value]) => newYaml(key, value).join(' '));
  const fault = 'The metadata cannot be changed by a program';
  const message = `${fault}: write it between lines of ---, with ${lines.join(' and ')}.`;
  return { code: 'front-matter-invalid', path, line: 1, message };
}
