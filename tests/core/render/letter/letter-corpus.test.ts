import { describe, expect, test } from 'vitest';
import { parseIssue } from '../../../../src/core/issue/parse-issue.ts';
import { fillSlots } from '../../../../src/core/render/letter/slots.ts';
import { LETTER_MAX_BYTES, letter } from '../../../../src/core/render/letter/letter.ts';
import { emailTemplates, shellOf, textsIn, wordsOf } from '../../../support/whole-letter.ts';
import { corpusFiles, corpusMissing } from '../../../support/corpus.ts';
import { emailFindings } from '../../../support/email-lint.ts';
import { aNewsletter } from '../../../support/newsletter.ts';

const newsletter = aNewsletter();
const slots = {
  address: 'a'.repeat(254),
  preferences_url: `https://news.example/${'p'.repeat(490)}`,
  unsubscribe_url: `https://news.example/${'u'.repeat(490)}`,
};

describe.skipIf(corpusMissing !== undefined)(`real issues ${corpusMissing ?? ''}`, () => {
  test('all become letters within the budget that mail clients accept, and lose no word as plain text', async () => {
    const shell = await shellOf(newsletter);
    const findings: string[] = [];
    for (const { path, text } of corpusFiles) {
      const dated = parseIssue({ path, text }, newsletter).issue ? text : `---\ndate: 2026-01-01\n---\n\n${text}`;
      const { issue } = parseIssue({ path, text: dated }, newsletter);
      if (!issue) continue;
      const made = letter(issue, newsletter, shell, emailTemplates);
      const html = fillSlots(made.html, slots);
      const inText = new Set(wordsOf(made.text));
      const lost = wordsOf(textsIn(issue.parts).join('\n')).filter((word) => !inText.has(word));
      if (lost.length > 0) findings.push(`${path}: lost ${lost.join(' ')}`);
      if (Buffer.byteLength(html) > LETTER_MAX_BYTES) findings.push(`${path}: too long`);
      for (const finding of emailFindings(html, {})) findings.push(`${path}: ${finding}`);
    }
    expect(findings).toEqual([]);
  });
});
