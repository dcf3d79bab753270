import { expect, test } from 'vitest';
import { backgroundColour, cssColour } from '../../../src/core/check/css-colour.ts';
import { letterElements } from '../../../src/core/check/letter-elements.ts';
import { declarations, styleRules } from '../../../src/core/check/style-rules.ts';

test.each([
  ['#ABC', '#aabbcc'],
  ['#a1B2c3', '#a1b2c3'],
  ['#a1b2c3ff', '#a1b2c3'],
  ['#a1b2c380', undefined],
  ['rgb(255, 0, 16)', '#ff0010'],
  ['rgb(255 0 16 / 1)', '#ff0010'],
  ['rgba(0,0,0,0.5)', undefined],
  ['White', '#ffffff'],
  ['inherit', undefined],
  ['constructor', undefined],
])('the colour %s is %s', (written, expected) => {
  expect(cssColour(written)).toBe(expected);
});

test('the colour of a ground may stand among other words', () => {
  expect(backgroundColour('url(a.png) no-repeat #fff')).toBe('#ffffff');
  expect(backgroundColour('none')).toBeUndefined();
});

test('a declaration keeps the semicolon within its brackets', () => {
  expect(declarations('background:url(data:a;b);COLOR : red ! important')).toEqual([
    { property: 'background', value: 'url(data:a;b)', isImportant: false },
    { property: 'color', value: 'red', isImportant: true },
  ]);
});

test('rules for dark screens are told apart, and those of other conditions are passed over', () => {
  const css =
    '@import url(x); p { color: red } /* p { color: blue } */ @media (max-width: 9px) { p { color: blue } }' +
    '@media (prefers-color-scheme: dark) { .a, .b p { color: white } }';
  expect(styleRules(css).map(({ selector, isDark, weight }) => [selector, isDark, weight])).toEqual([
    ['p', false, 1],
    ['.a', true, 100],
    ['.b p', true, 101],
  ]);
});

/** Ink on ground of the element <i>, in light and in dark. */
function coloursOf(css: string, body: string): readonly string[] {
  const { elements } = letterElements(`<html><head><style>${css}</style></head><body>${body}</body></html>`);
  const found = elements.find(({ node }) => node.name === 'i');
  return [found?.light, found?.dark].map((colours) => `${colours?.ink} ${colours?.ground}`);
}

test.each<[string, string, string, readonly string[]]>([
  ['nothing told', '', '<i>x</i>', ['#000000 #ffffff', '#000000 #ffffff']],
  ['inherited', '', '<p style="color:#111;background:#eee"><i>x</i></p>', ['#111111 #eeeeee', '#111111 #eeeeee']],
  [
    'the attribute outweighs the rule',
    '.a i { color: red }',
    '<p class="a"><i style="color:navy">x</i></p>',
    ['#000080 #ffffff', '#000080 #ffffff'],
  ],
  [
    'importance outweighs the attribute',
    'i { color: red !important }',
    '<i style="color:navy">x</i>',
    ['#ff0000 #ffffff', '#ff0000 #ffffff'],
  ],
  [
    'classes outweigh types',
    '.a { color: red } i { color: navy }',
    '<i class="a">x</i>',
    ['#ff0000 #ffffff', '#ff0000 #ffffff'],
  ],
  ['the later of two equals', 'i { color: red } i { color: navy }', '<i>x</i>', ['#000080 #ffffff', '#000080 #ffffff']],
  [
    'on dark screens',
    '@media (prefers-color-scheme: dark) { body { background: #000 !important } i { color: #fff } }',
    '<i>x</i>',
    ['#000000 #ffffff', '#ffffff #000000'],
  ],
  [
    'an attribute of old',
    '',
    '<table bgcolor="#eeeeee"><tr><td><i>x</i></td></tr></table>',
    ['#000000 #eeeeee', '#000000 #eeeeee'],
  ],
  [
    'a selector that nobody reads',
    '[data-ogsc] i, i:hover, a > i { color: red }',
    '<i>x</i>',
    ['#000000 #ffffff', '#000000 #ffffff'],
  ],
])('colours: %s', (_, css, body, expected) => {
  expect(coloursOf(css, body)).toEqual(expected);
});
