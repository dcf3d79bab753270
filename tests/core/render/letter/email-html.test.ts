import { expect, test } from 'vitest';
import { parseTree } from '../../../../src/core/issue/tree.ts';
import { emailHtml } from '../../../../src/core/render/letter/email-html.ts';
import { letterTheme } from '../../../../src/core/render/letter/letter-theme.ts';
import { letterType } from '../../../../src/core/render/letter/letter-type.ts';
import { filledLetter } from '../../../../src/core/render/letter/neutral-letter.ts';
import { slot } from '../../../../src/core/render/letter/slots.ts';
import { webAddress } from '../../../../src/core/render/letter/web-address.ts';

const pageUrl = 'https://news.example/2026-02-03/';
const theme = letterTheme({});
const email = emailHtml(pageUrl, theme, letterType('en', {}));
const plain = (html: string): string => email.html(parseTree(html)).replace(/ style="[^"]*"/g, '');

test.each([
  ['a leap inside the issue', '<a href="#x">y</a>', `<a href="${pageUrl}#x">y</a>`],
  ['a relative link', '<a href="../about.html">y</a>', '<a href="https://news.example/about.html">y</a>'],
  ['a link that leads nowhere', '<a>y</a>', 'y'],
  ['a link to a script', '<a href="javascript:alert(1)">y</a>', 'y'],
  ['a back reference', '<p>note <a href="#r">↩</a></p>', '<p>note </p>'],
  ['an image alone', '<p><img src="a.png" alt="A"></p>', `<p><img src="${pageUrl}a.png" alt="A" width="600"></p>`],
  ['an image among words', '<p>x <img src="a.png" alt="A"></p>', `<p>x <img src="${pageUrl}a.png" alt="A"></p>`],
  ['a wide image', '<img src="a.png" alt="" width="2000">', `<img src="${pageUrl}a.png" alt="" width="600">`],
  ['an image in itself', '<img src="data:image/png;base64,AA" alt="A &lt; B">', 'A &lt; B'],
  ['a task', '<li><input type="checkbox" checked> x</li>', '<li>☑ x</li>'],
  ['details', '<details><summary>s</summary><p>x</p></details>', '<div><p><strong>s</strong></p><p>x</p></div>'],
  [
    'a picture',
    '<picture><source srcset="b.webp"><img src="a.png" alt="A"></picture>',
    `<img src="${pageUrl}a.png" alt="A">`,
  ],
  ['a figure', '<figure><figcaption>c</figcaption></figure>', '<div><p>c</p></div>'],
  ['a player', '<video controls>no <b>player</b></video>', 'no <b>player</b>'],
  ['a second h1', '<h1 id="x">x</h1>', '<h2>x</h2>'],
  ['ids, classes and data', '<p id="a" class="b" data-c="d" title="t">x</p>', '<p title="t">x</p>'],
  ['markup characters', '<p>&lt;b&gt; &amp; "x"</p>', '<p>&lt;b&gt; &amp; "x"</p>'],
])('%s becomes what a mailbox can show', (_, html, expected) => {
  expect(plain(html)).toBe(expected);
});

test('a head cell stands above its column', () => {
  const html = plain('<table><tr><th>x</th><th align="right">y</th></tr></table>');
  expect(html).toContain('<th align="left">x</th><th align="right">y</th>');
});

test('a role of code has the ink of the pages', () => {
  const html = email.html(parseTree('<pre><code><span class="code-keyword" style="color:#000">x</span></code></pre>'));
  expect(html).toContain(`<span class="code-keyword" style="color:${theme.code['code-keyword']}">x</span>`);
});

test('colours of code stay and everything else that a style can say goes', () => {
  const style = 'color:#D73A49;--shiki-dark:#fff;position:fixed;font-weight:bold;background:url(https://x.example)';
  const html = email.html(parseTree(`<pre><code><span class="line" style="${style}">x</span>\n y</code></pre>`));
  expect(html).toContain('<span style="color:#D73A49;font-weight:bold">x</span>\n y</pre>');
});

test.each([
  ['https://a.example/b', 'https://a.example/b'],
  ['http://a.example/ b"c<d>', 'http://a.example/%20b%22c%3Cd%3E'],
  ['mailto:a@b.example', 'mailto:a@b.example'],
  ['/x', 'https://news.example/x'],
  ['//cdn.example/x', 'https://cdn.example/x'],
  ['data:text/html,x', undefined],
  ['java\nscript:alert(1)', undefined],
  ['', undefined],
])('the address %j is carried as %j', (href, expected) => {
  expect(webAddress(href, pageUrl)).toBe(expected);
});

test('a value in a slot is text in both parts, whatever it holds', () => {
  const open = { html: `<a href="${slot('unsubscribe_url')}">${slot('address')}</a>`, text: slot('address') };
  const values = { address: '"><b>x</b>', preferences_url: '', unsubscribe_url: 'https://a.example/?a=1&b="><script>' };
  expect(filledLetter(open, values)).toEqual({
    html: '<a href="https://a.example/?a=1&amp;b=&quot;&gt;&lt;script&gt;">&quot;&gt;&lt;b&gt;x&lt;/b&gt;</a>',
    text: '"><b>x</b>',
  });
});
