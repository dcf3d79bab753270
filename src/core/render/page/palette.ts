// The inks of every page, computed from the three colours that an owner may choose, for light and for dark. Whatever
// the owner's accent is, text set in it stays readable: it is made darker or lighter until its contrast is enough.
import { CODE_INKS } from '../../issue/code-colours.ts';
import type { Newsletter } from '../../newsletter.ts';
import { mixed, withContrast } from './contrast.ts';

export interface Palette {
  readonly ink: string;
  readonly paper: string;
  readonly accent: string;
  /** Metadata: source lines, dates, labels. */
  readonly quiet: string;
  /** Thin rules; never text. */
  readonly hairline: string;
  /** Ground of code. */
  readonly wash: string;
  /** Inks of highlighted code by the class that its spans have. */
  readonly code: Readonly<Record<string, string>>;
}

/** WCAG contrast that text in ink has (AAA), and that everything quieter keeps (AA), with a little to spare. */
export const TEXT_CONTRAST = 7;
export const QUIET_CONTRAST = 4.5;
const QUIET_TARGET = 5;

const LIGHT = { ink: '#1d1b18', paper: '#fbf9f5', accent: '#9b2c1f' };
const DARK = { ink: '#e6e1d6', paper: '#161513', accent: '#e58f77' };

/** Both palettes of the newsletter. A dark accent that the owner leaves out follows from the light one. */
export function palettes(theme: Newsletter['theme']): { readonly light: Palette; readonly dark: Palette } {
  const light = { ...LIGHT, ...chosen(theme) };
  const dark = { ...DARK, ...(theme.accent && { accent: theme.accent }), ...chosen(theme.dark ?? {}) };
  return { light: palette(light, 'light'), dark: palette(dark, 'dark') };
}

type Base = typeof LIGHT;

function chosen({
  ink,
  paper,
  accent,
}: {
  ink?: string | undefined;
  paper?: string | undefined;
  accent?: string | undefined;
}): Partial<Base> {
  return { ...(ink && { ink }), ...(paper && { paper }), ...(accent && { accent }) };
}

function palette({ ink, paper, accent }: Base, side: 'light' | 'dark'): Palette {
  const wash = mixed(paper, ink, 0.05);
  const readable = (colour: string): string => withContrast(colour, wash, QUIET_TARGET);
  return {
    ink,
    paper,
    accent: readable(accent),
    quiet: readable(mixed(ink, paper, 0.42)),
    hairline: mixed(paper, ink, 0.22),
    wash,
    code: Object.fromEntries(Object.entries(CODE_INKS).map(([role, inks]) => [`code-${role}`, readable(inks[side])])),
  };
}
