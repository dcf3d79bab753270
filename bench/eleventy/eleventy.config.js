// Eleventy as its documentation shows a blog: a layout, a page for each post, an index, one Atom feed with full text.
import { feedPlugin } from '@11ty/eleventy-plugin-rss';

export default function configure(config) {
  config.addPlugin(feedPlugin, {
    type: 'atom',
    outputPath: '/feed.xml',
    // 0 is "all posts"; ours holds the newest ones too, so both carry the same order of size.
    collection: { name: 'posts', limit: 20 },
    metadata: {
      language: 'en',
      title: 'Benchmark',
      subtitle: 'The same files as the other side',
      base: 'https://bench.example/',
      author: { name: 'Bench' },
    },
  });
  config.addCollection('posts', (api) => api.getFilteredByGlob('**/posts/*.md'));
  return {
    // The issues hold braces that are no templates.
    markdownTemplateEngine: false,
    dir: { input: 'site', output: '_site' },
  };
}
