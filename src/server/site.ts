// out/ as the server knows it: the last whole tree that it has seen, and whatever belongs to each of its files. A new
// tree is noticed within a second or by the first file that is not as it was listed, and takes the place of the old one
// at once and whole. Where there is no tree for a moment, the old one stays.
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { feedLinks, type FeedLinks } from '../core/render/feed/feed-links.ts';
import { WITHDRAWN_LIST, withdrawnSlugs } from '../core/render/page/withdrawn-page.ts';
import type { Log } from '../system/log.ts';
import { fileKind, type FileKind } from './file-kind.ts';
import { folderIdentity, listSite, openListed } from './site-listing.ts';
import type { ListedFile, SiteFolders, SiteListing } from './site-listing.ts';

export interface SiteFile extends ListedFile {
  readonly kind: FileKind;
  /** When this content was first seen at this path; whole seconds, never in the future. */
  readonly modifiedAtMs: number;
  /** What a feed, or the front page, says about itself. */
  readonly links?: FeedLinks;
}

export interface SiteInput {
  readonly folders: SiteFolders;
  readonly log: Log;
  readonly now: () => Date;
  /** When each content was first seen, by path; what it does not know is new. */
  readonly firstSeen: (files: readonly ListedFile[]) => Promise<ReadonlyMap<string, string>>;
  /** Called after each new tree is being served. */
  readonly onTaken?: (site: Site) => void;
}

/** How often the folder itself is looked at. */
const LOOK_MS = 1000;
/** Looks after which the whole tree is listed again, because somebody may write into it in place. */
const LOOKS_A_LISTING = 60;

/** A request may be waiting for the new tree, and the times of the files serve well enough. */
const STORE_MS = 3000;

export class Site implements AsyncDisposable {
  readonly #input: SiteInput;
  #listing: SiteListing | undefined;
  /** By path in a URL, both as it is written and percent-encoded. */
  #files: ReadonlyMap<string, SiteFile> = new Map();
  /** Paths of withdrawn issues without a slash at their end, written in both ways. */
  #gone: ReadonlySet<string> = new Set();
  /** By the hash of the content. */
  readonly #links = new Map<string, FeedLinks>();
  #refreshing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looks = 0;
  /** Whether the times are those of the files, because the store could not be asked. */
  #isProvisional = false;

  constructor(input: SiteInput) {
    this.#input = input;
  }

  /** Lists the tree and watches it from now on. */
  async open(): Promise<this> {
    await this.refresh();
    this.#timer = setInterval(() => void this.#look(), LOOK_MS);
    this.#timer.unref();
    return this;
  }

  /** False while no tree was ever there. */
  get isThere(): boolean {
    return this.#listing !== undefined;
  }

  /** The file at a path of a URL, which begins with a slash and has no query; `/` at its end is its index. */
  find(urlPath: string): SiteFile | undefined {
    return this.#files.get(urlPath);
  }

