// The share image without a word on it: paper, the double rule, the accent. It needs no font and no package, so it is
// the same bytes on every machine.
import { crc32, deflateSync } from 'node:zlib';
import type { Newsletter } from '../core/newsletter.ts';
import { palettes } from '../core/render/page/palette.ts';
import { SHARE_IMAGE_HEIGHT, SHARE_IMAGE_WIDTH } from '../core/render/page/share-image-svg.ts';

const [PAPER, INK, ACCENT] = [0, 1, 2];

/** Top, height and colour of each bar, all between the same edges. */
const BARS = [
  { top: 296, height: 12, colour: INK },
  { top: 316, height: 4, colour: INK },
  { top: 344, height: 4, colour: ACCENT },
] as const;
const EDGE = 80;

/** A PNG (ISO/IEC 15948) of 1200 by 630 pixels in three colours, under 2 KB. */
export function plainShareImage(newsletter: Newsletter): Uint8Array {
  const { light } = palettes(newsletter.theme);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SHARE_IMAGE_WIDTH, 0);
  header.writeUInt32BE(SHARE_IMAGE_HEIGHT, 4);
  // Eight bits a pixel, each an index into the palette.
  header.set([8, 3, 0, 0, 0], 8);
  const colours = [light.paper, light.ink, light.accent].map((colour) => Buffer.from(colour.slice(1), 'hex'));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.concat(colours)),
    chunk('IDAT', deflateSync(pixels(), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Rows of indices, each after the number of its filter, which is 0 for none. */
function pixels(): Buffer {
  const rowBytes = SHARE_IMAGE_WIDTH + 1;
  const rows = Buffer.alloc(rowBytes * SHARE_IMAGE_HEIGHT, PAPER);
  for (const { top, height, colour } of BARS) {
    for (let y = top; y < top + height; y += 1) rows.fill(colour, y * rowBytes + 1 + EDGE, (y + 1) * rowBytes - EDGE);
  }
  return rows;
}

function chunk(name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
