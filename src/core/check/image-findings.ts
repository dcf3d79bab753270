// Images of the newsletter's own files: there, not heavier than a phone's reader wants to pay for, not much wider than
// they are shown (B6.15). What the files are is given; images elsewhere are asked for by `check --links` alone.
import type { LetterElement } from './letter-elements.ts';
import type { LetterFinding } from './letter-finding.ts';

export interface ImageFile {
  readonly bytes: number;
  /** Pixels; absent for what has none, or is of a kind that cannot be measured. */
  readonly width?: number;
}

/** The file at an address of the newsletter's own; `absent` when there is none, `foreign` elsewhere. */
export type ImageAt = (url: string) => ImageFile | 'absent' | 'foreign';

/** Above this a letter takes seconds on a phone (B6.15). */
export const IMAGE_MAX_BYTES = 200_000;
/** Twice the measure of a letter: sharp on every screen. */
const SHARP_SCALE = 2;
const MEASURE_PX = 600;
/** A photograph of 1280 px is no waste worth a word. */
const SPARE_PX = 200;

/** One image as a letter shows it: what can be kept of it without its file. */
export interface LetterImage {
  readonly src: string;
  /** Pixels, at most the measure of a letter. */
  readonly shown: number;
}

/** Those that can be seen, in the order of the letter. */
export function letterImages(elements: readonly LetterElement[]): readonly LetterImage[] {
  return elements.flatMap(({ node, isHidden }) => {
    const { src = '', width = '' } = node.attributes;
    if (node.name !== 'img' || isHidden || src === '') return [];
    return [{ src, shown: Math.min(Number.parseInt(width, 10) || MEASURE_PX, MEASURE_PX) }];
  });
}

export function imageFindings(images: readonly LetterImage[], imageAt: ImageAt): readonly LetterFinding[] {
  return images.flatMap(({ src, shown }): readonly LetterFinding[] => {
    const file = imageAt(src);
    const words = [src.slice(src.lastIndexOf('/') + 1)];
    if (file === 'foreign') return [];
    if (file === 'absent') {
      const message = `The image ${src} is not among the files of the site: put it under static/, or mend its name.`;
      return [{ code: 'image-missing', key: src, message, words }];
    }
    const heavy = file.bytes > IMAGE_MAX_BYTES ? [heavyImage(src, file.bytes, words)] : [];
    if (file.width === undefined || file.width <= shown * SHARP_SCALE + SPARE_PX) return heavy;
    const enough = shown * SHARP_SCALE;
    const message = `The image ${src} is ${file.width} px wide and shown at ${shown}: ${enough} are enough.`;
    return [...heavy, { code: 'image-wide', key: src, message, words }];
  });
}

/** The finding about an image of so many bytes. */
export function heavyImage(url: string, bytes: number, words: readonly string[]): LetterFinding {
  const kilobytes = Math.round(bytes / 1000);
  const message = `The image ${url} weighs ${kilobytes} KB: make it smaller than ${IMAGE_MAX_BYTES / 1000}.`;
  return { code: 'image-heavy', key: `heavy ${url}`, message, words };
}
