// The share image of an issue as PNG. Pixels need a rasteriser (sharp, an optional package, loaded only here) and
// fonts of the machine; where either is missing the caller takes the plain image, so that the address on the page
// never leads nowhere. What stands in the picture is core's affair.
import type { Sharp } from 'sharp';

/** For whoever builds to show once when `shareImage` gives nothing. */
export const SHARE_IMAGE_NOTE =
  'Share images carry no title: this machine lacks the package sharp or a font for the script. ' +
  'Install the optional dependencies (npm install --include=optional) and, for Chinese or Japanese, Noto CJK fonts.';

type Rasteriser = (svg: Buffer) => Sharp;

/** PNG of the SVG, or undefined when this machine cannot draw its text. */
export async function shareImage(svg: string): Promise<Uint8Array | undefined> {
  const rasterise = await (rasteriser ??= loadRasteriser());
  if (rasterise === undefined) return undefined;
  const probe = CJK.test(svg.replace(/="[^"]*"/g, '')) ? CJK_PROBE : LATIN_PROBE;
  if (!(await canDraw(probe, rasterise))) return undefined;
  // A palette is enough for three colours and their edges, and makes the file a quarter of the size.
  return rasterise(Buffer.from(svg)).png({ palette: true, colours: 32, compressionLevel: 9 }).toBuffer();
}

let rasteriser: Promise<Rasteriser | undefined> | undefined;

async function loadRasteriser(): Promise<Rasteriser | undefined> {
  try {
    const { default: sharp } = await import('sharp');
    // Several images are made beside each other by the builder; threads inside of each would only get in the way.
    sharp.concurrency(1);
    return (svg) => sharp(svg);
  } catch {
    // An optional package may be absent or have no build for this platform: both mean the plain image.
    return undefined;
  }
}

const CJK = /[\u3041-\u30FF\u3400-\u9FFF\uAC00-\uD7A3]/;

/** A character of few strokes and one of many: with a font their ink differs by far, as two empty boxes it does not. */
interface Probe {
  readonly light: string;
  readonly dense: string;
}
const CJK_PROBE: Probe = { light: '一', dense: '霸' };
const LATIN_PROBE: Probe = { light: 'i', dense: 'M' };

/** Boxes with the number of the character in them differ a little; characters of a font by more than this. */
const LEAST_RATIO = 1.6;

const drawable = new Map<Probe, Promise<boolean>>();

function canDraw(probe: Probe, rasterise: Rasteriser): Promise<boolean> {
  const known = drawable.get(probe);
  if (known) return known;
  const inks = Promise.all([inkOf(probe.light, rasterise), inkOf(probe.dense, rasterise)]);
  const answer = inks.then(([light, dense]) => light > 0 && dense > LEAST_RATIO * light);
  drawable.set(probe, answer);
  return answer;
}

/** Mean darkness, 0 to 255, of the character in black on white. */
async function inkOf(character: string, rasterise: Rasteriser): Promise<number> {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64" fill="#fff"/>' +
    `<text x="4" y="52" font-size="56" font-family="'Noto Serif CJK SC',serif">${character}</text></svg>`;
  const { channels } = await rasterise(Buffer.from(svg)).greyscale().stats();
  return 255 - (channels[0]?.mean ?? 255);
}
