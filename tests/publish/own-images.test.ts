import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ownImages } from '../../src/publish/own-images.ts';
import { readSources } from '../../src/publish/sources.ts';
import { aNewsletter } from '../support/newsletter.ts';
import { newsletterFolder } from '../support/newsletter-folder.ts';

/** The beginning of a PNG of this width: all of it that is read. */
function png(width: number): Buffer {
  const bytes = Buffer.alloc(100);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]);
  bytes.write('IHDR', 12, 'latin1');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(10, 20);
  return bytes;
}

test('an image is found by its address, however it is written, and measured', () => {
  const { root } = newsletterFolder();
  const put = (path: string, bytes: Buffer | string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  };
  put('static/pictures/wide.png', png(4000));
  put('static/pictures/图 一.png', png(20));
  put('static/drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="10"></svg>');
  put('static/broken.jpg', 'no picture at all');
  put('out/2026-01-05/share.png', png(1200));
  const imageAt = ownImages(root, aNewsletter(), readSources(root));
  const site = 'https://news.example';
  expect(imageAt(`${site}/pictures/wide.png?v=2#x`)).toEqual({ bytes: 100, width: 4000 });
  expect(imageAt(`${site}/pictures/%E5%9B%BE%20%E4%B8%80.png`)).toEqual({ bytes: 100, width: 20 });
  expect(imageAt(`${site}/pictures/图 一.png`.normalize('NFD'))).toEqual({ bytes: 100, width: 20 });
  // A drawing is as sharp at every width.
  expect(imageAt(`${site}/drawing.svg`)).toEqual({ bytes: 71 });
  expect(imageAt(`${site}/broken.jpg`)).toEqual({ bytes: 17 });
  expect(imageAt(`${site}/2026-01-05/share.png`)).toEqual({ bytes: 100, width: 1200 });
  expect(imageAt(`${site}/pictures/Wide.png`)).toBe('absent');
  expect(imageAt(`${site}/pictures/`)).toBe('absent');
  expect(imageAt(`${site}/%E5%9.png`)).toBe('absent');
  expect(imageAt('https://other.example/pictures/wide.png')).toBe('foreign');
});
