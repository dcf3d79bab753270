// The letter's template -> compiled HTML, once per newsletter: MJML is loaded here and nowhere else, because it takes
// most of a second and 100 MB. What goes in and what may come out is settled in core/render/letter/letter-shell.ts.
import { env } from 'node:process';
import { letterShell, type MjmlToHtml } from '../core/render/letter/letter-shell.ts';
import type { Newsletter } from '../core/newsletter.ts';

/**
 * Compiles `email-templates/issue.mjml`, or the template of this name. Throws AppError TEMPLATE_INVALID, which names
 * the file and the line.
 */
export async function compileLetter(template: string, newsletter: Newsletter, name?: string): Promise<string> {
  const mjml = await loadMjml();
  return letterShell(template, newsletter, mjml, name);
}

/** On import MJML reads `.mjmlconfig` in the current directory and runs the modules that it names: foreign code, in a
 * folder that may have come from anywhere. This variable of its own keeps it from that. */
async function loadMjml(): Promise<MjmlToHtml> {
  const before = env['MJML_BROWSER'];
  env['MJML_BROWSER'] = '1';
  try {
    return (await import('mjml')).default;
  } finally {
    if (before === undefined) delete env['MJML_BROWSER'];
    else env['MJML_BROWSER'] = before;
  }
}
