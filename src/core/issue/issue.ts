// The model of one issue. Everything that readers get is made from these values; nothing here is about how it is shown.
import type { TreeNode } from './tree.ts';

export interface Issue {
  /** Where it was read from, relative to the newsletter's root, with `/`. For messages only. */
  readonly path: string;
  /** NFC; file name or front matter; fixed for ever once published. */
  readonly slug: string;
  /** `tag:<authority>:issue/<slug percent-encoded>`: Atom id, RSS guid and JSON id (RFC 4151). */
  readonly id: string;
  /** Plain text. */
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  readonly date: IssueDate;
  /** RFC 3339 with offset: the last correction, else `date.at`. */
  readonly updated: string;
  readonly status: IssueStatus;
  /** When and why it was taken back, as far as the file says so; absent unless it is withdrawn. */
  readonly withdrawal?: Withdrawal;
  /** Plain text, one paragraph, never empty unless the issue is. */
  readonly summary: string;
  /** Of the email: of a commercial issue with the mark that the law asks for. */
  readonly subject: string;
  /** It holds advertising, by the editor's own word. */
  readonly commercial?: true;
  readonly preheader: string;
  /** Slugs of topics, of the whole issue and of its articles, in the newsletter's order, none twice. */
  readonly topics: readonly string[];
  /** Oldest first. */
  readonly corrections: readonly Correction[];
  /** Its readers got it from another system: it is never mailed from here. */
  readonly isMailedElsewhere?: boolean;
  /** The whole body in the author's order. The first H1 is the title and is not repeated here. */
  readonly parts: readonly Part[];
  /** The Markdown below the metadata, cleaned, as it is offered at `issue.md`. */
  readonly markdown: string;
}

/** withdrawn: it was published once, and its address and identity stay taken. */
export type IssueStatus = 'published' | 'draft' | 'withdrawn';

export interface Withdrawal {
  /** `2026-01-07`, in the newsletter's time zone. */
  readonly day?: string;
  /** Plain text, for readers. */
  readonly note?: string;
}

export interface IssueDate {
  /** `2026-01-06`, in the newsletter's time zone. */
  readonly day: string;
  /** RFC 3339 with offset. Without a time of its own: that day's start, moved by some seconds that follow from the slug,
   * because feeds should not give one instant to two entries (RFC 4287, 3.3). */
  readonly at: string;
  /** True when the author gave a time, so that `at` is also when the issue is due. */
  readonly hasTime: boolean;
}

export interface Correction {
  /** RFC 3339 with offset. */
  readonly at: string;
  readonly day: string;
  /** Plain text. */
  readonly note: string;
}

/** One stretch of the body. Together and in order the parts hold every word of it. */
export type Part = Prose | Highlights | Section | Group | Article;

/** What has no shape of its own: rendered as it stands. */
export interface Prose {
  readonly kind: 'prose';
  readonly nodes: readonly TreeNode[];
}

/** A heading of the body; `anchor` is its id on the page, unique in the issue. */
export interface Heading {
  readonly level: 1 | 2 | 3 | 4 | 5 | 6;
  readonly text: string;
  readonly nodes: readonly TreeNode[];
  readonly anchor: string;
}

/** The opening list of a digest. `nodes` are the list as written, its titles linked to their articles;
 * `items` is what was recognised in it. */
export interface Highlights {
  readonly kind: 'highlights';
  readonly heading?: Heading;
  readonly nodes: readonly TreeNode[];
  readonly items: readonly Highlight[];
}

export interface Highlight {
  /** The label as the author wrote it, without brackets. */
  readonly label?: string;
  readonly topic?: string;
  readonly title: string;
  readonly sentence: string;
  /** Of the article that it speaks of, when its title in `nodes` leads there. */
  readonly anchor?: string;
}

/** An H2 with what belongs to it. */
export interface Section {
  readonly kind: 'section';
  readonly heading: Heading;
  readonly parts: readonly Part[];
}

/** An H3 over a list of links (further reading), with its label's topic if it has one. */
export interface Group {
  readonly kind: 'group';
  readonly heading: Heading;
  readonly topic?: string;
  readonly nodes: readonly TreeNode[];
}

/** One item of a digest. Its blocks hold every word below its heading, in order; the roles only say how to set them. */
export interface Article {
  readonly kind: 'article';
  /** `tag:<authority>:issue/<slug>/<key>`: the key is the heading's `{#id}`, else follows from its source link, else
   * from its title, with a number behind it where the issue has it already. */
  readonly id: string;
  readonly heading: Heading;
  readonly source?: Source;
  /** Slugs, none twice. */
  readonly topics: readonly string[];
  readonly blocks: readonly ArticleBlock[];
}

export interface Source {
  readonly url: string;
  /** The link's text, for instance `阅读原文`. */
  readonly label: string;
  /** As written beside it, `2026-01-04`. */
  readonly day?: string;
}

export interface ArticleBlock {
  /** source: link and date line. abstract: the block quote. label: a bold line alone above the details. details: the
   * list. reference: closing links. prose: all else. */
  readonly role: 'source' | 'abstract' | 'label' | 'details' | 'reference' | 'prose';
  readonly nodes: readonly TreeNode[];
}
