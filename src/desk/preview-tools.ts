// What the previews are made from, handed in by flow/desk-preview.ts: issues as they are on the disk now, each with
// what readers would get of it.
import type { Issue } from '../core/issue/issue.ts';
import type { Problem } from '../core/issue/problem.ts';
import type { LetterSizes } from '../core/render/letter/letter.ts';
import type { Templates } from '../core/render/liquid.ts';
import type { IssuePlace } from '../core/render/page/issue-page.ts';
import type { IssueCard, RenderedIssue } from '../core/render/rendered-issue.ts';

export interface PreviewTools {
  /** Every file of issues/, in the order of the paths. */
  readonly lines: () => readonly PreviewLine[];
  /** `path` as in the list. */
  readonly issue: (path: string) => PreviewIssue | undefined;
  /** The newsletter's, for its pages. */
  readonly templates: () => Templates;
  /** A file of static/ by its path below it. */
  readonly staticFile: (path: string) => Uint8Array | undefined;
  /** What is wrong with settings or templates, so that those of before are still in use. */
  readonly failure: () => string | undefined;
}

export interface PreviewLine {
  readonly path: string;
  /** With their levels. */
  readonly problems: readonly Problem[];
  /** Both absent while the file cannot be read as an issue. */
  readonly card?: IssueCard;
  readonly status?: Issue['status'];
}

export interface PreviewIssue extends PreviewLine {
  /** As it is now, or as it was when it could last be read. */
  readonly shown?: PreviewShown;
}

export interface PreviewShown {
  readonly rendered: RenderedIssue;
  readonly status: Issue['status'];
  readonly place: IssuePlace;
  readonly isCurrent: boolean;
  /** Undefined when it cannot be told. */
  readonly sizes: () => LetterSizes | undefined;
}
