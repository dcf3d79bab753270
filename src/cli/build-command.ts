// masthead build: writes `out/`.
import type { CommandSpec, Outcome } from './command.ts';
import { chiefProblemLines, counted, problemCount, problemData } from './problem-lines.ts';

export const buildCommand: CommandSpec = {
  usage: 'build',
  summary: 'write out/ whole and atomically; unchanged files keep their bytes and times',
  options: [['--no-images', 'leave out the images for link previews']],
  run: async ({ root, flag, screen }): Promise<Outcome> => {
    const { openApp } = await import('../app.ts');
    await using app = openApp(root, { onNotice: screen.note });
    const progress = screen.progress('Reading issues');
    const { library, done } = await app.build({ images: !flag('no-images'), onProgress: progress.step });
    progress.end();
    const { shownProblems } = await import('../publish/open-library.ts');
    const shown = shownProblems(library);
    const problems = shown.map(problemData);
    for (const line of chiefProblemLines(shown, screen)) screen.note(line);
    if (!done) {
      const line = `Nothing was written: ${problemCount(shown)}.`;
      return { data: { done: false, problems }, lines: [line], failed: true };
    }
    const { issueCount, fileCount, changed, removed } = done;
    const files = `${counted(fileCount, 'file')} (${changed.length} changed, ${removed.length} removed)`;
    return {
      data: { done: true, issueCount, fileCount, changed, removed, problems },
      lines: [`Built ${counted(issueCount, 'issue')} into out/: ${files}.`],
    };
  },
};
