// Findings as SARIF 2.1.0 (OASIS), which code scanners and editors read. Results carry a fingerprint that stays when
// lines above a finding come and go, so that a service knows a finding of yesterday again.
import { problemExplainedAt } from '../explained-at.ts';
import { hash } from 'node:crypto';
import { levelOf, PROBLEM_CODES, PROBLEMS, type Problem, type ProblemCode } from '../issue/problem.ts';
import type { Level } from './rule.ts';

export interface SarifSetting {
  readonly version: string;
  /** Where our documents stand, when that is known: an absolute address. */
  readonly homepage?: string;
  /** A finding's path -> the same from the root of the repository. */
  readonly pathOf: (path: string) => string;
}

const LEVEL_NAMES = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<Level, string>;

/** One log with one run: every rule that there is, and each finding as a result. Plain JSON. */
export function sarifLog(problems: readonly Problem[], setting: SarifSetting): Readonly<Record<string, unknown>> {
  const { version, homepage } = setting;
  const information = homepage === undefined ? {} : { informationUri: homepage };
  const rules = PROBLEM_CODES.map((code) => ruleOf(code, homepage));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'masthead', version, ...information, rules } },
        automationDetails: { id: 'masthead/check/' },
        columnKind: 'utf16CodeUnits',
        results: resultsOf(problems, setting),
      },
    ],
  };
}

function ruleOf(code: ProblemCode, homepage: string | undefined): Readonly<Record<string, unknown>> {
  const { level, sentence, fix } = PROBLEMS[code];
  const page = homepage === undefined ? {} : { helpUri: `${homepage.replace(/\/+$/, '')}/${problemExplainedAt(code)}` };
  return {
    id: code,
    shortDescription: { text: sentence },
    fullDescription: { text: `${sentence} ${fix}` },
    help: {
      text: `${fix} docs/checks.md explains it under "${code}".`,
      markdown: `${sentence}\n\n**${fix}**\n\n\`docs/checks.md\` explains it under \`${code}\`.`,
    },
    ...page,
    defaultConfiguration: { level: LEVEL_NAMES[level] },
  };
}

function resultsOf(problems: readonly Problem[], { pathOf }: SarifSetting): readonly unknown[] {
  const counts = new Map<string, number>();
  return problems.map((problem) => {
    const { code, path, line = 1, column, message } = problem;
    const uri = pathOf(path).split('/').map(encodeURIComponent).join('/');
    // Other lines that a message names move as its own does.
    const print = hash('sha256', JSON.stringify([code, path, message.replaceAll(/\bline \d+/g, 'line')]));
    const count = (counts.get(print) ?? 0) + 1;
    counts.set(print, count);
    const region = { startLine: line, ...(column !== undefined && { startColumn: column }) };
    return {
      ruleId: code,
      ruleIndex: PROBLEM_CODES.indexOf(code),
      level: LEVEL_NAMES[levelOf(problem)],
      message: { text: message },
      locations: [{ physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region } }],
      partialFingerprints: { 'mastheadFinding/v1': `${print.slice(0, 32)}:${count}` },
    };
  });
}
