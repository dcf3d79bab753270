// The plots of the section Readers, each in two widths: for a desk and for a phone, because letters in a drawing shrink
// with it. The style sheet shows one of them.
import type { CurvePoint, MonthChange } from '../core/audience/audience-curve.ts';
import { columnPlot, type ColumnPlot } from '../core/render/plot/column-plot.ts';
import { linePlot } from '../core/render/plot/line-plot.ts';
import { groupedNumber } from '../core/render/plot/plot-scale.ts';
import { deskText } from './desk-texts.ts';
import type { DeskContext } from './desk-tools.ts';

export interface TwoPlots {
  readonly wide: string;
  readonly narrow: string;
}

const HEIGHT = 190;
const WIDTHS = { wide: 720, narrow: 340 } as const;
/** Of thirteen months so many names have room. */
const LABEL_EACH = { wide: 2, narrow: 4 } as const;

type Size = keyof typeof WIDTHS;

function twice(draw: (size: Size) => string): TwoPlots {
  return { wide: draw('wide'), narrow: draw('narrow') };
}

export function curvePlots(c: DeskContext, curve: readonly CurvePoint[]): TwoPlots {
  const [texts, language] = [c.get('texts'), c.get('language')];
  const [first, last] = [curve[0], curve.at(-1)];
  const values = {
    from: first?.day ?? '',
    to: last?.day ?? '',
    first: groupedNumber(first?.active ?? 0, language),
    last: groupedNumber(last?.active ?? 0, language),
  };
  const points = curve.map(({ day, active }) => ({ at: dayMs(day), value: active }));
  const firsts = curve.filter(({ day }) => day.endsWith('-01'));
  return twice((size) =>
    linePlot({
      ...frame(c, `curve-${size}`, 'curve', size),
      description: deskText(texts, 'plots', 'curveSays', values),
      points,
      marks: firsts
        .filter((_, index) => (firsts.length - 1 - index) % LABEL_EACH[size] === 0)
        .map(({ day }) => ({ at: dayMs(day), label: monthLabel(day, language) })),
    }),
  );
}

export function monthPlots(c: DeskContext, months: readonly MonthChange[]): TwoPlots {
  const texts = c.get('texts');
  const sum = (what: 'joined' | 'left'): number => months.reduce((all, one) => all + one[what], 0);
  return columns(c, 'months', {
    description: deskText(texts, 'plots', 'monthsSay', { joined: sum('joined'), left: sum('left') }),
    aboveName: deskText(texts, 'plots', 'joined'),
    belowName: deskText(texts, 'plots', 'left'),
    columns: months.map(({ month, joined, left }) => ({ month, above: joined, below: left })),
  });
}

export function returnedPlots(
  c: DeskContext,
  months: readonly { readonly month: string; readonly bounced: number; readonly complained: number }[],
): TwoPlots {
  const texts = c.get('texts');
  const sum = (what: 'bounced' | 'complained'): number => months.reduce((all, one) => all + one[what], 0);
  return columns(c, 'returned', {
    description: deskText(texts, 'plots', 'returnedSays', { bounced: sum('bounced'), complained: sum('complained') }),
    aboveName: deskText(texts, 'plots', 'bounced'),
    belowName: deskText(texts, 'plots', 'complained'),
    columns: months.map(({ month, bounced, complained }) => ({ month, above: bounced, below: complained })),
  });
}

function columns(
  c: DeskContext,
  name: string,
  plot: Pick<ColumnPlot, 'description' | 'aboveName' | 'belowName'> & {
    readonly columns: readonly { readonly month: string; readonly above: number; readonly below: number }[];
  },
): TwoPlots {
  return twice((size) =>
    columnPlot({
      ...plot,
      ...frame(c, `${name}-${size}`, name, size),
      columns: plot.columns.map(({ month, above, below }, index) => ({
        above,
        below,
        ...((plot.columns.length - 1 - index) % LABEL_EACH[size] === 0 && {
          label: monthLabel(`${month}-01`, c.get('language')),
        }),
      })),
    }),
  );
}

function frame(c: DeskContext, id: string, name: string, size: Size) {
  const title = deskText(c.get('texts'), 'plots', name);
  return { id, title, width: WIDTHS[size], height: HEIGHT, language: c.get('language') };
}

function dayMs(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** January names its year too. */
function monthLabel(day: string, language: string): string {
  const isJanuary = day.slice(5, 7) === '01';
  const form: Intl.DateTimeFormatOptions = { month: 'short', timeZone: 'UTC', calendar: 'gregory' };
  if (isJanuary) form.year = 'numeric';
  return new Intl.DateTimeFormat(language, form).format(dayMs(day));
}
