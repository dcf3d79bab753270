// assets/style.css: the owner's colours and fonts as custom properties, then `style.css` of the templates, then the
// owner's `custom.css` if there is one. The rules themselves are CSS in web-templates/, not code.
import type { Newsletter } from '../../newsletter.ts';
import type { Templates } from '../liquid.ts';
import { palettes, type Palette } from './palette.ts';

/** The one stylesheet of all pages. */
export function stylesheet(newsletter: Newsletter, templates: Templates): string {
  const { light, dark } = palettes(newsletter.theme);
  const { headline_font: headline, text_font: text } = newsletter.theme;
  const fonts = [headline && `--own-headline: ${fontList(headline)};`, text && `--own-text: ${fontList(text)};`];
  return [
    `:root {\n${colours(light)}\n${fonts.filter(Boolean).join('\n')}\n}`,
    `@media (prefers-color-scheme: dark) { @media not print { :root {\n${colours(dark)}\n} } }`,
    templates['style.css'] ?? '',
    ...Object.keys(light.code).map((name) => `.${name} { color: var(--${name}); }`),
    templates['custom.css'] ?? '',
  ].join('\n');
}

function colours({ code, ...inks }: Palette): string {
  return Object.entries({ ...inks, ...code })
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join('\n');
}

/** Families as a CSS list that can say nothing else: each name quoted, without what would end the string. */
function fontList(families: string): string {
  const names = families.split(',').map((name) => name.replace(/["'\\;{}<>]/g, '').trim());
  return names
    .filter((name) => name !== '')
    .map((name) => `"${name}",`)
    .join(' ');
}
