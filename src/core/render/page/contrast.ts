// Arithmetic of colours written as #rrggbb: contrast as WCAG counts it, and a colour made lighter or darker until it
// has enough of it. Hue and saturation stay, so an owner's red is still a red on dark paper.

/** Contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance). */
export function contrast(first: string, second: string): number {
  const [dark = 0, light = 0] = [luminance(first), luminance(second)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** The colour itself if it has this contrast on the ground, else the nearest one of its hue that has. */
export function withContrast(colour: string, ground: string, ratio: number): string {
  const step = luminance(ground) < 0.18 ? 0.01 : -0.01;
  const { hue, saturation, lightness } = hslOf(colour);
  let candidate = colour;
  for (let next = lightness; contrast(candidate, ground) < ratio && next >= 0 && next <= 1; next += step) {
    candidate = hexOf(hue, saturation, next);
  }
  return candidate;
}

/** `share` of the second colour in the first, by sRGB value, which is even enough for greys of one family. */
export function mixed(first: string, second: string, share: number): string {
  const b = channels(second);
  return hex(channels(first).map((value, i) => value + ((b[i] ?? value) - value) * share));
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function hslOf(colour: string): { readonly hue: number; readonly saturation: number; readonly lightness: number } {
  const [red = 0, green = 0, blue = 0] = channels(colour);
  const [low, high] = [Math.min(red, green, blue), Math.max(red, green, blue)];
  const [range, lightness] = [high - low, (high + low) / 2];
  if (range === 0) return { hue: 0, saturation: 0, lightness };
  const saturation = range / (1 - Math.abs(2 * lightness - 1));
  if (high === red) return { hue: ((green - blue) / range + 6) % 6, saturation, lightness };
  return { hue: high === green ? (blue - red) / range + 2 : (red - green) / range + 4, saturation, lightness };
}

/** From hue in sixths of the circle, saturation and lightness (CSS Color 4, 7.1). */
function hexOf(hue: number, saturation: number, lightness: number): string {
  const amplitude = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number): number => {
    const k = (offset + hue * 2) % 12;
    return lightness - amplitude * Math.max(-1, Math.min(k - 3, 9 - k, 1));
  };
  return hex([channel(0), channel(8), channel(4)]);
}

/** Red, green and blue, 0 to 1. */
function channels(colour: string): readonly number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16) / 255);
}

function hex(values: readonly number[]): string {
  const pairs = values.map((value) =>
    Math.round(value * 255)
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${pairs.join('')}`;
}
