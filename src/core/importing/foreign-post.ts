// A post of another system, as its export or its feed tells it, before it becomes an issue. HTML is as it came, with
// addresses that may be relative to `url`.

export interface ForeignPost {
  /** What the other system calls it, for messages. */
  readonly id: string;
  readonly title: string;
  readonly html: string;
  /** Where it stood. */
  readonly url?: string;
  /** Its name there, where the system has one apart from the address. */
  readonly slug?: string;
  /** RFC 3339 or as a feed writes dates; absent for what has none. */
  readonly date?: string;
  readonly summary?: string;
  readonly subject?: string;
  readonly tags: readonly string[];
  readonly language?: string;
  /** restricted: only members, payers or recipients of the mail could read it. */
  readonly status: 'published' | 'draft' | 'restricted';
  /** The picture above the post. */
  readonly picture?: { readonly url: string; readonly alt: string; readonly caption: string };
}

export interface ForeignPosts {
  readonly posts: readonly ForeignPost[];
  /** What was left out on purpose, one sentence each. */
  readonly skipped: readonly string[];
}

/** Pieces of text that are there. */
export function given<Name extends string>(
  values: Readonly<Record<Name, string | null | undefined>>,
): Partial<Record<Name, string>> {
  const present = Object.entries<string | null | undefined>(values).filter(
    ([, value]) => typeof value === 'string' && value.trim() !== '',
  );
  // Only strings are left, under names that were given.
  return Object.fromEntries(present) as Partial<Record<Name, string>>;
}
