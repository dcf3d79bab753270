// Two counts side by side in time as SVG: one stands on the base line, the other hangs from it, each named in its own
// half, so that no legend has to be looked up.
import { escapeText } from '../../issue/tree.ts';
import { place, plotMark, plotSvg, type PlotFrame } from './line-plot.ts';
import { groupedNumber, plotTicks } from './plot-scale.ts';

export interface ColumnPlot extends PlotFrame {
  readonly columns: readonly { readonly above: number; readonly below: number; readonly label?: string }[];
  readonly aboveName: string;
  /** Without it nothing hangs from the line. */
  readonly belowName?: string;
}

const TOP = 20;
const BOTTOM = 20;
/** Of the place that a column has. */
const FILLED = 0.7;
const WIDEST = 26;

export function columnPlot(plot: ColumnPlot): string {
  const { columns, width, height, language } = plot;
  const bottom = height - BOTTOM;
  const above = Math.max(0, ...columns.map((one) => one.above));
  const below = Math.max(0, ...columns.map((one) => one.below));
  const ticks = plotTicks(Math.max(above, below), 2);
  const step = ticks[1] ?? 1;
  const rounded = (most: number): number => Math.max(Math.ceil(most / step), 1) * step;
  const [up, down] = [rounded(above), plot.belowName === undefined ? 0 : rounded(below)];
  const base = TOP + ((bottom - TOP) * up) / (up + down);
  const y = (value: number): number => base - (value / (up + down)) * (bottom - TOP);
  const pitch = width / Math.max(columns.length, 1);
  const thick = Math.min(pitch * FILLED, WIDEST);
  const ruleAt = (value: number): string => {
    const number = groupedNumber(Math.abs(value), language);
    const text = value === 0 ? '' : `<text class="plot-tick" x="0" y="${place(y(value) - 4)}">${number}</text>`;
    return `<path class="${value === 0 ? 'plot-base' : 'plot-rule'}" d="M0 ${place(y(value))}H${width}"/>${text}`;
  };
  const name = (text: string, at: number): string =>
    `<text class="plot-name" x="${width}" y="${place(at)}" text-anchor="end">${escapeText(text)}</text>`;
  const rules = [
    ...ticks.filter((tick) => tick <= up),
    ...ticks.filter((tick) => tick > 0 && tick <= down).map((t) => -t),
  ];
  return plotSvg(plot, [
    ...rules.map(ruleAt),
    ...columns.flatMap((one, index) => {
      const x = index * pitch + (pitch - thick) / 2;
      const mark = one.label === undefined ? [] : [plotMark(x, bottom, one.label, width)];
      return [
        bar('plot-above', x, y(one.above), base, thick),
        bar('plot-below', x, base, y(-one.below), thick),
        ...mark,
      ];
    }),
    name(plot.aboveName, TOP - 6),
    ...(plot.belowName === undefined ? [] : [name(plot.belowName, bottom - 4)]),
  ]);
}

function bar(name: string, x: number, top: number, bottom: number, thick: number): string {
  const height = bottom - top;
  if (height <= 0) return '';
  return `<rect class="${name}" x="${place(x)}" y="${place(top)}" width="${place(thick)}" height="${place(height)}"/>`;
}
