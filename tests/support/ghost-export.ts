// An export of Ghost with posts of our own words: what its editor makes, card by card, in the markup that it writes.
import { readFileSync } from 'node:fs';

const EVERYTHING = readFileSync(new URL('../core/importing/everything.html', import.meta.url), 'utf8');

/** The words of EVERYTHING that somebody sees, in their order, those of notes at the end. */
export const WORDS_OF_EVERYTHING =
  '他说“你好，世界。”的话，很重要。 Use a`b <div> &lt; 2 * 3, see https://plain.example/x_y_z and a link. Big heading 小标题 ' +
  'one inner deep deep two paragraph two more let a = "<x>"; ``` print(1) print(2) 名 b|c 1 3 四 说明 斜 Marked *title* ' +
  'Described Authored Printed 💡 Call out Toggled Inside it A film H 2 O 1 。再注 2 Quoted twice Plain words ' +
  '1. not a list # not a heading - nor that [x] [^y] {#z} First note Second note';

const LEXICAL = JSON.stringify({
  root: {
    children: [
      { type: 'extended-heading', tag: 'h2', children: [{ type: 'extended-text', text: '词' }] },
      {
        type: 'paragraph',
        children: [
          { type: 'extended-text', text: 'Bold ', format: 1 },
          { type: 'link', url: 'https://l.example/', children: [{ type: 'extended-text', text: 'linked' }] },
        ],
      },
      { type: 'codeblock', language: 'ts', code: 'let a = 1 < 2;' },
      { type: 'callout', calloutEmoji: '!', calloutText: 'Called' },
    ],
  },
});

const MOBILEDOC = JSON.stringify({
  version: '0.3.1',
  atoms: [],
  cards: [['hr', {}]],
  markups: [['strong'], ['a', ['href', 'https://m.example/']]],
  sections: [
    [
      1,
      'p',
      [
        [0, [0], 1, 'Strong'],
        [0, [], 0, ' and '],
        [0, [1], 1, 'linked'],
      ],
    ],
    [10, 0],
    [3, 'ul', [[[0, [], 0, 'item']]]],
  ],
});

const post = (id: string, changes: Readonly<Record<string, unknown>>) => ({
  id,
  uuid: `0000-${id}`,
  title: `Post ${id}`,
  slug: `post-${id}`,
  html: `<p>Text of ${id}.</p>`,
  status: 'published',
  type: 'post',
  visibility: 'public',
  published_at: `2023-01-0${id}T04:05:06.000Z`,
  created_at: `2023-01-0${id}T00:00:00.000Z`,
  ...changes,
});

export const GHOST_EXPORT = JSON.stringify({
  db: [
    {
      meta: { exported_on: 1_700_000_000_000, version: '5.70.0' },
      data: {
        posts: [
          post('1', {
            title: '第一篇: "引号" & more',
            slug: 'first',
            html: EVERYTHING,
            custom_excerpt: '一句话。',
            feature_image: '__GHOST_URL__/content/images/cover.jpg',
          }),
          post('2', { html: null, lexical: LEXICAL }),
          post('3', { html: null, mobiledoc: MOBILEDOC }),
          post('4', { status: 'draft', published_at: null }),
          post('5', { visibility: 'paid' }),
          post('6', { status: 'sent' }),
          post('7', { slug: 'about', type: 'page', title: 'About us' }),
          post('8', { slug: 'feed', title: 'Same name as a file of ours' }),
        ],
        posts_meta: [{ post_id: '1', feature_image_alt: 'Cover', feature_image_caption: 'Taken <em>there</em>' }],
        tags: [
          { id: 't1', name: '论文', slug: 'paper' },
          { id: 't2', name: 'Gardening', slug: 'gardening' },
          { id: 't3', name: '#hidden', slug: 'hash-hidden' },
        ],
        posts_tags: [
          { post_id: '1', tag_id: 't2', sort_order: 1 },
          { post_id: '1', tag_id: 't1', sort_order: 0 },
          { post_id: '1', tag_id: 't3', sort_order: 2 },
        ],
      },
    },
  ],
});
