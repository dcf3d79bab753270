// What letters should not lean on, because Gmail or Outlook for Windows does not show it and the letter loses by it.
// From the data of caniemail.com, which a test holds this table against; QQ Mail and 163 are not among its clients.
// What only looks plainer where it is missing (rounded corners, shadows, a hyphen) is left out on purpose.

/** The day of the data that the table has been held against. */
export const CLIENT_DATA_DAY = '2026-05-13';

export type ClientName = 'Gmail' | 'Outlook for Windows';

export interface ClientFeature {
  /** Its name at caniemail.com. */
  readonly slug: string;
  readonly missingIn: readonly ClientName[];
  /** Names of elements. */
  readonly elements?: readonly string[];
  /** A property, and its values where only some of them are meant. */
  readonly property?: RegExp;
  readonly value?: RegExp;
  /** The format of an image, as its address ends. */
  readonly image?: RegExp;
  /** What is written, for people. */
  readonly name: string;
  /** What to do instead. */
  readonly cure: string;
}

const SECTIONING = 'article aside figure figcaption footer header main nav section details'.split(' ');
const BOTH = ['Gmail', 'Outlook for Windows'] as const;
const OUTLOOK = ['Outlook for Windows'] as const;
const COLUMNS = 'set columns with a table';
const PLAIN_FLOW = 'let it stand in the flow of the text';
const WRITE_PIXELS = 'write the number in px';
const WORDS_AND_LINK = 'write words and a link to the page on the web';

/** Of one declaration or element the first entry that fits is told. */
export const CLIENT_FEATURES: readonly ClientFeature[] = [
  { slug: 'image-svg', missingIn: ['Gmail'], image: /\.svgz?$/i, name: 'an SVG image', cure: 'give a PNG' },
  { slug: 'image-webp', missingIn: OUTLOOK, image: /\.webp$/i, name: 'a WebP image', cure: 'give a JPEG or a PNG' },
  { slug: 'image-avif', missingIn: OUTLOOK, image: /\.avif$/i, name: 'an AVIF image', cure: 'give a JPEG or a PNG' },
  { slug: 'image-heif', missingIn: OUTLOOK, image: /\.hei[cf]$/i, name: 'an HEIF image', cure: 'give a JPEG' },
  { slug: 'image-base64', missingIn: ['Gmail'], image: /^data:/i, name: 'an embedded image', cure: 'give its address' },
  { slug: 'html-audio', missingIn: BOTH, elements: ['audio'], name: '<audio>', cure: WORDS_AND_LINK },
  { slug: 'html-video', missingIn: BOTH, elements: ['video'], name: '<video>', cure: WORDS_AND_LINK },
  { slug: 'html-svg', missingIn: BOTH, elements: ['svg'], name: '<svg>', cure: 'give a PNG' },
  { slug: 'html-picture', missingIn: BOTH, elements: ['picture'], name: '<picture>', cure: 'write an <img> alone' },
  { slug: 'html-meter', missingIn: BOTH, elements: ['meter'], name: '<meter>', cure: 'write the number' },
  { slug: 'html-progress', missingIn: BOTH, elements: ['progress'], name: '<progress>', cure: 'write the number' },
  {
    slug: 'html-semantics',
    missingIn: OUTLOOK,
    elements: SECTIONING,
    name: 'a sectioning element',
    cure: 'write <div>',
  },
  { slug: 'css-display-flex', missingIn: OUTLOOK, property: /^display$/, value: /flex/, name: 'flex', cure: COLUMNS },
  { slug: 'css-display-grid', missingIn: OUTLOOK, property: /^display$/, value: /grid/, name: 'grid', cure: COLUMNS },
  { slug: 'css-grid-template', missingIn: BOTH, property: /^grid-/, name: 'a grid', cure: COLUMNS },
  { slug: 'css-float', missingIn: OUTLOOK, property: /^float$/, name: 'float', cure: COLUMNS },
  { slug: 'css-column-count', missingIn: OUTLOOK, property: /^columns?(?:-count)?$/, name: 'columns', cure: COLUMNS },
  { slug: 'css-position', missingIn: BOTH, property: /^position$/, name: 'position', cure: PLAIN_FLOW },
  { slug: 'css-transform', missingIn: BOTH, property: /^transform$/, name: 'transform', cure: PLAIN_FLOW },
  { slug: 'css-clip-path', missingIn: BOTH, property: /^clip-path$/, name: 'clip-path', cure: PLAIN_FLOW },
  { slug: 'css-visibility', missingIn: BOTH, property: /^visibility$/, name: 'visibility', cure: 'leave it out' },
  { slug: 'css-opacity', missingIn: OUTLOOK, property: /^opacity$/, name: 'opacity', cure: 'write the colour itself' },
  { slug: 'css-filter', missingIn: BOTH, property: /^filter$/, name: 'filter', cure: 'change the image itself' },
  { slug: 'css-variables', missingIn: BOTH, value: /\bvar\(/, name: 'a variable', cure: 'write the value' },
  { slug: 'css-unit-calc', missingIn: OUTLOOK, value: /\bcalc\(/, name: 'calc()', cure: WRITE_PIXELS },
  { slug: 'css-function-clamp', missingIn: OUTLOOK, value: /\bclamp\(/, name: 'clamp()', cure: WRITE_PIXELS },
  { slug: 'css-unit-rem', missingIn: OUTLOOK, value: /\d(?:rem)\b/, name: 'the unit rem', cure: WRITE_PIXELS },
  { slug: 'css-unit-vw', missingIn: OUTLOOK, value: /\d(?:vw)\b/, name: 'the unit vw', cure: WRITE_PIXELS },
  { slug: 'css-unit-vh', missingIn: OUTLOOK, value: /\d(?:vh)\b/, name: 'the unit vh', cure: WRITE_PIXELS },
  { slug: 'css-rgba', missingIn: OUTLOOK, value: /\brgba\(/, name: 'rgba()', cure: 'write #rrggbb' },
  {
    slug: 'css-modern-color',
    missingIn: BOTH,
    value: /\b(?:ok)?l(?:ch|ab)\(/,
    name: 'a new kind of colour',
    cure: 'write #rrggbb',
  },
  {
    slug: 'css-linear-gradient',
    missingIn: OUTLOOK,
    value: /gradient\(/,
    name: 'a gradient',
    cure: 'write one colour',
  },
  {
    slug: 'css-background-image',
    missingIn: OUTLOOK,
    value: /\burl\(/,
    name: 'a background image',
    cure: 'write an <img>',
  },
  { slug: 'css-writing-mode', missingIn: OUTLOOK, property: /^writing-mode$/, name: 'writing-mode', cure: PLAIN_FLOW },
];
