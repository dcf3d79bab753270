// The scale of a plot: whole round numbers from nought on, few enough to be read.

/** Steps that people count in. */
const STEPS = [1, 2, 5] as const;

/** Ticks from 0 to at or above `largest`, about `wanted` of them, each a whole number. */
export function plotTicks(largest: number, wanted = 4): readonly number[] {
  const step = roundStep(Math.max(largest, 1) / wanted);
  const count = Math.max(Math.ceil(largest / step), 1);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  const step = STEPS.find((one) => one * power >= least) ?? 10;
  return Math.max(step * power, 1);
}

/** Digits in groups of three, in the language of the page. */
export function groupedNumber(value: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value);
}
