// The report of a mailing as one HTML file that needs nothing beside it: for an archive, a printer, a colleague.
import type { App } from '../app.ts';
import type { MailingReport } from '../core/ledger/mailing-report.ts';
import { liquidEngine } from '../core/render/liquid.ts';
import { stylesheet } from '../core/render/page/stylesheet.ts';
import { deskLanguage } from '../desk/desk-texts.ts';
import { readDeskTexts } from '../desk/read-desk-texts.ts';
import { reportView } from '../desk/report-view.ts';
import { ENGINE_ROOT, readWebTemplates } from '../publish/sources.ts';

/** The style sheets that the report needs, of the desk's own. */
const STYLES = ['desk/desk.css', 'desk/sending.css'] as const;

/** In the newsletter's language where the desk has its words, else in English; `title` is that of the issue. */
export function reportFile({ newsletter }: App, report: MailingReport, title: string | undefined): string {
  const templates = readWebTemplates(ENGINE_ROOT);
  const all = readDeskTexts(ENGINE_ROOT);
  const language = deskLanguage(new Set(all.keys()), undefined, newsletter.language);
  const texts = all.get(language) ?? {};
  const styles = stylesheet(newsletter, { 'style.css': STYLES.map((name) => templates[name]).join('\n') });
  return liquidEngine(templates).render('desk/report-file.liquid', {
    texts,
    language,
    newsletter: { title: newsletter.title, language: newsletter.language },
    report: reportView(report, { texts, language, newsletter, title }),
    styles,
  });
}
