// The picture that stands for an issue where it is shared: the head of the paper with the issue's title, 1200 by 630.
// It is drawn as SVG here, without knowing the machine's fonts; publish/share-image.ts makes pixels of it.
import { escapeText } from '../../issue/tree.ts';
import type { Newsletter } from '../../newsletter.ts';
import { filled, phrases } from '../phrases.ts';
import type { IssueCard } from '../rendered-issue.ts';
import { palettes } from './palette.ts';
import { readerDate } from './reader-date.ts';
import { titleFits, titleLines } from './title-lines.ts';

/** Pixels, as Open Graph and the twitter card ask for. */
export const SHARE_IMAGE_WIDTH = 1200;
export const SHARE_IMAGE_HEIGHT = 630;

/** From the edge to what is printed, on either side. */
const EDGE = 80;
const TEXT_WIDTH = SHARE_IMAGE_WIDTH - 2 * EDGE;
/** Sizes of the title, each with as many lines as fit below the date line; the first that holds it is taken. */
const TITLE_SIZES = [
  { size: 92, lines: 2 },
  { size: 76, lines: 3 },
  { size: 60, lines: 4 },
] as const;
const LINE_HEIGHT = 1.3;
const NAME_SIZE = 58;

/** The SVG. With `number`, the issue's position from the oldest, it shows that too. */
export function shareImageSvg(card: IssueCard, newsletter: Newsletter, number?: number): string {
  const { light } = palettes(newsletter.theme);
  const { language, title, date } = card;
  const last = TITLE_SIZES[TITLE_SIZES.length - 1] ?? TITLE_SIZES[0];
  const fit = TITLE_SIZES.find(({ size, lines }) => titleFits(title, TEXT_WIDTH / size, lines)) ?? last;
  const { lines } = titleLines(title, TEXT_WIDTH / fit.size, fit.lines);
  const day = readerDate(date.day, language, 'full');
  const edition = number === undefined ? '' : filled(phrases(language).issueNumber, number);
  const name = titleLines(newsletter.title, TEXT_WIDTH / NAME_SIZE, 1).lines[0] ?? '';
  const top = 258 + (SHARE_IMAGE_HEIGHT - 258 - 60 - lines.length * fit.size * LINE_HEIGHT) / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${SHARE_IMAGE_WIDTH}" height="${SHARE_IMAGE_HEIGHT}" ` +
      `viewBox="0 0 ${SHARE_IMAGE_WIDTH} ${SHARE_IMAGE_HEIGHT}" fill="${light.ink}">`,
    rule(0, SHARE_IMAGE_HEIGHT, { x: 0, width: SHARE_IMAGE_WIDTH, fill: light.paper }),
    line(name, { x: EDGE, y: 138, size: NAME_SIZE, family: serif(newsletter.language), weight: 700 }),
    rule(166, 6),
    rule(176, 2),
    line(day, { x: EDGE, y: 218, size: 26, family: sans(language), weight: 400 }),
    line(edition, { x: SHARE_IMAGE_WIDTH - EDGE, y: 218, size: 26, family: sans(language), weight: 400, isEnd: true }),
    rule(238, 2),
    ...lines.map((text, i) => {
      const y = Math.round(top + fit.size * (LINE_HEIGHT * i + 1));
      return line(text, { x: EDGE, y, size: fit.size, family: serif(language), weight: 700 });
    }),
    rule(SHARE_IMAGE_HEIGHT - 24, 8, { x: EDGE, width: 96, fill: light.accent }),
    '</svg>\n',
  ].join('\n');
}

interface Bar {
  readonly x: number;
  readonly width: number;
  readonly fill?: string;
}

function rule(y: number, height: number, bar: Bar = { x: EDGE, width: TEXT_WIDTH }): string {
  const fill = bar.fill === undefined ? '' : ` fill="${bar.fill}"`;
  return `<rect x="${bar.x}" y="${y}" width="${bar.width}" height="${height}"${fill}/>`;
}

interface Setting {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly family: string;
  readonly weight: number;
  readonly isEnd?: boolean;
}

function line(text: string, { x, y, size, family, weight, isEnd }: Setting): string {
  const anchor = isEnd ? ' text-anchor="end"' : '';
  const font = `font-family="${family}" font-size="${size}" font-weight="${weight}"`;
  return `<text x="${x}" y="${y}" ${font}${anchor}>${escapeText(xmlText(text))}</text>`;
}

/** Without the characters that no XML document can hold. */
function xmlText(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
}

function serif(language: string): string {
  const region = cjkRegion(language);
  return region === undefined
    ? `Charter,Georgia,'Noto Serif','Noto Serif CJK SC','DejaVu Serif',serif`
    : `'Noto Serif CJK ${region}','Source Han Serif ${region}','Songti ${region}',Georgia,serif`;
}

function sans(language: string): string {
  const region = cjkRegion(language);
  return region === undefined
    ? `'Noto Sans','Helvetica Neue',Arial,'Noto Sans CJK SC','DejaVu Sans',sans-serif`
    : `'Noto Sans CJK ${region}','PingFang ${region}',sans-serif`;
}

/** As the families name it; the characters of one code point look different in each. */
function cjkRegion(language: string): string | undefined {
  if (/^zh\b.*\b(?:tw|hk|mo|hant)\b/i.test(language)) return 'TC';
  const primary = language.toLowerCase().split('-')[0];
  return primary === 'zh' ? 'SC' : primary === 'ja' ? 'JP' : primary === 'ko' ? 'KR' : undefined;
}
