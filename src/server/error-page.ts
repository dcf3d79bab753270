// What a visitor reads when a request comes to nothing: a page in the newsletter's own frame, in its language, which
// says what happened and where to go. It repeats nothing of the request.
import { phrases } from '../core/render/phrases.ts';
import { escapeText } from '../core/issue/tree.ts';
import { pageResponse } from './page-response.ts';

/** What stands on a page of the server: plain text for the title, HTML for the content. */
export interface AnswerPage {
  readonly title: string;
  readonly content: string;
  /** Short, for the line below the masthead. */
  readonly label?: string;
}

export type PageFrame = (page: AnswerPage) => string;

export interface ErrorPageTools {
  readonly language: string;
  readonly frame: PageFrame;
}

/** The page for a status of 400 to 599. */
export function errorPage(
  tools: ErrorPageTools,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const [title, why] = explanation(tools.language, status);
  const headline = `<h1 class="page-title">${escapeText(title)}</h1>`;
  const content = `${headline}\n<div class="prose"><p>${escapeText(why)}</p></div>`;
  return pageResponse(tools.frame({ title, content, label: String(status) }), status, headers);
}

function explanation(language: string, status: number): readonly [title: string, why: string] {
  const words = phrases(language);
  if (status === 404) return [words.notFound, words.notFoundWhy];
  if (status === 410) return [words.gone, words.goneWhy];
  if (status === 413) return [words.tooLarge, words.tooLargeWhy];
  if (status === 429) return [words.tooOften, words.tooOftenWhy];
  if (status < 500) return [words.badRequest, words.badRequestWhy];
  return [words.outOfOrder, words.outOfOrderWhy];
}
