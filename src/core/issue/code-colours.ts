// The few colours of code, by what a word is. Ours and not an editor's theme: six inks on one ground, each at
// least 4.5:1 against it. A letter has no style sheet that can be trusted and gets the light ones inline; a page
// may use the classes.

export interface Ink {
  readonly light: string;
  readonly dark: string;
}

/** The ground and the plain text of a code block. */
export const CODE_BACKGROUND: Ink = { light: '#f6f4ef', dark: '#1e1c19' };
export const CODE_TEXT: Ink = { light: '#24211d', dark: '#e8e3da' };

/** Role -> ink. A span of the role has the class `code-<role>`. */
export const CODE_INKS = {
  comment: { light: '#6b6459', dark: '#a39b8e' },
  function: { light: '#1d4f8c', dark: '#93bdf2' },
  keyword: { light: '#8a1c1c', dark: '#f29a8e' },
  number: { light: '#7a4b00', dark: '#e3b778' },
  string: { light: '#1f5f3a', dark: '#9bd1a5' },
  type: { light: '#5b3a8a', dark: '#c9aef0' },
} as const satisfies Record<string, Ink>;

export type CodeRole = keyof typeof CODE_INKS;

/** TextMate scopes of each role, the more special ones behind. */
export const CODE_SCOPES: Readonly<Record<CodeRole, readonly string[]>> = {
  comment: ['comment', 'punctuation.definition.comment'],
  function: ['entity.name.function', 'support.function', 'meta.diff.header'],
  keyword: ['keyword', 'storage', 'entity.name.tag', 'markup.deleted', 'variable.language'],
  number: ['constant.numeric', 'constant.language', 'constant.character'],
  string: ['string', 'markup.inserted', 'punctuation.definition.string'],
  type: ['entity.name.type', 'entity.name.class', 'support.type', 'support.class', 'entity.other.attribute-name'],
};
