// The colours of a letter, settled once per newsletter: the inks of the pages, light ones by name and dark ones below
// them.
import type { Newsletter } from '../../newsletter.ts';
import { palettes, type Palette } from '../page/palette.ts';

export interface LetterTheme extends Palette {
  readonly dark: Palette;
}

export function letterTheme(theme: Newsletter['theme']): LetterTheme {
  const { light, dark } = palettes(theme);
  return { ...light, dark };
}
