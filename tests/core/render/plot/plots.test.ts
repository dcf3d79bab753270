import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { columnPlot } from '../../../../src/core/render/plot/column-plot.ts';
import { linePlot } from '../../../../src/core/render/plot/line-plot.ts';
import { groupedNumber, plotTicks } from '../../../../src/core/render/plot/plot-scale.ts';

const FRAME = { id: 'p', title: 'A & B', description: 'x < y', width: 340, height: 180, language: 'en' };

test.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [3, [0, 1, 2, 3]],
  [17, [0, 5, 10, 15, 20]],
  [1109, [0, 500, 1000, 1500]],
  [1_000_000, [0, 500_000, 1_000_000]],
])('up to %i there are few ticks, whole and round', (largest, ticks) => {
  expect(plotTicks(largest)).toEqual(ticks);
});

test('a drawing is well-formed, names itself, and says its last value', () => {
  const points = [3, 8, 1109].map((value, index) => ({ at: index * 1000, value }));
  const svg = linePlot({ ...FRAME, points, marks: [{ at: 1000, label: 'Feb' }] });
  expect(wellFormed(svg)).toBe(true);
  expect(svg).toContain('role="img" aria-labelledby="p-t p-d"');
  expect(svg).toContain('<title id="p-t">A &amp; B</title><desc id="p-d">x &lt; y</desc>');
  expect(svg).toContain(`>${groupedNumber(1109, 'en')}</text>`);
});

test('what a drawing has to stay in its frame, stays in it, with nothing to show too', () => {
  const columns = [
    { above: 0, below: 0 },
    { above: 12, below: 7, label: '2026年1月' },
  ];
  const plots = [
    linePlot({ ...FRAME, points: [], marks: [] }),
    columnPlot({ ...FRAME, columns: [], aboveName: 'joined', belowName: 'left' }),
    columnPlot({ ...FRAME, columns, aboveName: 'joined', belowName: 'left' }),
    columnPlot({ ...FRAME, columns, aboveName: 'accepted' }),
  ];
  for (const svg of plots) {
    expect(wellFormed(svg)).toBe(true);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    const ys = [...svg.matchAll(/ y="(-?[\d.]+)"/g)].map(([, y]) => Number(y));
    expect(ys.every((y) => y >= 0 && y <= FRAME.height)).toBe(true);
  }
});

function wellFormed(svg: string): boolean {
  const faults: Error[] = [];
  const parser = new SaxesParser({});
  parser.on('error', (fault) => faults.push(fault));
  parser.write(svg).close();
  return faults.length === 0;
}
