import { expect, test } from 'vitest';
import { contrast } from '../../../../src/core/render/page/contrast.ts';
import { letterTheme } from '../../../../src/core/render/letter/letter-theme.ts';
import { letterType } from '../../../../src/core/render/letter/letter-type.ts';

const themes = [
  {},
  { accent: '#ffdd00' },
  { accent: '#000000' },
  { accent: '#9a2a1f', dark: { accent: '#330000' } },
] as const;

test.each(themes)('every ink is readable on its ground, light and dark: %j', (theme) => {
  const { dark, ...light } = letterTheme(theme);
  for (const { ink, paper, accent, quiet, wash } of [light, dark]) {
    expect(contrast(ink, paper)).toBeGreaterThanOrEqual(7);
    expect(contrast(ink, wash)).toBeGreaterThanOrEqual(7);
    expect(contrast(accent, paper)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(quiet, paper)).toBeGreaterThanOrEqual(4.5);
  }
});

test.each([
  ['zh-CN', 'Songti SC', 17],
  ['zh-Hant-TW', 'Songti TC', 17],
  ['ja', 'Hiragino Mincho ProN', 17],
  ['ko-KR', 'AppleMyungjo', 17],
  ['en', 'Georgia', 16],
] as const)('%s is set in faces of its own at a size of its own', (language, face, sizePx) => {
  const type = letterType(language, {});
  expect(type.headline).toContain(face);
  expect(type.sizePx).toBe(sizePx);
});

test("an owner's font comes first and cannot leave its attribute", () => {
  const type = letterType('en', { headline_font: `"My Serif", x;} </style>` });
  expect(type.headline).toMatch(/^'My Serif', x style,/);
});
