// The first of the letter's two settlings: everything that is the same for every issue (theme, newsletter) goes into
// the template, MJML makes it HTML, and what the issues differ in stays open as `{{ }}` and `{% %}` for letter.ts.
// Nothing invalid passes in silence: MJML itself forgives unclosed tags and leaves includes out without a word.
import type { MJMLParseResults, MJMLParsingOptions } from 'mjml-core';
import { SaxesParser } from 'saxes';
import { AppError } from '../../../errors.ts';
import { absoluteUrl, type Newsletter } from '../../newsletter.ts';
import { liquidEngine, type Templates } from '../liquid.ts';
import { letterTheme } from './letter-theme.ts';

export type MjmlToHtml = (mjml: string, options: MJMLParsingOptions) => Promise<MJMLParseResults>;

export const LETTER_TEMPLATE = 'issue.mjml';

/** Braces of settled values, until MJML is through: they must not be read as Liquid when the issue is settled. */
const OPEN_BRACE = '\uF8F3';
const CLOSE_BRACE = '\uF8F4';

/** HTML with the Liquid of the issue, or of the mail, still in it. Throws AppError TEMPLATE_INVALID, which names the file and the line. */
export async function letterShell(
  template: string,
  newsletter: Newsletter,
  toHtml: MjmlToHtml,
  name: string = LETTER_TEMPLATE,
): Promise<string> {
  const source = withoutComments(template);
  checkTags(source, name);
  const engine = liquidEngine({ [name]: source }, { delimiters: 'square' });
  const settled = engine.render(name, shieldedValues(newsletter));
  const html = await toHtml(settled, { validationLevel: 'strict', fonts: {}, keepComments: false }).then(
    (result) => result.html,
    (error: unknown) => {
      throw invalid(name, mjmlFindings(error), { cause: error });
    },
  );
  return unshielded(tidied(html));
}

/** The parts (`*.liquid`) with their `[[ ]]` settled as the shell's are: once, and not for every article. */
export function settledParts(templates: Templates, newsletter: Newsletter): Templates {
  const names = Object.keys(templates).filter((name) => name.endsWith('.liquid'));
  const engine = liquidEngine(templates, { delimiters: 'square' });
  const values = shieldedValues(newsletter);
  return Object.fromEntries(names.map((name) => [name, unshielded(engine.render(name, values))]));
}

/** What `[[ ]]` can say. */
function shieldedValues(newsletter: Newsletter): Record<string, unknown> {
  return {
    theme: letterTheme(newsletter.theme),
    newsletter: {
      title: shield(newsletter.title),
      description: shield(newsletter.description),
      author: shield(newsletter.author),
      language: newsletter.language,
      postal_address: shield(newsletter.postal_address),
      url: shield(absoluteUrl(newsletter, '')),
      logo: shield(logoUrl(newsletter)),
    },
  };
}

/** Where a mailbox finds the logo; `''` without one, and for SVG, which Gmail and Outlook do not show. */
function logoUrl(newsletter: Newsletter): string {
  const { logo = '' } = newsletter.theme;
  if (logo === '' || /\.svgz?$/i.test(logo)) return '';
  return /^https?:\/\//.test(logo) ? logo : absoluteUrl(newsletter, `assets/${encodeURI(logo)}`);
}

function shield(value: string): string {
  return value.replaceAll('{', OPEN_BRACE).replaceAll('}', CLOSE_BRACE);
}

function unshielded(html: string): string {
  return html.replaceAll(OPEN_BRACE, '&#123;').replaceAll(CLOSE_BRACE, '&#125;');
}

/** Comments are for owners, not for readers; those that address Outlook stay. Lines keep their numbers. */
function withoutComments(template: string): string {
  return template.replace(/<!--(?!\[if\b|<!\[endif\]|>)[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, ''));
}

/** MJML accepts an unclosed tag and loses words by it; XML does not. Entities of HTML are passed over. */
function checkTags(template: string, name: string): void {
  const parser = new SaxesParser({ position: true });
  parser.on('error', (error) => {
    throw invalid(name, `line ${parser.line}, column ${parser.column}: ${error.message.replace(/^\d+:\d+: /, '')}`);
  });
  parser.on('opentag', (tag) => {
    if (tag.name !== 'mj-include') return;
    throw invalid(name, `line ${parser.line}: mj-include is not used; write {% include 'name.liquid' %} instead`);
  });
  const readable = template.replace(/&[a-z][a-z0-9]*;/gi, (entity) => ' '.repeat(entity.length));
  parser.write(readable).close();
}

function mjmlFindings(error: unknown): string {
  const findings: unknown = error instanceof Error && 'errors' in error ? error.errors : undefined;
  if (!Array.isArray(findings)) return error instanceof Error ? error.message : String(error);
  return findings
    .map((finding: { line?: number; message?: string }) => `line ${finding.line}: ${finding.message}`)
    .join('; ');
}

function invalid(name: string, reason: string, options?: { cause: unknown }): AppError {
  const message = `email-templates/${name}, ${reason}. docs/email.md says what it may hold.`;
  return new AppError('TEMPLATE_INVALID', message, options);
}

/** Without the indentation of MJML's own markup: a fifth of the shell, and the letter's budget counts bytes. */
function tidied(html: string): string {
  if (/<pre\b/i.test(html)) return html;
  return html
    .replace(/^[ \t]+|[ \t]+$/gm, '')
    .replace(/\n{2,}/g, '\n')
    .trim();
}
