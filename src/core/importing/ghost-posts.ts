// The JSON export of Ghost -> posts: published ones, drafts and what went out by mail alone. Pages are not issues and
// are left out. The HTML that Ghost keeps beside its own formats is what readers saw; Lexical and Mobiledoc stand in
// where it is missing.
import { z } from 'zod';
import { given, type ForeignPost, type ForeignPosts } from './foreign-post.ts';
import { lexicalHtml } from './lexical-html.ts';
import { mobiledocHtml } from './mobiledoc-html.ts';

const text = z.string().nullish();
const id = z.union([z.string(), z.number()]).transform(String);

const POST = z.object({
  id,
  title: text,
  slug: text,
  html: text,
  lexical: text,
  mobiledoc: text,
  plaintext: text,
  status: text,
  type: text,
  page: z.union([z.number(), z.boolean()]).nullish(),
  visibility: text,
  published_at: text,
  created_at: text,
  custom_excerpt: text,
  feature_image: text,
  locale: text,
});
type GhostPost = z.output<typeof POST>;

const DATA = z.object({
  posts: z.array(POST),
  tags: z.array(z.object({ id, name: text, slug: text })).default([]),
  posts_tags: z.array(z.object({ post_id: id, tag_id: id, sort_order: z.number().nullish() })).default([]),
  posts_meta: z
    .array(
      z.object({ post_id: id, feature_image_alt: text, feature_image_caption: text, email_subject: text }).partial({
        feature_image_alt: true,
        feature_image_caption: true,
        email_subject: true,
      }),
    )
    .default([]),
});

const EXPORT = z.object({ db: z.array(z.object({ data: DATA })).min(1) });
const BARE = z.object({ data: DATA });

/** What Ghost writes instead of its own address. */
const OWN_ADDRESS = /__GHOST_URL__/g;

/** Undefined when the JSON is no export of Ghost. `site` is the address of the old site, where it is known. */
export function ghostPosts(json: unknown, site: string | undefined): ForeignPosts | undefined {
  const whole = EXPORT.safeParse(json);
  const data = whole.success ? whole.data.db[0]?.data : BARE.safeParse(json).data?.data;
  if (data === undefined) return undefined;
  const base = site?.replace(/\/+$/, '');
  const names = new Map(data.tags.map((tag) => [tag.id, tag.name ?? tag.slug ?? '']));
  const tagsOf = Map.groupBy(
    data.posts_tags.toSorted((one, other) => (one.sort_order ?? 0) - (other.sort_order ?? 0)),
    (link) => link.post_id,
  );
  const metaOf = new Map(data.posts_meta.map((meta) => [meta.post_id, meta]));
  const skipped: string[] = [];
  const posts = data.posts.flatMap((post): readonly ForeignPost[] => {
    if (post.type === 'page' || post.page === 1 || post.page === true) {
      skipped.push(`"${post.title ?? post.slug ?? post.id}" is a page and no post.`);
      return [];
    }
    const tags = (tagsOf.get(post.id) ?? []).map((link) => names.get(link.tag_id) ?? '');
    // A name with a hash is internal: readers never saw it.
    const shown = tags.filter((name) => name !== '' && !name.startsWith('#'));
    return [postOf(post, { tags: shown, meta: metaOf.get(post.id), base })];
  });
  return { posts, skipped };
}

interface Beside {
  readonly tags: readonly string[];
  readonly meta: z.output<typeof DATA>['posts_meta'][number] | undefined;
  readonly base: string | undefined;
}

function postOf(post: GhostPost, { tags, meta, base }: Beside): ForeignPost {
  const own = (value: string): string => (base === undefined ? value : value.replaceAll(OWN_ADDRESS, base));
  const picture = post.feature_image ?? '';
  return {
    id: post.id,
    title: post.title ?? '',
    html: own(htmlOf(post)),
    tags,
    status: statusOf(post),
    ...given({
      url: base === undefined || !post.slug ? undefined : `${base}/${post.slug}/`,
      slug: post.slug,
      date: post.published_at ?? post.created_at,
      summary: post.custom_excerpt,
      subject: meta?.email_subject,
      language: post.locale,
    }),
    ...(picture !== '' && {
      picture: {
        url: own(picture),
        alt: meta?.feature_image_alt ?? '',
        caption: meta?.feature_image_caption ?? '',
      },
    }),
  };
}

function htmlOf({ html, lexical, mobiledoc, plaintext }: GhostPost): string {
  if (html) return html;
  if (lexical) return lexicalHtml(lexical);
  if (mobiledoc) return mobiledocHtml(mobiledoc);
  return (plaintext ?? '')
    .split(/\n{2,}/)
    .map(paragraph)
    .join('');
}

function paragraph(words: string): string {
  return `<p>${words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>`;
}

/** sent: it went out by mail and never stood on the site. */
function statusOf({ status, visibility }: GhostPost): ForeignPost['status'] {
  if (status !== 'published' && status !== 'sent') return 'draft';
  return status === 'sent' || (visibility ?? 'public') !== 'public' ? 'restricted' : 'published';
}
