// Colours of highlighted code. The parser gives spans with inline styles, which email needs and which a strict
// Content-Security-Policy refuses; pages turn each colour of the highlighting theme into a class, and the stylesheet
// gives the class a light and a dark ink. A colour that is not in the table becomes plain ink, never an inline style.

/** Upper-case colour of the theme (github-light) -> class; without one: plain ink. */
export const CODE_CLASSES: Readonly<Record<string, string>> = {
  '#D73A49': 'c-keyword',
  '#B31D28': 'c-keyword',
  '#032F62': 'c-string',
  '#6F42C1': 'c-name',
  '#005CC5': 'c-constant',
  '#22863A': 'c-tag',
  '#E36209': 'c-variable',
  '#6A737D': 'c-comment',
};

/** The classes that stand for an inline style, `''` when it says nothing that pages show. */
export function codeClasses(style: string): string {
  const colour = /(?:^|;)\s*color\s*:\s*(#[0-9a-f]{6})/i.exec(style)?.[1]?.toUpperCase();
  const classes = [
    colour && CODE_CLASSES[colour],
    /font-weight\s*:\s*(?:bold|[6-9]00)/i.test(style) && 'c-strong',
    /text-decoration\s*:[^;]*underline/i.test(style) && 'c-underline',
  ];
  return classes.filter(Boolean).join(' ');
}
