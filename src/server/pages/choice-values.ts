// Topics, frequency and language as the two forms show them, with what is chosen so far.
import { FREQUENCIES, type Frequency } from '../../core/audience/subscriber.ts';
import type { ReaderPageTools } from './reader-page.ts';
import { offeredLanguages } from './reader-tools.ts';

export interface Choice {
  readonly topics: readonly string[];
  readonly frequency: Frequency;
  readonly language: string;
}

/** `language` is that of the page. */
export function choiceValues(tools: ReaderPageTools, choice: Choice, language: string): Record<string, unknown> {
  const { newsletter, textsOf } = tools;
  const { form } = textsOf(language);
  return {
    topics: newsletter.topics.map(({ slug, label }) => ({
      slug,
      label,
      language: newsletter.language,
      is_chosen: choice.topics.includes(slug),
    })),
    frequencies: FREQUENCIES.map((name) => ({
      name,
      label: form[name],
      is_chosen: choice.frequency === name,
    })),
    languages: offeredLanguages(tools).map((tag) => ({
      tag,
      label: textsOf(tag).language,
      is_chosen: choice.language === tag,
    })),
  };
}
