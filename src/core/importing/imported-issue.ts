// A post of another system -> the file of an issue: its name, its front matter, its text. Old issues are marked as
// mailed elsewhere, whatever else is said of them. Everything follows from the post and the newsletter alone, so a
// second run makes the same bytes.
import { plainKey } from '../issue/metadata-keys.ts';
import { isReservedSlug, slugOf } from '../issue/slug.ts';
import { topicOf } from '../issue/topic.ts';
import { readDate } from '../issue/written-date.ts';
import { instantOf, rfc3339 } from '../issue/zoned-time.ts';
import type { Newsletter } from '../newsletter.ts';
import { attribute } from './foreign-html.ts';
import type { ForeignPost } from './foreign-post.ts';
import { htmlMarkdown, imagesIn } from './html-markdown.ts';

/** A post with the name that it will have. */
export interface PlannedIssue {
  readonly post: ForeignPost;
  readonly slug: string;
  /** Relative to the newsletter's folder. */
  readonly path: string;
  readonly atMs: number;
  /** Where it stood, as a path; where that differs from where it will stand. */
  readonly oldPath?: string;
}

export interface ImportedText {
  readonly text: string;
  /** Tags that are no topics of the newsletter. */
  readonly strayTags: readonly string[];
}

/**
 * Names for the posts, oldest first: the old name where there was one, else the title. A name that another post or the
 * site has already gets a number; `isTaken` is asked in lower case. Posts without a date are left out, to be told.
 */
export function plannedIssues(
  posts: readonly ForeignPost[],
  isTaken: (slug: string, post: ForeignPost) => boolean,
): { readonly planned: readonly PlannedIssue[]; readonly undated: readonly ForeignPost[] } {
  const dated = posts.flatMap((post) => {
    const atMs = instantIn(post.date);
    return atMs === undefined ? [] : [{ post, atMs }];
  });
  const used = new Set<string>();
  const planned = dated
    .toSorted((one, other) => one.atMs - other.atMs || (one.post.id < other.post.id ? -1 : 1))
    .map(({ post, atMs }) => {
      const slug = freeSlug(slugFor(post, atMs), (wanted) => used.has(wanted) || isTaken(wanted, post));
      used.add(slug.toLowerCase());
      const oldPath = pathOf(post.url);
      const isMoved = oldPath !== undefined && oldPath !== '/' && oldPath !== `/${encodeURIComponent(slug)}/`;
      return { post, slug, atMs, path: `issues/${slug}.md`, ...(isMoved && { oldPath }) };
    });
  return { planned, undated: posts.filter((post) => instantIn(post.date) === undefined) };
}

/** Addresses of the pictures in it, each once. */
export function postImages({ html, picture, url, title }: ForeignPost): readonly string[] {
  const own = picture === undefined ? [] : [URL.parse(picture.url, url)?.href ?? picture.url];
  return [...new Set([...own, ...imagesIn(html, { base: url, title })])];
}

export interface TextOptions {
  readonly newsletter: Newsletter;
  readonly status: 'published' | 'draft';
  readonly imageOf: (url: string) => string;
}

export function importedText(planned: PlannedIssue, { newsletter, status, imageOf }: TextOptions): ImportedText {
  const { post, slug, atMs } = planned;
  const tags = [...new Set(post.tags.map((tag) => tag.trim()).filter((tag) => tag !== ''))];
  const topics = [...new Set(tags.flatMap((tag) => topicOf(tag, newsletter) ?? []))];
  const strayTags = tags.filter((tag) => topicOf(tag, newsletter) === undefined);
  const language = languageOf(post.language);
  const lines: readonly (readonly [key: string, value: string] | undefined)[] = [
    ['title', quoted(titleOf(post, slug))],
    ['slug', quoted(slug)],
    ['date', rfc3339(atMs, newsletter.schedule.time_zone)],
    status === 'draft' ? ['status', 'draft'] : undefined,
    language === undefined || isSame(language, newsletter.language) ? undefined : ['language', language],
    oneLine('summary', post.summary, MAX_SUMMARY),
    oneLine('subject', post.subject, MAX_LINE),
    topics.length === 0 ? undefined : ['topics', JSON.stringify(topics)],
    strayTags.length === 0 ? undefined : ['keywords', JSON.stringify(strayTags)],
    ['mailed', 'elsewhere'],
    post.url === undefined ? undefined : ['source', quoted(post.url)],
  ];
  const front = lines.flatMap((line) => (line === undefined ? [] : [`${plainKey(line[0])}: ${line[1]}\n`])).join('');
  const body = [pictureText(post, imageOf), htmlMarkdown(post.html, { base: post.url, title: post.title, imageOf })];
  return { text: `---\n${front}---\n\n${body.filter((part) => part !== '').join('\n')}`, strayTags };
}