  /** The page of the withdrawn issue at or above a path of a URL; undefined where none was withdrawn. */
  findGone(urlPath: string): SiteFile | undefined {
    if (this.#gone.size === 0) return undefined;
    const end = urlPath.indexOf('/', 1);
    const top = end === -1 ? urlPath : urlPath.slice(0, end);
    return this.#gone.has(top) ? this.find(`${top}/`) : undefined;
  }

  /** What that page says. */
  async gonePage(urlPath: string): Promise<string | undefined> {
    const file = this.findGone(urlPath);
    await using handle = file && (await this.openFile(file));
    return handle?.readFile('utf8');
  }

  files(): Iterable<SiteFile> {
    return new Set(this.#files.values());
  }

  /** The file, opened; undefined when another tree has taken its place meanwhile. */
  openFile(file: ListedFile): Promise<FileHandle | undefined> {
    return openListed(this.#input.folders, file);
  }

  /** Lists the tree anew; several callers at once wait for the same listing. */
  async refresh(): Promise<void> {
    this.#refreshing ??= this.#list().finally(() => (this.#refreshing = undefined));
    await this.#refreshing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#refreshing?.catch(() => undefined);
  }

  async #look(): Promise<void> {
    try {
      this.#looks += 1;
      const [folder] = this.#input.folders();
      const identity = folder === undefined ? undefined : await folderIdentity(folder);
      const isOther = identity !== undefined && identity !== this.#listing?.folderIdentity;
      if (isOther || this.#isProvisional || this.#looks % LOOKS_A_LISTING === 0) await this.refresh();
    } catch (error) {
      this.#input.log.warn({ err: error }, 'out/ cannot be read; what was read before is served on');
    }
  }

  async #list(): Promise<void> {
    const listing = await listSite(this.#input.folders, this.#listing);
    if (listing === undefined || (!this.#isProvisional && isSame(listing, this.#listing))) return;
    const seen = await this.#seen(listing);
    this.#isProvisional = seen === undefined;
    this.#files = await this.#siteFiles(listing, seen ?? new Map());
    this.#gone = await this.#goneIn(listing);
    this.#listing = listing;
    const hashes = new Set(Array.from(listing.files.values(), ({ hash }) => hash));
    for (const hash of this.#links.keys()) if (!hashes.has(hash)) this.#links.delete(hash);
    this.#input.onTaken?.(this);
  }

  async #goneIn({ files }: SiteListing): Promise<ReadonlySet<string>> {
    const list = files.get(WITHDRAWN_LIST);
    await using handle = list && (await this.openFile(list));
    const slugs = handle ? withdrawnSlugs(await handle.readFile('utf8')) : [];
    return new Set(slugs.flatMap((slug) => [`/${slug}`, `/${encodeURIComponent(slug)}`]));
  }

  async #linksOf(file: ListedFile): Promise<FeedLinks | undefined> {
    const known = this.#links.get(file.hash);
    if (known) return known;
    await using handle = await this.openFile(file);
    if (handle === undefined) return undefined;
    const links = feedLinks(file.path, await handle.readFile('utf8'));
    this.#links.set(file.hash, links);
    return links;
  }

  /** Undefined while the store cannot be reached: the times of the files stand in for it until then. */
  async #seen({ files }: SiteListing): Promise<ReadonlyMap<string, string> | undefined> {
    try {
      const answer = this.#input.firstSeen([...files.values()]);
      // Heard of again by whoever asks next; here it only must not be unheard.
      answer.catch(() => undefined);
      const late = pause(STORE_MS, undefined, { ref: false }).then(() => Promise.reject(new Error('it is too slow')));
      return await Promise.race([answer, late]);
    } catch (error) {
      this.#input.log.warn({ err: error }, 'The store cannot say when files have changed; their own times are used');
      return undefined;
    }
  }

  async #siteFiles({ files }: SiteListing, seen: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, SiteFile>> {
    const nowMs = this.#input.now().getTime();
    const byUrl = new Map<string, SiteFile>();
    for (const file of files.values()) {
      const seenMs = Date.parse(seen.get(file.path) ?? '');
      const modifiedMs = Math.min(Number.isNaN(seenMs) ? file.mtimeMs : seenMs, nowMs);
      const modifiedAtMs = Math.floor(modifiedMs / 1000) * 1000;
      const kind = fileKind(file.path);
      const links = saysOfItself(file.path, kind) ? await this.#linksOf(file) : undefined;
      const siteFile = { ...file, kind, modifiedAtMs, ...(links && { links }) };
      for (const url of urlsOf(file.path)) byUrl.set(url, siteFile);
    }
    return byUrl;
  }
}

/** Feeds, and the front page, to which a hub may be asked for as well. */
function saysOfItself(path: string, { fileClass }: FileKind): boolean {
  return path === 'index.html' || (fileClass === 'feed' && !path.endsWith('.opml'));
}

/** The paths of URLs at which a file stands: `<folder>/index.html` at `/<folder>/` too. */
function urlsOf(path: string): ReadonlySet<string> {
  const written = [path, ...(/(?:^|\/)index\.html$/.test(path) ? [path.slice(0, -'index.html'.length)] : [])];
  return new Set(written.flatMap((each) => [`/${each}`, `/${each.split('/').map(encodeURIComponent).join('/')}`]));
}

function isSame(one: SiteListing, other: SiteListing | undefined): boolean {
  if (other === undefined || one.files.size !== other.files.size) return false;
  for (const [path, file] of one.files) if (other.files.get(path)?.identity !== file.identity) return false;
  return one.folderIdentity === other.folderIdentity;
}
