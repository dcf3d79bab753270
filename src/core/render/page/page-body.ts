import type { Issue } from '../../issue/issue.ts';
import type { Newsletter } from '../../newsletter.ts';
import type { Templates } from '../liquid.ts';
export function pageBody(issue: Issue, _n: Newsletter, _t: Templates): string {
  return `<h1>${issue.title}</h1>`;
}
