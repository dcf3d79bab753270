// The library for somebody who watches: kept open, with one file at a time read anew while its editor writes. What a
// file was when it could last be read stays known, so that there is something to show while it cannot. Decides nothing
// that a build decides; each rendering is the very one that a build would make.
import { join } from 'node:path';
import { switchedProblems } from '../core/check/switched-problems.ts';
import type { Issue } from '../core/issue/issue.ts';
import { parseIssue, type IssueFile } from '../core/issue/parse-issue.ts';
import type { Problem } from '../core/issue/problem.ts';
import type { Newsletter } from '../core/newsletter.ts';
import { letterSizes, type LetterSizes } from '../core/render/letter/letter.ts';
import type { Templates } from '../core/render/liquid.ts';
import { neighbour, type IssuePlace } from '../core/render/page/issue-page.ts';
import type { IssueCard, RenderedIssue } from '../core/render/rendered-issue.ts';
import { AppError } from '../errors.ts';
import { cacheFolder, openLibrary, type LibraryInput, type OpenLibrary } from './open-library.ts';
import type { ListedIssue } from './renderings.ts';
import { renderContext } from './render-context.ts';
import { renderIssues, type RenderContext, type RenderedFile } from './render-issue.ts';
import { readIssueFile } from './sources.ts';

/** A file of issues/ in a list. */
export interface LiveLine {
  readonly path: string;
  /** With their levels; of this file alone. */
  readonly problems: readonly Problem[];
  /** Both absent while it cannot be read. */
  readonly card?: IssueCard;
  readonly status?: Issue['status'];
}

/** A file of issues/ with what readers would get of it. */
export interface LiveIssue extends LiveLine {
  /** As it is now, or as it was when it could last be read; absent when it never could since the desk was opened. */
  readonly shown?: ShownIssue;
}

export interface ShownIssue {
  readonly rendered: RenderedIssue;
  readonly status: Issue['status'];
  readonly place: IssuePlace;
  /** False while the file has changed since and cannot be read. */
  readonly isCurrent: boolean;
  readonly sizes: () => LetterSizes | undefined;
}

interface Reading {
  readonly file: IssueFile;
  readonly result: RenderedFile;
}

/** Renderings kept: those that somebody looks at or writes. */
const MAX_READINGS = 24;

export class LiveLibrary {
  readonly #root: string;
  #newsletter: Newsletter;
  #library: OpenLibrary;
  #context: RenderContext;
  /** Every file as it is on the disk, as text or as what keeps it from being text. */
  #files: Map<string, IssueFile | Problem>;
  /** The same when the library was opened, and what was listed and found then. */
  #opened: ReadonlyMap<string, IssueFile | Problem>;
  #listed: ReadonlyMap<string, ListedIssue>;
  #found: ReadonlyMap<string, readonly Problem[]>;
  /** What was taken while the whole was being opened, which may have read it before. */
  #takenMeanwhile: Set<string> | undefined;
  readonly #now = new Map<string, Reading>();
  readonly #good = new Map<string, Reading>();

  /** Throws what openLibrary throws. */
  static async open(
    root: string,
    newsletter: Newsletter,
    onProgress: NonNullable<LibraryInput['onProgress']>,
  ): Promise<LiveLibrary> {
    return new LiveLibrary(root, newsletter, await opened({ root, newsletter, onProgress }));
  }

