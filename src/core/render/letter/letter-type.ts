// The type of a letter by its language: fonts that are on the reader's machine, size and leading. No font is fetched;
// names in single quotes, because they stand in style attributes.
import type { Newsletter } from '../../newsletter.ts';

export interface LetterType {
  readonly text: string;
  readonly headline: string;
  readonly code: string;
  /** One family that Word knows: Outlook falls back to Times when the first of a list is unknown to it. */
  readonly outlook: string;
  readonly sizePx: number;
  readonly leading: number;
  readonly direction: 'ltr' | 'rtl';
  /** The side where lines begin, and the other. */
  readonly align: 'left' | 'right';
  readonly end: 'left' | 'right';
  /** Declarations of `em`: Chinese and Japanese have weight for it, and no slanted letters. */
  readonly emphasis: string;
}

interface Stack {
  readonly sans: string;
  readonly serif: string;
  readonly outlook: string;
}

/** Chinese and Japanese faces stand first, or a Latin one would take their quotation marks. */
const STACKS = {
  hans: {
    sans: "'PingFang SC','Hiragino Sans GB','Microsoft YaHei','Noto Sans CJK SC','Source Han Sans SC'",
    serif: "'Songti SC','Noto Serif CJK SC','Source Han Serif SC',STZhongsong,'Microsoft YaHei',Georgia",
    outlook: "'Microsoft YaHei'",
  },
  hant: {
    sans: "'PingFang TC','Microsoft JhengHei','Noto Sans CJK TC','Source Han Sans TC'",
    serif: "'Songti TC','Noto Serif CJK TC','Source Han Serif TC','Microsoft JhengHei',Georgia",
    outlook: "'Microsoft JhengHei'",
  },
  ja: {
    sans: "'Hiragino Sans','Yu Gothic','Meiryo','Noto Sans CJK JP','Source Han Sans'",
    serif: "'Hiragino Mincho ProN','Yu Mincho','Noto Serif CJK JP','Source Han Serif',Georgia",
    outlook: "'Meiryo'",
  },
  ko: {
    sans: "'Apple SD Gothic Neo','Malgun Gothic','Noto Sans CJK KR'",
    serif: "'AppleMyungjo','Noto Serif CJK KR','Batang',Georgia",
    outlook: "'Malgun Gothic'",
  },
  latin: {
    sans: "'Segoe UI',Roboto,'Helvetica Neue',Arial",
    serif: "Charter,Georgia,'Times New Roman'",
    outlook: 'Arial',
  },
} as const satisfies Record<string, Stack>;

const CODE_FONTS = "ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace";
const RIGHT_TO_LEFT = new Set(['ar', 'dv', 'fa', 'he', 'ku', 'ps', 'ug', 'ur', 'yi']);

export function letterType(language: string, theme: Newsletter['theme']): LetterType {
  const script = scriptOf(language);
  const stack = STACKS[script];
  const isLatin = script === 'latin';
  const direction = RIGHT_TO_LEFT.has(primaryOf(language)) ? 'rtl' : 'ltr';
  return {
    text: `${ownFonts(theme.text_font)}-apple-system,${stack.sans},sans-serif`,
    headline: `${ownFonts(theme.headline_font)}${stack.serif},serif`,
    code: CODE_FONTS,
    outlook: stack.outlook,
    sizePx: isLatin ? 16 : 17,
    leading: isLatin ? 1.6 : 1.8,
    direction,
    align: direction === 'rtl' ? 'right' : 'left',
    end: direction === 'rtl' ? 'left' : 'right',
    emphasis: isLatin ? 'font-style: italic' : 'font-style: normal; font-weight: bold',
  };
}

function scriptOf(language: string): keyof typeof STACKS {
  const primary = primaryOf(language);
  if (primary === 'zh') return /-(hant|tw|hk|mo)\b/i.test(language) ? 'hant' : 'hans';
  return primary === 'ja' || primary === 'ko' ? primary : 'latin';
}

function primaryOf(language: string): string {
  return language.toLowerCase().split('-')[0] ?? '';
}

/** The owner's families as CSS that cannot end the attribute or the rule it stands in. */
function ownFonts(families = ''): string {
  const clean = families.replaceAll('"', "'").replace(/[^\p{L}\p{N} ,'_-]/gu, '');
  return clean.trim() === '' ? '' : `${clean.trim()},`;
}
