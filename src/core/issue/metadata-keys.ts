// The names that metadata goes by: ours, those of other generators that mean ours, and those that are theirs alone and
// are passed over. A name outside all three is likely a slip of the pen, so the nearest of ours is offered.

export const KNOWN_KEYS = [
  'title',
  'slug',
  'date',
  'status',
  'language',
  'summary',
  'subject',
  'preheader',
  'topics',
  'corrections',
  'mailed',
  'withdrawn',
  'commercial',
] as const;

export type KnownKey = (typeof KNOWN_KEYS)[number];

/** Another generator's key -> ours. Where a file has both, ours counts; of two of theirs, the one named first here. */
export const ALIASES = {
  description: 'summary',
  excerpt: 'summary',
  abstract: 'summary',
  lang: 'language',
  locale: 'language',
  pubdate: 'date',
  publishdate: 'date',
  publish_date: 'date',
  published_at: 'date',
  published_date: 'date',
  permalink: 'slug',
  url: 'slug',
  tags: 'topics',
  tag: 'topics',
  categories: 'topics',
  category: 'topics',
  taxonomies: 'topics',
  draft: 'status',
  published: 'status',
} as const satisfies Record<string, KnownKey>;

export type AliasKey = keyof typeof ALIASES;

/** Keys of Jekyll, Hugo, Zola, Hexo, Eleventy, Astro, VitePress, Pelican and Ghost that say nothing to us. */
export const FOREIGN_KEYS: ReadonlySet<string> = new Set(
  `aliases author authors avatar background banner bibliography body_class build canonical canonical_url cascade class
  collection comment comments contributors copyright cover cover_image css custom_edit_url disqus edit editor editors
  editlink email emoji eleventycomputed eleventyexcludefromcollections eleventynavigation expirydate external_url extra
  featured feature_image featured_image feed footer format gallery guid head header header_image hero hidden hide
  hide_title hidetitle icon id image images index insert_anchor_links issue js kind katex keywords last_modified_at
  lastmod lastupdated layout license linkcolor link links linktitle listed locales markup math mathjax mermaid menu
  meta mod modified name nav nav_order navbar newsletter next next_page no noindex notoc number og og_image order
  outputs outline pagination paginate params parent part photo pin pinned platform position prev private
  publishdate_utc rating read_time reading_time readingtime redirect redirect_from redirect_to related render
  resources robots scripts search season section seo series share short_title show sidebar sidebar_label sitemap
  social source sponsor sticky style styles subtitle tagline tags_index template theme thumb thumbnail time toc
  toc_sticky top translationkey translations twitter type updated updated_at update_date upstream uuid version
  video visibility volume weight width wordcount`.split(/\s+/),
);

/** A key as it is compared: lower case, spaces and hyphens as underscores. */
export function plainKey(key: string): string {
  return key
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
}

export function isKnownKey(key: string): boolean {
  return knownKey(key) !== undefined;
}

export function knownKey(key: string): KnownKey | undefined {
  return KNOWN_KEYS.find((known) => known === plainKey(key));
}

export function aliasKey(key: string): AliasKey | undefined {
  const plain = plainKey(key);
  return Object.hasOwn(ALIASES, plain) ? (plain as AliasKey) : undefined; // hasOwn has just shown that it is one.
}

export function isForeignKey(key: string): boolean {
  return FOREIGN_KEYS.has(plainKey(key)) || aliasKey(key) !== undefined;
}

/** The name among `names` that a slip of the pen most likely meant: at most one change in three letters away. */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const plain = plainKey(written);
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    const distance = editDistance(plain, plainKey(name));
    const limit = Math.max(1, Math.floor(Math.max(plain.length, name.length) / 3));
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { name, distance };
  }
  return best?.name;
}

/** Optimal string alignment: letters added, lost, changed, or two neighbours swapped, one each. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(changed, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforePrevious[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    beforePrevious = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
