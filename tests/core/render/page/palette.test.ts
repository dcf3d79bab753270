import { describe, expect, test } from 'vitest';
import { contrast } from '../../../../src/core/render/page/contrast.ts';
import { palettes, QUIET_CONTRAST, TEXT_CONTRAST } from '../../../../src/core/render/page/palette.ts';
import type { Newsletter } from '../../../../src/core/newsletter.ts';

test('contrast is that of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

const BLUE = { ink: '#10243a', paper: '#eef3f6', accent: '#0b6e6e', dark: { ink: '#dbe7f0', paper: '#0d1720' } };
const THEMES: readonly [string, Newsletter['theme']][] = [
  ['our own', {}],
  ['of the repository', { accent: '#9a2a1f' }],
  ['with a pale accent', { accent: '#ffd84d' }],
  ['with an accent as dark as ink', { accent: '#10131a' }],
  ['on other paper', BLUE],
];

describe.each(THEMES)('the inks %s', (_, theme) => {
  test.each(['light', 'dark'] as const)('are readable in %s', (side) => {
    const { ink, paper, accent, quiet, wash, code } = palettes(theme)[side];
    expect(contrast(ink, paper)).toBeGreaterThanOrEqual(TEXT_CONTRAST);
    expect(contrast(ink, wash)).toBeGreaterThanOrEqual(TEXT_CONTRAST);
    for (const colour of [accent, quiet]) expect(contrast(colour, paper)).toBeGreaterThanOrEqual(QUIET_CONTRAST);
    for (const colour of Object.values(code)) expect(contrast(colour, wash)).toBeGreaterThanOrEqual(QUIET_CONTRAST);
  });
});

test('an accent that is readable is left alone', () => {
  expect(palettes({ accent: '#9a2a1f' }).light.accent).toBe('#9a2a1f');
});

test('a dark twin that is left out keeps the hue', () => {
  expect(palettes({ accent: '#9a2a1f' }).dark.accent).toMatch(/^#[c-f].[4-7].[3-7].$/);
});
