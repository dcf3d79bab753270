// The documents that stand in the frames of the desk: page, letter, its plain text, and the feed entry in a reader's
// plain dress. Each is what readers get, with nothing added but what a frame needs.
import { absoluteUrl, type Newsletter } from '../core/newsletter.ts';
import { liquidEngine, type Templates } from '../core/render/liquid.ts';
import { neutralLetter } from '../core/render/letter/neutral-letter.ts';
import { numberedLetter } from '../core/render/letter/numbered-letter.ts';
import { issuePage } from '../core/render/page/issue-page.ts';
import { readerDate } from '../core/render/page/reader-date.ts';
import { stylesheet } from '../core/render/page/stylesheet.ts';
import type { DocumentSettings } from './preview-document.ts';
import { previewDocument } from './preview-document.ts';
import type { PreviewShown } from './preview-tools.ts';
import type { View, ViewSettings } from './preview-views.ts';
import { readerEntry } from './reader-entry.ts';

export interface FrameTools {
  readonly newsletter: Newsletter;
  /** The newsletter's, for its pages. */
  readonly webTemplates: Templates;
  /** Ours, for the frames of texts and entries. */
  readonly templates: Templates;
}

type FrameView = Exclude<View, 'inbox' | 'size'>;

export function isFrameView(view: View): view is FrameView {
  return view !== 'inbox' && view !== 'size';
}

/** The whole document. */
export function frameDocument(view: FrameView, shown: PreviewShown, settings: ViewSettings, tools: FrameTools): string {
  const { newsletter } = tools;
  const documentSettings: DocumentSettings = {
    scheme: settings.scheme,
    hasStyles: view !== 'mail' || settings.styles === 'kept',
    documentUrl: absoluteUrl(newsletter, `${encodeURIComponent(shown.rendered.card.slug)}/`),
    siteUrl: absoluteUrl(newsletter, ''),
  };
  return previewDocument(MAKERS[view](shown, tools), documentSettings);
}

const MAKERS: Readonly<Record<FrameView, (shown: PreviewShown, tools: FrameTools) => string>> = {
  page: ({ rendered, place }, { newsletter, webTemplates }) => {
    const page = issuePage(rendered.card.slug, place, newsletter, webTemplates).render(() => rendered);
    const css = stylesheet(newsletter, webTemplates).replaceAll('</style', String.raw`<\/style`);
    // In the document, so that a new version of it is whole at once.
    return String(page).replace(/<link\b[^>]*\brel="stylesheet"[^>]*>/i, () => `<style>${css}</style>`);
  },
  mail: (shown, { newsletter }) => letterOf(shown, newsletter).html,
  text: (shown, { newsletter, templates }) => {
    const { language, title } = shown.rendered.card;
    const { text } = letterOf(shown, newsletter);
    return liquidEngine(templates).render('desk/frames/text.liquid', { language, title, text });
  },
  feed: ({ rendered: { card, entry } }, { newsletter, templates }) =>
    liquidEngine(templates).render('desk/frames/reader.liquid', {
      entry: { title: entry.title, url: entry.url, language: entry.language, html: readerEntry(entry.html) },
      newsletter: { title: newsletter.title },
      date: readerDate(card.date.day, card.language, 'long'),
    }),
};

function letterOf(
  { rendered, place }: PreviewShown,
  newsletter: Newsletter,
): { readonly html: string; readonly text: string } {
  return neutralLetter(numberedLetter(rendered.letter, place.number), newsletter);
}
