// Documents made fit for a frame: schemes, pictures, links, styles.
import { expect, test } from 'vitest';
import { asScheme } from '../../src/desk/colour-scheme.ts';
import { previewDocument, type DocumentSettings } from '../../src/desk/preview-document.ts';
import { readerEntry } from '../../src/desk/reader-entry.ts';

const SETTINGS: DocumentSettings = {
  scheme: 'light',
  hasStyles: true,
  documentUrl: 'https://news.example/paper/2026-01-06/',
  siteUrl: 'https://news.example/paper/',
};

test.each([
  ['@media (prefers-color-scheme: dark) { a { color: red } }', '@media (min-width: 0px) { a { color: red } }'],
  ['@media screen and (PREFERS-COLOR-SCHEME:light){}', '@media screen and (max-width: 0px){}'],
  [':root { color-scheme: light dark; color: red }', ':root { color-scheme: dark; color: red }'],
])('on a dark screen the rules %s are %s', (css, expected) => {
  expect(asScheme(`<style type="text/css">${css}</style>`, 'dark')).toBe(`<style type="text/css">${expected}</style>`);
});

test('what a document says of schemes is rewritten in its head and not in its prose', () => {
  const html =
    '<meta name="color-scheme" content="light dark"><source media="(prefers-color-scheme: dark)" srcset="/x.png 2x">' +
    '<p>color-scheme: light; (prefers-color-scheme: dark)</p>';
  expect(asScheme(html, 'light')).toBe(
    '<meta name="color-scheme" content="light"><source media="(max-width: 0px)" srcset="/x.png 2x">' +
      '<p>color-scheme: light; (prefers-color-scheme: dark)</p>',
  );
});

test.each([
  ['<img alt="" src="https://news.example/paper/images/a.png">', '<img alt="" src="/files/images/a.png">'],
  ['<img src="../images/a.png?x=1&amp;y=2">', '<img src="/files/images/a.png?x=1&amp;y=2">'],
  ["<img src='https://other.example/a.png'>", '<img src="https://other.example/a.png">'],
  [
    '<source srcset="/paper/a.png 1x, https://o.example/b.png 2x">',
    '<source srcset="/files/a.png 1x, https://o.example/b.png 2x">',
  ],
  ['<a class="x" href="#one">', '<a class="x" href="#one">'],
  [
    '<a href="../topics/research/" rel="tag">',
    '<a href="https://news.example/paper/topics/research/" target="_blank" rel="noopener noreferrer">',
  ],
])('%s becomes %s', (html, expected) => {
  expect(previewDocument(html, SETTINGS).replaceAll(/\s+/g, ' ')).toBe(expected);
});

test('nothing in a frame can run, and its own policy does not stand against ours', () => {
  const html =
    '<meta http-equiv="Content-Security-Policy" content="x"><script type="application/ld+json">{}</script><p>';
  expect(previewDocument(html, SETTINGS)).toBe('<p>');
});

test('without its blocks of styles a letter keeps what stands at each element', () => {
  const html = '<style>p{color:red}</style><link rel="stylesheet" href="/x.css"><p style="color:blue">';
  expect(previewDocument(html, { ...SETTINGS, hasStyles: false })).toBe('<p style="color:blue">');
});

test('a feed reader takes styles, classes, ids and forms away and no word', () => {
  expect(readerEntry('<h2 id="x" class="y" style="color:red">One</h2><form><input value="no">two</form>')).toBe(
    '<h2>One</h2>two',
  );
  expect(readerEntry('<a href="javascript:alert(1)" onclick="x">three</a>')).toBe('<a>three</a>');
});
