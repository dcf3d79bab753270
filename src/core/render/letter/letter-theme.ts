// The colours of a letter, settled once per newsletter: ink, paper and accent with their dark twins, and what follows
// from them. Every pair that carries words keeps its contrast whatever the owner chooses.
import type { Newsletter } from '../../newsletter.ts';

export interface Palette {
  readonly ink: string;
  readonly paper: string;
  readonly accent: string;
  /** Metadata: at least 4.5:1 on paper. */
  readonly quiet: string;
  /** Hairlines. */
  readonly rule: string;
  /** The ground of code. */
  readonly tint: string;
}

export interface LetterTheme extends Palette {
  readonly dark: Palette;
}

const LIGHT = { ink: '#1d1a16', paper: '#fffdf9', accent: '#9a2a1f' } as const;
const DARK = { ink: '#e9e4da', paper: '#171614', accent: '#f0a396' } as const;

const TEXT_CONTRAST = 7;
const QUIET_CONTRAST = 4.5;

export function letterTheme(theme: Newsletter['theme']): LetterTheme {
  const accent = theme.dark?.accent ?? (theme.accent === undefined ? DARK.accent : theme.accent);
  const dark = palette(theme.dark?.ink ?? DARK.ink, theme.dark?.paper ?? DARK.paper, accent);
  return { ...palette(theme.ink ?? LIGHT.ink, theme.paper ?? LIGHT.paper, theme.accent ?? LIGHT.accent), dark };
}

function palette(ink: string, paper: string, accent: string): Palette {
  const readable = withContrast(ink, paper, TEXT_CONTRAST);
  return {
    ink: readable,
    paper: paper.toLowerCase(),
    accent: withContrast(accent, paper, TEXT_CONTRAST),
    quiet: withContrast(mixed(readable, paper, 0.4), mixed(readable, paper, 0.95), QUIET_CONTRAST),
    rule: mixed(readable, paper, 0.82),
    tint: mixed(readable, paper, 0.95),
  };
}

/** WCAG 2.2 contrast of two colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** The colour itself, else the nearest step towards black or white that reaches the contrast. */
function withContrast(colour: string, ground: string, ratio: number): string {
  const target = luminance(ground) > 0.18 ? '#000000' : '#ffffff';
  for (let step = 0; step < 20; step += 1) {
    const tried = mixed(colour, target, step / 20);
    if (contrast(tried, ground) >= ratio) return tried;
  }
  return target;
}

function mixed(one: string, other: string, share: number): string {
  const [a, b] = [channels(one), channels(other)];
  const values = a.map((value, i) => Math.round(value + ((b[i] ?? 0) - value) * share));
  return `#${values.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function channels(colour: string): readonly number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
