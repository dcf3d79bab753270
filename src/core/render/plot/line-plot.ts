// One line over time as SVG: thin rules at round numbers, their numbers above them at the left, the last value written
// at the end of the line. Colours are the style sheet's, by class, so one drawing serves paper, light and dark.
import { escapeText } from '../../issue/tree.ts';
import { groupedNumber, plotTicks } from './plot-scale.ts';

export interface PlotFrame {
  /** Unique on the page: the names of title and description follow from it. */
  readonly id: string;
  readonly title: string;
  /** What the picture says, in a sentence, for those who do not see it. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
  /** BCP 47, for the numbers. */
  readonly language: string;
}

export interface LinePlot extends PlotFrame {
  /** From left to right; `at` is any measure of time. */
  readonly points: readonly { readonly at: number; readonly value: number }[];
  readonly marks: readonly { readonly at: number; readonly label: string }[];
}

const TOP = 18;
const BOTTOM = 20;
/** A character of the labels, roughly. */
const CHARACTER = 7;
/** One of Chinese, or an M. */
const WIDE_CHARACTER = 12;

export function linePlot(plot: LinePlot): string {
  const { points, marks, width, height, language } = plot;
  const last = points.at(-1);
  const [from, to] = [points[0]?.at ?? 0, last?.at ?? 1];
  const ticks = plotTicks(Math.max(0, ...points.map(({ value }) => value)));
  const lastLabel = last === undefined ? '' : groupedNumber(last.value, language);
  const right = width - lastLabel.length * CHARACTER - 8;
  const x = (at: number): number => ((at - from) / Math.max(to - from, 1)) * right;
  const bottom = height - BOTTOM;
  const y = (value: number): number => bottom - (value / (ticks.at(-1) ?? 1)) * (bottom - TOP);
  const path = points.map(({ at, value }, i) => `${i === 0 ? 'M' : 'L'}${place(x(at))} ${place(y(value))}`).join('');
  const end =
    last && `<text class="plot-value" x="${place(right + 5)}" y="${place(y(last.value) + 4)}">${lastLabel}</text>`;
  return plotSvg(plot, [
    ...plotRules(ticks, y, plot),
    ...marks
      .filter(({ at, label }) => x(at) + label.length * CHARACTER <= width)
      .map(({ at, label }) => plotMark(x(at), bottom, label, width)),
    `<path class="plot-line" d="${path}"/>`,
    ...(end === undefined ? [] : [end]),
  ]);
}

/** One rule for each tick, with its number above it. */
function plotRules(
  ticks: readonly number[],
  y: (value: number) => number,
  { width, language }: PlotFrame,
): readonly string[] {
  return ticks.map((tick) => {
    const at = place(y(tick));
    const label = tick === 0 ? '' : groupedNumber(tick, language);
    const text = `<text class="plot-tick" x="0" y="${place(y(tick) - 4)}">${label}</text>`;
    return `<path class="${tick === 0 ? 'plot-base' : 'plot-rule'}" d="M0 ${at}H${width}"/>${text}`;
  });
}

/** A mark of time below the line; at the right edge its words end where the drawing does. */
export function plotMark(x: number, bottom: number, label: string, width: number): string {
  const at = place(x);
  const isCut = x + label.length * WIDE_CHARACTER > width;
  const start = isCut ? `x="${width}" text-anchor="end"` : `x="${at}"`;
  const text = `<text class="plot-tick" ${start} y="${place(bottom + 16)}">${escapeText(label)}</text>`;
  return `<path class="plot-rule" d="M${at} ${place(bottom)}v4"/>${text}`;
}

/** The frame around drawn parts, with what it says in words. */
export function plotSvg({ id, title, description, width, height }: PlotFrame, parts: readonly string[]): string {
  const size = `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`;
  return [
    `<svg role="img" aria-labelledby="${id}-t ${id}-d" ${size}>`,
    `<title id="${id}-t">${escapeText(title)}</title><desc id="${id}-d">${escapeText(description)}</desc>`,
    ...parts,
    '</svg>',
  ].join('\n');
}

/** A tenth of a unit is finer than any screen. */
export function place(value: number): string {
  return String(Math.round(value * 10) / 10);
}
