// assets/icon.svg: the first character of the newsletter's name over the masthead's double rule, in its own colours.
import { escapeText } from '../../issue/tree.ts';
import type { Newsletter } from '../../newsletter.ts';
import { palettes } from './palette.ts';

/** The icon of every page, square and scalable. */
export function iconSvg(newsletter: Newsletter): string {
  const { light } = palettes(newsletter.theme);
  const [first] = new Intl.Segmenter(newsletter.language).segment(newsletter.title);
  const letter = escapeText(first?.segment ?? '');
  const font = "'Songti SC','Noto Serif CJK SC',Charter,Georgia,serif";
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="${light.paper}"/>` +
    `<text x="32" y="43" font-family="${font}" font-weight="700" font-size="42" text-anchor="middle" ` +
    `fill="${light.ink}">${letter}</text>` +
    `<rect x="8" y="51" width="48" height="3" fill="${light.accent}"/>` +
    `<rect x="8" y="56" width="48" height="1" fill="${light.accent}"/></svg>\n`
  );
}
