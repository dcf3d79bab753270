// An issue with defaults, built from HTML, so that a test names only what matters to it. What it gives is what parsing
// would give; tests of parsing do not use it.
import type { Article, Correction, Issue, Part } from '../../src/core/issue/issue.ts';
import { parseTree } from '../../src/core/issue/tree.ts';

export interface IssueWords {
  readonly slug?: string;
  readonly title?: string;
  readonly language?: string;
  /** `2026-01-06`; the instant is eight in the morning, UTC. */
  readonly day?: string;
  readonly summary?: string;
  readonly topics?: readonly string[];
  readonly corrections?: readonly { readonly day: string; readonly note: string }[];
  /** The body above the articles. */
  readonly html?: string;
  readonly articles?: readonly ArticleWords[];
}

interface ArticleWords {
  readonly key: string;
  readonly title?: string;
  readonly topics?: readonly string[];
  readonly sourceUrl?: string;
  readonly abstract?: string;
  readonly html?: string;
}

export function anIssue(words: IssueWords = {}): Issue {
  const { day = '2026-01-06', title = '第一期', html = '<p>正文。</p>', articles = [] } = words;
  const slug = words.slug ?? day;
  const id = `tag:news.example,2026:issue/${encodeURIComponent(slug)}`;
  const corrections = (words.corrections ?? []).map((correction): Correction =>
    Object.assign({ at: `${correction.day}T09:00:00Z` }, correction),
  );
  const at = `${day}T08:00:00Z`;
  const summary = words.summary ?? `${title}的摘要`;
  const parts: Part[] = html === '' ? [] : [{ kind: 'prose', nodes: parseTree(html) }];
  if (articles.length > 0) {
    const heading = { level: 2, text: '要闻', nodes: parseTree('要闻'), anchor: 'news' } as const;
    parts.push({ kind: 'section', heading, parts: articles.map((article) => anArticle(id, article)) });
  }
  return {
    path: `issues/${slug}.md`,
    slug,
    id,
    title,
    language: words.language ?? 'zh-CN',
    date: { day, at, hasTime: true },
    updated: corrections.at(-1)?.at ?? at,
    status: 'published',
    summary,
    subject: title,
    preheader: summary,
    topics: [...new Set([...(words.topics ?? []), ...articles.flatMap((article) => article.topics ?? [])])],
    corrections,
    parts,
    markdown: '',
  };
}

function anArticle(issueId: string, words: ArticleWords): Article {
  const { key, title = `文章 ${key}`, html = '<p>文章正文。</p>' } = words;
  return {
    kind: 'article',
    id: `${issueId}/${key}`,
    heading: { level: 3, text: title, nodes: [{ kind: 'text', text: title }], anchor: key },
    ...(words.sourceUrl !== undefined && { source: { url: words.sourceUrl, label: '阅读原文' } }),
    topics: words.topics ?? [],
    blocks: [
      ...block('source', words.sourceUrl && `<p><a href="${words.sourceUrl}">阅读原文</a></p>`),
      ...block('abstract', words.abstract && `<blockquote><p>${words.abstract}</p></blockquote>`),
      ...block('prose', html),
    ],
  };
}

function block(role: 'source' | 'abstract' | 'prose', html?: string): Article['blocks'] {
  return html === undefined ? [] : [{ role, nodes: parseTree(html) }];
}
