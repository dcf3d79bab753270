// The about page: who publishes this and why, how to subscribe, and what is not known about readers; and the page for
// addresses that lead nowhere. Both depend on settings and templates alone.
import { markdownTree } from '../../issue/markdown-tree.ts';
import type { Newsletter } from '../../newsletter.ts';
import { liquidEngine, type Templates } from '../liquid.ts';
import type { Output } from '../output.ts';
import { phrases } from '../phrases.ts';
import { newOutline } from './heading-outline.ts';
import { feedsIn, framedPage } from './page-frame.ts';
import { pageMarkup } from './page-markup.ts';

/** `about.html`. */
export function aboutPage(newsletter: Newsletter, templates: Templates): Output {
  return { path: 'about.html', slugs: [], facts: null, render: () => about(newsletter, templates) };
}

/** `404.html`. */
export function notFoundPage(newsletter: Newsletter, templates: Templates): Output {
  return { path: '404.html', slugs: [], facts: null, render: () => notFound(newsletter, templates) };
}

function about(newsletter: Newsletter, templates: Templates): string {
  const { language } = newsletter;
  const words = phrases(language);
  const content = liquidEngine(templates).render('about.liquid', {
    phrases: words,
    text: ownText(newsletter),
    newsletter: {
      title: newsletter.title,
      description: newsletter.description,
      author: newsletter.author,
      postal_address: newsletter.postal_address,
      contact: newsletter.reply_to ?? newsletter.sender.address,
    },
    feeds: [
      { title: newsletter.title, files: feedsIn('', newsletter.title, newsletter) },
      ...newsletter.topics.map(({ slug, label }) => ({
        title: label,
        files: feedsIn(`topics/${slug}/`, label, newsletter),
      })),
    ],
  });
  const dateline = { start: words.about };
  return framedPage(
    { path: 'about.html', language, title: words.about, description: newsletter.description, dateline, content },
    newsletter,
    templates,
  );
}

/** `texts.about` as HTML, sanitised like an issue's Markdown; `''` without it. */
function ownText(newsletter: Newsletter): string {
  const markdown = newsletter.texts.about;
  if (markdown === undefined) return '';
  const { language } = newsletter;
  const { nodes } = markdownTree(markdown, { language, idPrefix: 'about', firstLine: 1, path: 'masthead.yaml' });
  return pageMarkup(nodes, { phrases: phrases(language), outline: newOutline() });
}

function notFound(newsletter: Newsletter, templates: Templates): string {
  const { language } = newsletter;
  const words = phrases(language);
  const content = liquidEngine(templates).render('not-found.liquid', { phrases: words });
  return framedPage(
    {
      path: '404.html',
      language,
      title: words.notFound,
      description: words.notFoundWhy,
      dateline: { start: '404' },
      content,
    },
    newsletter,
    templates,
  );
}
