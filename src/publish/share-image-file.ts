// `share.png` of an issue as a file to be: drawn when it is asked for, kept by the content of its drawing, because a
// picture takes longer than all the rest of an issue together.
import type { Newsletter } from '../core/newsletter.ts';
import { shareImageSvg } from '../core/render/page/share-image-svg.ts';
import type { IssueCard } from '../core/render/rendered-issue.ts';
import { readCached, writeCached } from './cache-folder.ts';
import { dependencyHash } from './dependency-hash.ts';
import { plainShareImage } from './plain-share-image.ts';
import { shareImage, SHARE_IMAGE_NOTE } from './share-image.ts';
import type { PlannedFile } from './write-tree.ts';

export interface ShareImagePlace {
  readonly newsletter: Newsletter;
  /** The issue's number, from 1. */
  readonly number: number;
  /** Fingerprint of engine, newsletter and templates. */
  readonly base: string;
  /** Folder of the kept pictures. */
  readonly folder: string;
  /** Hears once why pictures have no title on them. */
  readonly onPlain: (sentence: string) => void;
}

export function shareImageFile(card: IssueCard, place: ShareImagePlace): PlannedFile {
  const { newsletter, number, base, folder, onPlain } = place;
  const path = `${card.slug}/share.png`;
  return {
    path,
    fingerprint: dependencyHash(base, path, card, number),
    content: async () => {
      const svg = shareImageSvg(card, newsletter, number);
      const name = `${dependencyHash(svg)}.json`;
      const kept = readCached(folder, name);
      if (typeof kept === 'string') return Buffer.from(kept, 'base64');
      const image = await shareImage(svg);
      if (!image) {
        onPlain(SHARE_IMAGE_NOTE);
        return plainShareImage(newsletter);
      }
      writeCached(folder, name, Buffer.from(image).toString('base64'));
      return image;
    },
  };
}
