// An issue as email with its slots still open: rendered once, filled for each subscriber (slots.ts).

export interface Letter {
  readonly subject: string;
  readonly preheader: string;
  readonly language: string;
  /** HTML with slots, below the byte budget. */
  readonly html: string;
  /** text/plain with slots. */
  readonly text: string;
  /** Titles of the articles whose details gave way to "read on the web"; empty when all of it fits. */
  readonly shortened: readonly string[];
}
import type { Issue } from '../../issue/issue.ts';
import type { Newsletter } from '../../newsletter.ts';
import type { Templates } from '../liquid.ts';
export function letter(issue: Issue, _n: Newsletter, _c: string, _t: Templates): Letter {
  return { subject: issue.title, preheader: '', language: '', html: issue.title, text: issue.title, shortened: [] };
}
