// One file of `out/`: its path, everything that it depends on, and how it is made. The builder hashes what it needs
// and makes a file only when that has changed, so a file that depends on more than it says would go stale.
import type { RenderedIssue } from './rendered-issue.ts';

export interface Output {
  /** Relative to `out/`, with `/`. */
  readonly path: string;
  /** Slugs of the issues whose rendering it holds. */
  readonly slugs: readonly string[];
  /** All else that it depends on besides masthead.yaml and the templates: plain JSON. */
  readonly facts: unknown;
  /** Makes the file; `issue` gives the rendering of one of `slugs`. */
  readonly render: (issue: (slug: string) => RenderedIssue) => string | Uint8Array;
}
