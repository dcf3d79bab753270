// What asking for a link has come to, and what an editor is told of it. A link is called gone only where its server or
// the DNS says so; whoever keeps programs out, is slow or fails is told apart, because readers may well get through.
import type { Problem, ProblemCode } from '../issue/problem.ts';
import { CLIENT_DATA_DAY, CLIENT_FEATURES } from './client-features.ts';
import { heavyImage, IMAGE_MAX_BYTES } from './image-findings.ts';
import type { LinkPlace } from './link-places.ts';

/** Plain data: it is kept between runs. */
export type LinkAnswer = FineLink | FaultyLink;

export interface FineLink {
  readonly kind: 'fine';
  /** Where it has moved for good. */
  readonly movedTo?: string;
  /** The page is there and the place in it is not. */
  readonly lacksAnchor?: true;
  /** Of an image. */
  readonly bytes?: number;
  /** Media type without its parameters, in lower case. */
  readonly type?: string;
}

export interface FaultyLink {
  readonly kind: 'gone' | 'forbidden' | 'unsure' | 'private';
  /** A phrase that goes on "... answers with". */
  readonly why: string;
}

const CODES = {
  gone: 'link-gone',
  forbidden: 'link-forbidden',
  unsure: 'link-unsure',
  private: 'link-private',
} as const satisfies Readonly<Record<FaultyLink['kind'], ProblemCode>>;

const CURES: Readonly<Record<FaultyLink['kind'], string>> = {
  gone: 'mend it, link to an archive, or take it out',
  forbidden: 'open it yourself, for it may be only programs that are kept out',
  unsure: 'look again later',
  private: 'readers cannot follow it, so write a public address',
};

/** What is wrong at this place. */
export function linkProblems({ url, kind, path, line }: LinkPlace, answer: LinkAnswer): readonly Problem[] {
  const at = { path, line };
  if (answer.kind !== 'fine') {
    const message = `${url}: ${answer.why}; ${CURES[answer.kind]}.`;
    return [{ code: CODES[answer.kind], ...at, message }];
  }
  if (kind === 'image') return imageProblems(url, answer).map((problem) => ({ ...problem, ...at }));
  const problems: Problem[] = [];
  if (answer.movedTo !== undefined) {
    problems.push({ code: 'link-moved', ...at, message: `${url} has moved for good: write ${answer.movedTo}.` });
  }
  if (answer.lacksAnchor) {
    const anchor = url.slice(url.indexOf('#'));
    const message = `${url} is there, and its page has no ${anchor}: mend the end of the address, or drop it.`;
    problems.push({ code: 'anchor-missing', ...at, message });
  }
  return problems;
}

type Unplaced = Pick<Problem, 'code' | 'message'>;

function imageProblems(url: string, { bytes = 0, type = '' }: FineLink): readonly Unplaced[] {
  const problems: Unplaced[] = [];
  if (type === 'text/html') {
    const message = `${url}: the answer is a page and no picture; ${CURES.gone}.`;
    problems.push({ code: 'link-gone', message });
  }
  if (bytes > IMAGE_MAX_BYTES) {
    const { code, message } = heavyImage(url, bytes, []);
    problems.push({ code, message });
  }
  const ending = `.${type.replace(/^image\//, '').replace(/\+xml$/, '')}`;
  const feature = CLIENT_FEATURES.find(({ image }) => image?.test(ending) === true);
  // By its ending it has been told already.
  if (feature && feature.image?.test(url.replace(/[?#].*$/, '')) !== true) {
    const clients = feature.missingIn.join(' and ');
    const message = `${url} is ${feature.name}, which ${clients} cannot show (caniemail.com, ${CLIENT_DATA_DAY}): ${feature.cure}.`;
    problems.push({ code: 'letter-unsupported', message });
  }
  return problems;
}
