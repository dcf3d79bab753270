// The issues that both sides of the build benchmark read: real ones when the corpus is there, else our samples,
// repeated with other names and dates until there are enough. Metadata of other generators is taken off, so that both
// can read all.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface BenchIssue {
  readonly name: string;
  readonly text: string;
}

const REPOSITORY = fileURLToPath(new URL('../', import.meta.url));
const DAY_MS = 86_400_000;
/** The newest issue of the benchmark; the others are a day apart before it. */
const NEWEST = Date.UTC(2026, 0, 31);

/** So many issues, the oldest first, and where they come from. */
export function benchIssues(count: number): { readonly issues: readonly BenchIssue[]; readonly origin: string } {
  const corpus = process.env['MASTHEAD_CORPUS'] ?? join(REPOSITORY, '../shared/corpus');
  const folder = existsSync(corpus) ? corpus : join(REPOSITORY, 'issues');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(md|markdown)$/.test(name),
  );
  const bodies = files.toSorted().map((name) => bodyOf(readFileSync(join(folder, name), 'utf8')));
  const issues = Array.from({ length: count }, (_, i): BenchIssue => {
    const date = new Date(NEWEST - (count - 1 - i) * DAY_MS).toISOString().slice(0, 10);
    const body = bodies[i % bodies.length] ?? '';
    return {
      name: `issue-${String(i + 1).padStart(4, '0')}.md`,
      text: `---\ntitle: Issue ${i + 1}\ndate: ${date}\n---\n\n${body}`,
    };
  });
  return { issues, origin: folder === corpus ? `${files.length} real issues` : `${files.length} sample issues` };
}

/** The text below `---` or `+++` metadata. */
export function bodyOf(text: string): string {
  const fence = /^(---|\+\+\+)\r?\n[\s\S]*?\r?\n\1\r?\n/.exec(text);
  return text.slice(fence?.[0].length ?? 0);
}
