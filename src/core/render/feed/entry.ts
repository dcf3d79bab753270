// One issue or one article as a feed entry: full text as safe HTML with absolute addresses, ready for all formats.
import type { TreeNode } from '../../issue/tree.ts';

export interface FeedEntry {
  /** Atom id = RSS guid = JSON id. */
  readonly id: string;
  readonly url: string;
  /** Plain text; each format encodes it in its own way. */
  readonly title: string;
  readonly language: string;
  readonly published: string;
  readonly updated: string;
  readonly summary: string;
  readonly topics: readonly string[];
  readonly html: string;
}

export type EntryBody = readonly TreeNode[];
