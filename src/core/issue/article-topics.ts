// What the articles of an issue are about, and ways to the articles and highlights among its parts. An article has the
// topics of its own label, of the highlight that speaks of it and of the section in which it stands.
import type { Newsletter } from '../newsletter.ts';
import { highlightOf } from './highlights.ts';
import type { Article, Highlights, Part } from './issue.ts';
import { topicOf } from './topic.ts';

/** All articles of some parts, whatever stands around them, in the author's order. */
export function articlesIn(parts: readonly Part[]): readonly Article[] {
  return parts.flatMap((part) => {
    if (part.kind === 'article') return [part];
    return part.kind === 'section' ? articlesIn(part.parts) : [];
  });
}

/** At the top or in a section. */
export function highlightsAmong(parts: readonly Part[]): readonly Highlights[] {
  const all = parts.flatMap((part) => (part.kind === 'section' ? part.parts : [part]));
  return all.filter((part) => part.kind === 'highlights');
}

/** Topics of articles: of their own label, of the highlight that speaks of them, of the section they stand in. */
export function withTopics(parts: readonly Part[], newsletter: Newsletter): readonly Part[] {
  const articles = articlesIn(parts);
  if (articles.length === 0) return parts;
  const highlights = highlightsAmong(parts).flatMap((part) => part.items);
  const titled = articles.map((one) => ({ id: one, title: one.heading.text }));
  const byArticle = new Map([...highlightOf(titled, highlights)].map(([one, highlight]) => [one.id, highlight]));
  const order = newsletter.topics.map((topic) => topic.slug);
  const change = (part: Part, section: string | undefined): Part => {
    if (part.kind === 'section') {
      const own = topicOf(part.heading.text, newsletter);
      return { ...part, parts: part.parts.map((inner) => change(inner, own)) };
    }
    if (part.kind !== 'article') return part;
    const found = new Set([...part.topics, byArticle.get(part)?.topic, section]);
    return { ...part, topics: order.filter((slug) => found.has(slug)) };
  };
  return parts.map((part) => change(part, undefined));
}