  private constructor(root: string, newsletter: Newsletter, { library, context }: Opened) {
    this.#root = root;
    this.#newsletter = newsletter;
    this.#library = library;
    this.#context = context;
    [this.#files, this.#opened] = [filesOf(library), filesOf(library)];
    this.#listed = new Map(library.listed.map((one) => [one.path, one]));
    this.#found = Map.groupBy(library.problems, (problem) => problem.path);
  }

  /** As it was when it was last opened as a whole. */
  get library(): OpenLibrary {
    return this.#library;
  }

  get templates(): Templates {
    return this.#context.webTemplates;
  }

  /** Every file, in the order of the paths. */
  lines(): readonly LiveLine[] {
    return [...this.#files.keys()].toSorted().map((path) => this.#line(path));
  }

  line(path: string): LiveLine | undefined {
    return this.#files.has(path) ? this.#line(path) : undefined;
  }

  /** Reads the file again if it is not known as it is. Throws TEMPLATE_INVALID. */
  issue(path: string): LiveIssue | undefined {
    const file = this.#files.get(path);
    if (file === undefined) return undefined;
    if ('text' in file && !this.#reading(path)) this.#read(file);
    const good = this.#good.get(path);
    const shown = good && this.#shown(good);
    return { ...this.#line(path), ...(shown && { shown }) };
  }

  /** Takes files as they now are, and names those that are not as they were. Throws TEMPLATE_INVALID. */
  take(paths: ReadonlySet<string>): ReadonlySet<string> {
    const changed = new Set<string>();
    for (const path of [...paths].filter(isIssuePath)) {
      this.#takenMeanwhile?.add(path);
      const name = path.normalize('NFC');
      const [before, file] = [this.#files.get(name), readAnew(join(this.#root, path), name)];
      if (sameFile(before, file)) continue;
      changed.add(name);
      if (file === undefined) this.#forget(name);
      else this.#files.set(name, file);
      if (file && 'text' in file) this.#read(file);
    }
    return changed;
  }

  /** Opens the whole library again: for what one file cannot tell, and after templates and settings have changed. */
  async reopen(newsletter: Newsletter): Promise<void> {
    const taken = new Set<string>();
    this.#takenMeanwhile = taken;
    const { library, context } = await opened({ root: this.#root, newsletter }).finally(
      () => (this.#takenMeanwhile = undefined),
    );
    // Readings by other templates or settings are old, good as they were. By the same ones everything stays warm.
    const isOther = library.base !== this.#library.base;
    if (isOther) this.#now.clear();
    this.#context = isOther ? context : this.#context;
    this.#newsletter = newsletter;
    this.#library = library;
    [this.#files, this.#opened] = [filesOf(library), filesOf(library)];
    this.#listed = new Map(library.listed.map((one) => [one.path, one]));
    this.#found = Map.groupBy(library.problems, (problem) => problem.path);
    for (const path of this.#good.keys()) if (!this.#files.has(path)) this.#forget(path);
    this.take(taken);
  }

  #line(path: string): LiveLine {
    const own = this.#reading(path)?.result;
    const listed = this.#listed.get(path);
    const card = own ? own.rendered?.card : listed?.card;
    const status = (own ?? listed)?.status;
    return { path, problems: this.#problemsOf(path), ...(card && { card }), ...(status && { status }) };
  }

  #forget(path: string): void {
    this.#files.delete(path);
    this.#now.delete(path);
    this.#good.delete(path);
  }

  /** What is known of the file as it is now. */
  #reading(path: string): Reading | undefined {
    const [file, reading] = [this.#files.get(path), this.#now.get(path)];
    return reading && sameFile(file, reading.file) ? reading : undefined;
  }

  #read(file: IssueFile): void {
    const [result] = renderIssues([file], this.#context);
    if (!result) return;
    keepLast(this.#now, file.path, { file, result });
    if (result.rendered) keepLast(this.#good, file.path, { file, result });
  }

  #problemsOf(path: string): readonly Problem[] {
    const file = this.#files.get(path);
    if (file && !('text' in file)) return switchedProblems([file], this.#newsletter);
    const own = this.#now.get(path);
    // What was found between issues is known for the files as they were when the library was opened.
    if (!own || sameFile(this.#opened.get(path), file)) return this.#found.get(path) ?? [];
    return switchedProblems(own.result.problems, this.#newsletter);
  }

  #shown({ file, result }: Reading): ShownIssue | undefined {
    const { rendered, status } = result;
    if (!rendered || !status) return undefined;
    const { newsletter, compiledLetter, emailTemplates } = this.#context;
    return {
      rendered,
      status,
      place: this.#place(rendered.card),
      isCurrent: sameFile(this.#files.get(file.path), file),
      sizes: () => {
        const { issue } = parseIssue(file, newsletter);
        return issue && letterSizes(issue, { newsletter, compiledTemplate: compiledLetter, templates: emailTemplates });
      },
    };
  }

  /** Where it stands among the published ones; a draft where it would stand. */
  #place(card: IssueCard): IssuePlace {
    const others = this.#library.issues.map((issue) => issue.card).filter(({ slug }) => slug !== card.slug);
    const at = others.findIndex((other) => Date.parse(other.date.at) < Date.parse(card.date.at));
    const index = at < 0 ? others.length : at;
    return {
      number: others.length - index + 1,
      previous: neighbour(others[index]),
      next: neighbour(others[index - 1]),
    };
  }
}

interface Opened {
  readonly library: OpenLibrary;
  readonly context: RenderContext;
}

async function opened(input: LibraryInput): Promise<Opened> {
  const { root, newsletter } = input;
  const library = await openLibrary(input);
  const context = await renderContext(newsletter, library.sources, { cache: cacheFolder(root), base: library.base });
  library.tidy();
  return { library, context };
}

function filesOf({ sources }: OpenLibrary): Map<string, IssueFile | Problem> {
  const broken = sources.problems.filter(({ code }) => code !== 'file-ignored');
  return new Map([...sources.issues, ...broken].map((file) => [file.path, file]));
}

/** As the build reads them: visible Markdown files at any depth. */
function isIssuePath(path: string): boolean {
  return path.endsWith('.md') && /^issues\/(?!.*(?:^|\/)\.)/.test(path);
}

function readAnew(file: string, path: string): IssueFile | Problem | undefined {
  try {
    return readIssueFile(file, path);
  } catch (error) {
    // Gone, or not yet there again: some editors take a file away before they put the new one into its place.
    if (error instanceof Error && 'code' in error && !(error instanceof AppError)) return undefined;
    throw error;
  }
}

function sameFile(one: IssueFile | Problem | undefined, other: IssueFile | Problem | undefined): boolean {
  if (!one || !other) return one === other;
  if ('text' in one) return 'text' in other && one.text === other.text;
  return 'message' in other && one.message === other.message;
}

function keepLast(map: Map<string, Reading>, path: string, reading: Reading): void {
  map.delete(path);
  map.set(path, reading);
  const [oldest] = map.keys();
  if (map.size > MAX_READINGS && oldest !== undefined) map.delete(oldest);
}