/** What metadata.ts takes; a longer summary is the text itself once more. */
const MAX_LINE = 500;
const MAX_SUMMARY = 1000;

/** JSON's strings are YAML's. */
function quoted(text: string): string {
  return JSON.stringify(text.replaceAll(/\s+/g, ' ').trim());
}

function oneLine(key: string, text: string | undefined, max: number): readonly [string, string] | undefined {
  return text === undefined || text.length > max ? undefined : [key, quoted(text)];
}

function titleOf({ title, html }: ForeignPost, slug: string): string {
  const words = title.replaceAll(/\s+/g, ' ').trim();
  if (words !== '') return words.slice(0, MAX_LINE);
  // A short note without a title: its first words.
  const text = html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return text.slice(0, 60).trim() || slug;
}

function pictureText({ picture, url }: ForeignPost, imageOf: (url: string) => string): string {
  if (picture === undefined) return '';
  const { alt, caption } = picture;
  const html = `<p><img${attribute('src', picture.url)}${attribute('alt', alt)}></p><p>${caption}</p>`;
  return htmlMarkdown(html, { base: url, title: '', imageOf });
}

/** The last part of the old address that is a name; dates as addresses (`/2026/01/06/`) are one name. */
function slugFor({ slug, url, title }: ForeignPost, atMs: number): string {
  const old = slug === undefined ? undefined : slugOf(slug);
  return (
    old ??
    slugInPath(pathOf(url)) ??
    slugOf(title.toLowerCase()) ??
    `issue-${new Date(atMs).toISOString().slice(0, 10)}`
  );
}

function slugInPath(path: string | undefined): string | undefined {
  const parts = (path ?? '').split('/').filter((part) => part !== '' && !/^index\.\w+$/.test(part));
  const name = parts.every((part) => /^\d{1,4}$/.test(part)) ? parts.join('-') : (parts.at(-1) ?? '');
  return slugOf(decoded(name).replace(/\.(?:html?|php|aspx?|md)$/i, ''));
}

function pathOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : URL.parse(url)?.pathname;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function freeSlug(wanted: string, isUsed: (slug: string) => boolean): string {
  const base = isReservedSlug(wanted) ? `${wanted}-issue` : wanted;
  let slug = base;
  for (let number = 2; isUsed(slug.toLowerCase()); number += 1) slug = `${base}-${number}`;
  return slug;
}

/** Of RFC 3339, RFC 822 and what people write; a time without a zone is UTC's. */
function instantIn(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  const reading = readDate(written);
  if (!('date' in reading)) {
    const parsed = /\d{4}/.test(written) && /[a-z]/i.test(written) ? Date.parse(written) : Number.NaN;
    return Number.isNaN(parsed) ? undefined : parsed;
  }
  const { year, month, day, seconds = 0, zone = 0 } = reading.date;
  const wall = { year, month, day, hour: Math.floor(seconds / 3600), minute: Math.floor((seconds % 3600) / 60) };
  const whole = { ...wall, second: seconds % 60 };
  return typeof zone === 'number' ? instantOf(whole, 'UTC') - zone * 60_000 : instantOf(whole, zone);
}

function languageOf(written: string | undefined): string | undefined {
  try {
    return written === undefined ? undefined : Intl.getCanonicalLocales(written.trim().replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}

/** `zh` says nothing against `zh-CN`, and `en-us` nothing against `en`. */
function isSame(written: string, own: string): boolean {
  const [one, other] = [written.toLowerCase(), own.toLowerCase()];
  return one === other || other.startsWith(`${one}-`) || one.startsWith(`${other}-`);
}
