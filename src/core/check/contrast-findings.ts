// Text that is hard to read against its ground, in light or in dark (WCAG 2.2, 1.4.3; standards B6.07). Colours come
// from the theme, from templates and from highlighted code; each pair of them is told once.
import { contrast } from '../render/page/contrast.ts';
import { QUIET_CONTRAST } from '../render/page/palette.ts';
import { ownTexts, type Colours, type LetterElement } from './letter-elements.ts';
import type { LetterFinding } from './letter-finding.ts';

/** Below this the text is hidden rather than faint, which is another rule's affair. */
export const HIDDEN_CONTRAST = 1.25;
/** Enough of the text to find it by. */
const SHOWN_CHARACTERS = 30;

export function contrastFindings(elements: readonly LetterElement[]): readonly LetterFinding[] {
  const found = new Map<string, LetterFinding>();
  const known = new Map<string, number>();
  for (const element of elements) {
    if (element.isHidden) continue;
    const [text] = ownTexts(element);
    if (text === undefined) continue;
    for (const screen of ['light', 'dark'] as const) {
      const { ink, ground } = element[screen];
      const key = contrastKey(screen, { ink, ground });
      const ratio = known.get(key) ?? contrast(ink, ground);
      known.set(key, ratio);
      if (ratio >= QUIET_CONTRAST || ratio < HIDDEN_CONTRAST || found.has(key)) continue;
      found.set(key, finding(key, { screen, ink, ground, ratio, text: text.trim() }));
    }
  }
  return [...found.values()];
}

/** Names a pair of colours on one kind of screen. */
export function contrastKey(screen: 'light' | 'dark', { ink, ground }: Colours): string {
  return `${screen} ${ink} ${ground}`.toLowerCase();
}

interface Faint {
  readonly screen: 'light' | 'dark';
  readonly ink: string;
  readonly ground: string;
  readonly ratio: number;
  readonly text: string;
}

function finding(key: string, { screen, ink, ground, ratio, text }: Faint): LetterFinding {
  const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  const measured = `${ink} on ${ground}, a contrast of ${(Math.floor(ratio * 10) / 10).toFixed(1)}:1`;
  const message = `"${shown}" is ${measured} on ${screen} screens, and ${QUIET_CONTRAST}:1 is the least.`;
  // A short text stands anywhere.
  return { code: 'letter-contrast', key, message, words: text.length < 4 ? [ink] : [ink, text] };
}
