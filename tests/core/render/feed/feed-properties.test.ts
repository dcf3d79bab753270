// Whatever people and programs write, the feeds can be read and say what was written.
import * as fc from 'fast-check';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { expect, test } from 'vitest';
import { cleanText } from '../../../../src/core/render/feed/clean-text.ts';
import { anIssue } from '../../../support/an-issue.ts';
import { feedFile, feedFiles } from '../../../support/feed-files.ts';
import { aNewsletter } from '../../../support/newsletter.ts';

/** Ordinary text, what XML and HTML are made of, and code units that are no characters. */
const words = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 6 }),
      fc.constantFrom(
        ']]>',
        '<![CDATA[',
        '&amp;',
        '&amp;lt;',
        '&#0;',
        '<b>',
        '</title>',
        '<?x',
        '-->',
        '"',
        "'",
        '\\',
        '中文',
      ),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    ),
    { maxLength: 8 },
  )
  // A letter at both ends, because parsers cut blanks there, each in its own way.
  .map((pieces) => `a${pieces.join('')}z`);

test('any words give feeds that parsers accept, with the titles that were written', () => {
  fc.assert(
    fc.property(words, words, words, words, (title, label, body, name) => {
      const article = { key: 'k', title, html: `<p title="x">${body}</p>`, topics: ['x'] };
      const issue = anIssue({ title, summary: body, html: `<p>${body}</p>`, topics: ['x'], articles: [article] });
      const newsletter = aNewsletter({ title: name, author: name, topics: [{ slug: 'x', label, labels: [] }] });
      const files = feedFiles([issue], newsletter);
      const atom = parseAtomFeed(feedFile(files, 'feed.atom'));
      const rss = parseRssFeed(feedFile(files, 'feed.rss'));
      const json = parseJsonFeed(feedFile(files, 'feed.json'));
      const item = json.items?.[0];
      expect([atom.title?.value, rss.title, json.title]).toEqual(Array.from({ length: 3 }, () => cleanText(name)));
      expect([atom.entries?.[0]?.title?.value, rss.items?.[0]?.title, item?.title]).toEqual(
        Array.from({ length: 3 }, () => cleanText(title)),
      );
      expect(atom.entries?.[0]?.categories?.[0]?.label).toBe(cleanText(label));
      expect(rss.items?.[0]?.categories?.[0]?.name).toBe(cleanText(label));
      expect(atom.entries?.[0]?.content?.value).toBe(item?.content_html);
      expect(rss.items?.[0]?.content?.encoded).toBe(item?.content_html);
    }),
    { numRuns: 150 },
  );
});
