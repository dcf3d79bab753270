// Everything in the newsletter's folder that a build reads, besides masthead.yaml. The order is that of the names' code
// units and never the file system's, names are NFC whatever the disk keeps, and hidden files are not there.
import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Problem } from '../core/issue/problem.ts';
import type { IssueFile } from '../core/issue/parse-issue.ts';
import type { Templates } from '../core/render/liquid.ts';

/** The folder that holds our own templates: above `src/` in the checkout and above `dist/` in the package. */
export const ENGINE_ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** An issue is text; forty times the largest real one that we have met. More would keep every reader waiting. */
const MAX_ISSUE_BYTES = 12_000_000;

export interface Sources {
  readonly issues: readonly IssueFile[];
  readonly emailTemplates: Templates;
  readonly webTemplates: Templates;
  /** Files of `static/`, copied as they are. */
  readonly staticFiles: readonly StaticFile[];
  /** Of files that could not become text. */
  readonly problems: readonly Problem[];
}

export interface StaticFile {
  /** Relative to `out/`. */
  readonly path: string;
  /** Absolute. */
  readonly source: string;
}

/** Reads them all; the owner's templates stand over ours, file by file. */
export function readSources(root: string): Sources {
  const { issues, problems } = readIssues(root);
  return {
    issues,
    problems,
    emailTemplates: templatesOf(root, 'email-templates'),
    webTemplates: templatesOf(root, 'web-templates'),
    staticFiles: staticFilesOf(join(root, 'static')),
  };
}

/** The templates of the pages alone, for whoever answers with one. */
export function readWebTemplates(root: string): Templates {
  return templatesOf(root, 'web-templates');
}

/** The templates of letters and other mails alone. */
export function readEmailTemplates(root: string): Templates {
  return templatesOf(root, 'email-templates');
}

function readIssues(root: string): Pick<Sources, 'issues' | 'problems'> {
  const issues: IssueFile[] = [];
  const problems: Problem[] = [];
  for (const name of filesBelow(join(root, 'issues'))) {
    if (MARKDOWN_BY_ANOTHER_NAME.test(name)) problems.push(ignored(`issues/${name}`.normalize('NFC')));
    if (!name.endsWith('.md')) continue;
    const read = readIssueFile(join(root, 'issues', name), `issues/${name}`.normalize('NFC'));
    if ('text' in read) issues.push(read);
    else problems.push(read);
  }
  return { issues, problems };
}

/** Somebody expects these to be published, and pictures and notes beside the issues nobody does. */
const MARKDOWN_BY_ANOTHER_NAME = /\.(?:markdown|mdx|mdown|mkdn?|MD)$/;

function ignored(path: string): Problem {
  const message = `${path} is not read, because issues end in .md: rename it, or take it out of issues/.`;
  return { code: 'file-ignored', path, message };
}

/** One file as text, or what keeps it from being text. `path` is how messages name it. */
export function readIssueFile(file: string, path: string): IssueFile | Problem {
  if (statSync(file).size > MAX_ISSUE_BYTES) {
    const message = `${path} is larger than ${MAX_ISSUE_BYTES / 1_000_000} MB. Split it into several issues.`;
    return { code: 'issue-too-large', path, message };
  }
  const bytes = readFileSync(file);
  if (isUtf8(bytes)) return { path, text: new TextDecoder().decode(bytes) };
  const message = `${path} is not UTF-8 text from here on. Save it with the encoding UTF-8.`;
  return { code: 'encoding-invalid', path, line: firstBadLine(bytes), message };
}

/** No sequence of UTF-8 holds the byte of a line end, so each line can be judged alone. */
function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let from = 0; from < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, from);
    const to = end === -1 ? bytes.length : end;
    if (!isUtf8(bytes.subarray(from, to))) break;
    from = to + 1;
  }
  return line;
}

const TEMPLATE = /\.(mjml|liquid|html|css|svg|txt|xml)$/;

function templatesOf(root: string, folder: string): Templates {
  const templates: Record<string, string> = {};
  for (const base of new Set([join(ENGINE_ROOT, folder), join(root, folder)])) {
    for (const name of filesBelow(base)) {
      if (TEMPLATE.test(name)) templates[name] = readFileSync(join(base, name), 'utf8');
    }
  }
  return templates;
}

/** Left by systems and editors, wanted by no reader. Other hidden files (`.well-known/`, `.nojekyll`) may be. */
const CLUTTER = new Set(['.git', '.gitkeep', '.gitignore', '.DS_Store']);

function staticFilesOf(folder: string): readonly StaticFile[] {
  const paths = filesBelow(folder, (name) => !CLUTTER.has(name));
  return paths.map((path) => ({ path, source: join(folder, path) }));
}

const isVisible = (name: string): boolean => !name.startsWith('.');

/** Regular files below the folder, links to files included, as relative paths with `/`; none when it is not there. */
export function filesBelow(folder: string, isWanted: (name: string) => boolean = isVisible): readonly string[] {
  return entriesOf(folder).flatMap((entry) => {
    if (!isWanted(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path, isWanted).map((below) => `${entry.name}/${below}`);
    // A link to a folder is not followed: it could lead back here.
    const isFile = entry.isFile() || (entry.isSymbolicLink() && statSync(path, { throwIfNoEntry: false })?.isFile());
    return isFile === true ? [entry.name] : [];
  });
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.toSorted((a, b) => (a.name.normalize('NFC') < b.name.normalize('NFC') ? -1 : 1));
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
}
