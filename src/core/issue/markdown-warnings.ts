// Collects what is noticed while Markdown is read and finds the line for each. It keeps a flood of equal findings
// short: a file whose references are defined elsewhere has one cause, not two hundred.
import type { Problem, ProblemCode } from './problem.ts';

export interface Warnings {
  /** `raw` as it stands in the source, for its line. One construct is reported once, however often it stands there. */
  add(code: ProblemCode, raw: string, message: string): void;
  /** `line` of the text, from 0. */
  addAt(code: ProblemCode, line: number, message: string): void;
  /** In the order of their lines. */
  all(): readonly Problem[];
}

/** Of one code. */
const MAX_OF_ONE_KIND = 20;

export function markdownWarnings(
  markdown: string,
  place: { readonly path: string; readonly firstLine: number },
): Warnings {
  const messages = new Set<string>();
  const byCode = new Map<ProblemCode, Problem[]>();
  const addAt: Warnings['addAt'] = (code, line, message) => {
    // What a message quotes may reach over a line's end; a finding is one line.
    const problem = {
      code,
      path: place.path,
      line: place.firstLine + line,
      message: message.replace(/\s*\n\s*/g, ' '),
    };
    byCode.set(code, [...(byCode.get(code) ?? []), problem]);
  };
  return {
    addAt,
    add(code, raw, message) {
      if (messages.has(message)) return;
      messages.add(message);
      addAt(code, lineOf(markdown, raw), message);
    },
    all() {
      return [...byCode.values()].flatMap(shortened).toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
    },
  };
}

/**
 * From 0. What was found in repaired text may stand a little differently in the source: then its first line
 * decides.
 */
function lineOf(markdown: string, raw: string): number {
  const [firstLine = ''] = raw.trimStart().split('\n', 1);
  const place = [markdown.indexOf(raw), markdown.indexOf(firstLine)].find((each) => each !== -1) ?? 0;
  let line = 0;
  for (let at = markdown.indexOf('\n'); at !== -1 && at < place; at = markdown.indexOf('\n', at + 1)) line++;
  return line;
}

function shortened(problems: readonly Problem[]): readonly Problem[] {
  const kept = problems.slice(0, MAX_OF_ONE_KIND);
  const last = kept.at(-1);
  if (last === undefined || kept.length === problems.length) return kept;
  const message = `${last.message} There are ${problems.length - kept.length} more of this kind.`;
  return [...kept.slice(0, -1), { ...last, message }];
}
