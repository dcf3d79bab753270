// What is wrong with every letter of a newsletter: its templates, its colours, its address on the web. Found in a
// sample letter and in the headers of a sample message, and told at the place that can be mended.
import { messageComposer } from '../message/message.ts';
import { frozenLetter } from '../message/frozen-letter.ts';
import { emailAddress } from '../audience/email-address.ts';
import type { Problem } from '../issue/problem.ts';
import type { Templates } from '../render/liquid.ts';
import { contrast } from '../render/page/contrast.ts';
import { palettes, QUIET_CONTRAST } from '../render/page/palette.ts';
import { knownAs, letterFindings, type CheckedLetter } from './letter-problems.ts';
import { contrastKey } from './contrast-findings.ts';
import { SAMPLE_KEY, SAMPLE_READER } from './footer-findings.ts';
import type { LetterFinding } from './letter-finding.ts';

export interface FrameInput extends CheckedLetter {
  /** The files of `email-templates/`. */
  readonly templates: Templates;
}

export interface FrameProblems {
  readonly problems: readonly Problem[];
  /** Names of the findings, for letterProblems to leave out. */
  readonly known: ReadonlySet<string>;
}

const SETTINGS_FILE = 'masthead.yaml';

/** `letter` is that of the sample issue (sample-letter.ts). */
export function frameProblems(input: FrameInput): FrameProblems {
  const { findings } = letterFindings(input);
  const faint = faintPalettes(input);
  const inTemplates = findings
    .filter(({ key }) => !faint.some(({ keys }) => keys.includes(key)))
    .map((finding): Problem => {
      const { code, message } = finding;
      return { code, ...templatePlace(finding, input.templates), message };
    });
  const problems = [...faint.map(({ problem }) => problem), ...headerProblems(input), ...inTemplates];
  return { problems, known: new Set(findings.map(knownAs)) };
}

/** The first template in which the words stand, with their line. */
function templatePlace(
  { words, template = 'issue.mjml' }: LetterFinding,
  templates: Templates,
): { readonly path: string; readonly line?: number } {
  for (const word of words) {
    for (const [name, text] of Object.entries(templates)) {
      const at = text.indexOf(word);
      if (at !== -1) return { path: `email-templates/${name}`, line: text.slice(0, at).split('\n').length };
    }
  }
  return { path: `email-templates/${template}` };
}

interface FaintPalette {
  readonly problem: Problem;
  /** Of the findings about texts that are faint for this reason alone. */
  readonly keys: readonly string[];
}

/** Accents and quiet inks are made readable by themselves; ink and paper are the owner's own. */
function faintPalettes({ newsletter }: FrameInput): readonly FaintPalette[] {
  const { light, dark } = palettes(newsletter.theme);
  return (['light', 'dark'] as const).flatMap((screen) => {
    const { ink, paper, wash } = screen === 'light' ? light : dark;
    const ratio = contrast(ink, paper);
    if (ratio >= QUIET_CONTRAST) return [];
    const where = screen === 'dark' ? 'theme.dark' : 'theme';
    const measured = `has a contrast of ${ratio.toFixed(1)}:1, and ${QUIET_CONTRAST}:1 is the least that can be read`;
    const message = `The ink ${ink} on the paper ${paper} of "${where}" ${measured}.`;
    const keys = [paper, wash].map((ground) => contrastKey(screen, { ink, ground }));
    return [{ problem: { code: 'letter-contrast', path: SETTINGS_FILE, message }, keys }];
  });
}

/** A message to nobody, whose headers are those of every other one. */
function headerProblems({ letter, newsletter }: FrameInput): readonly Problem[] {
  const address = emailAddress(SAMPLE_READER.address);
  if (!address) return [];
  const sample = { slug: 'sample', edition: '', startedAt: '2026-01-05T00:00:00Z' };
  const frozen = { ...frozenLetter(letter, newsletter), html: '', text: '' };
  const { header } = messageComposer({ ...sample, letter: frozen }, SAMPLE_KEY)({ address, publicId: 'sample' });
  const lacking = [
    ['List-Unsubscribe', /^List-Unsubscribe: <https:/m],
    ['List-Unsubscribe-Post', /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m],
    ['List-Id', /^List-Id: [^\r]*<[^>\r]+>\r$/m],
  ] as const;
  const names = lacking.flatMap(([name, pattern]) => (pattern.test(header.replace(/\r\n[ \t]+/g, ' ')) ? [] : [name]));
  if (names.length === 0) return [];
  const wish = 'Gmail and Yahoo want one click over https to be enough to unsubscribe';
  const message = `${wish}, and ${names.join(', ')} cannot offer it while base_url is ${newsletter.base_url}.`;
  return [{ code: 'one-click-missing', path: SETTINGS_FILE, message }];
}
