// Colours as mail templates write them -> #rrggbb, the one form that our arithmetic of contrast knows. What is none of
// these, or lets the ground shine through, gives nothing: a rule does not judge what it cannot read.

/** The names that people write by hand; the other hundred and thirty are not met in letters. */
const NAMED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    black: '#000000',
    blue: '#0000ff',
    brown: '#a52a2a',
    darkgray: '#a9a9a9',
    darkgrey: '#a9a9a9',
    gold: '#ffd700',
    gray: '#808080',
    green: '#008000',
    grey: '#808080',
    lightgray: '#d3d3d3',
    lightgrey: '#d3d3d3',
    maroon: '#800000',
    navy: '#000080',
    olive: '#808000',
    orange: '#ffa500',
    pink: '#ffc0cb',
    purple: '#800080',
    red: '#ff0000',
    silver: '#c0c0c0',
    teal: '#008080',
    white: '#ffffff',
    whitesmoke: '#f5f5f5',
    yellow: '#ffff00',
  }),
);

/** The opaque colour, in lower case; nothing for a transparent one, for `inherit` and for what is no colour. */
export function cssColour(written: string): string | undefined {
  const text = written.trim().toLowerCase();
  if (/^#[\da-f]{6}$/.test(text)) return text;
  if (/^#[\da-f]{3}$/.test(text)) return text.replace(/[\da-f]/g, '$&$&');
  if (/^#[\da-f]{6}ff$/.test(text)) return text.slice(0, 7);
  const [, channels, alpha = '1'] =
    /^rgba?\(\s*(\d+(?:\s*,\s*|\s+)\d+(?:\s*,\s*|\s+)\d+)\s*(?:[,/]\s*([\d.]+)\s*)?\)$/.exec(text) ?? [];
  if (channels === undefined) return NAMED.get(text);
  return Number(alpha) === 1 ? hex(channels.split(/[\s,]+/).map(Number)) : undefined;
}

/** The colour of a `background` that says more than a colour. */
export function backgroundColour(written: string): string | undefined {
  const words = written.match(/#[\da-f]+|rgba?\([^)]*\)|[a-z-]+(?![\w(-])/gi) ?? [];
  return words.flatMap((word) => cssColour(word) ?? []).at(-1);
}

function hex(channels: readonly number[]): string {
  return `#${channels.map((value) => Math.min(value, 255).toString(16).padStart(2, '0')).join('')}`;
}
