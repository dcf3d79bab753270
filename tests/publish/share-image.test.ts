import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { issueCard } from '../../src/core/render/page/issue-card.ts';
import { shareImageSvg } from '../../src/core/render/page/share-image-svg.ts';
import { plainShareImage } from '../../src/publish/plain-share-image.ts';
import { shareImage } from '../../src/publish/share-image.ts';
import { aNewsletter } from '../support/newsletter.ts';
import { pageIssue } from '../support/page-site.ts';

const svgOf = (title: string, language = 'zh-CN'): string =>
  shareImageSvg(issueCard(pageIssue({ title, language }), new Map()), aNewsletter(), 7);

test('the picture shows name, day, number and title, all escaped', () => {
  const svg = svgOf('一 & <二>\u0007');
  for (const text of ['>示例周报<', '>2026年1月6日星期二<', '>第 7 期<', '>一 &amp; &lt;二&gt;<'])
    expect(svg).toContain(text);
});

/** Sizes of the title's lines; the first bold line is the newsletter's name. */
const sizes = (svg: string): readonly number[] =>
  Array.from(svg.matchAll(/font-size="(\d+)" font-weight="700"/g), (match) => Number(match[1])).slice(1);

test('a long title is set smaller and in no more than four lines', () => {
  expect(sizes(svgOf('短题'))).toEqual([92]);
  expect(sizes(svgOf('字'.repeat(300)))).toEqual([60, 60, 60, 60]);
});

test('the same card gives the same picture', () => {
  expect(svgOf('一')).toBe(svgOf('一'));
});

test('pixels are a PNG of 1200 by 630, or nothing where this machine cannot draw the title', async () => {
  const png = await shareImage(svgOf('Latin', 'en'));
  if (png === undefined) return;
  const view = Buffer.from(png);
  expect(view.subarray(1, 4).toString('latin1')).toBe('PNG');
  expect([view.readUInt32BE(16), view.readUInt32BE(20)]).toEqual([1200, 630]);
});

test('the plain picture is a whole PNG without any help', () => {
  const png = Buffer.from(plainShareImage(aNewsletter()));
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
  expect(png.length).toBeLessThan(2048);
  const start = png.indexOf('IDAT');
  const rows = inflateSync(png.subarray(start + 4, start + 4 + png.readUInt32BE(start - 4)));
  expect(rows.length).toBe(630 * 1201);
});
