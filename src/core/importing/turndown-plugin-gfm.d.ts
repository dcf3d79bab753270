// The tables of GitHub's Markdown for turndown, as far as they are used here: the package has no types of its own.
declare module '@joplin/turndown-plugin-gfm' {
  import type TurndownService from 'turndown';

  export function gfm(service: TurndownService): void;
}
