// masthead demo: shows all of it on a temporary newsletter.
import type { CommandSpec, Outcome } from './command.ts';
import { columns } from './columns.ts';
import { counted } from './problem-lines.ts';

export const demoCommand: CommandSpec = {
  usage: 'demo',
  summary: 'publish and mail sample issues in a temporary newsletter, and say what to open',
  run: async ({ screen }): Promise<Outcome> => {
    const { demoNewsletter } = await import('../flow/demo-newsletter.ts');
    const startedAt = performance.now();
    const progress = screen.progress('Reading issues');
    const { publish, ...report } = await demoNewsletter(progress.step);
    progress.end();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    const { issueCount, readerCount, acceptedCount, page, email, feed, root } = report;
    const done = publish.done;
    const published = `${counted(issueCount, 'sample issue')} as ${counted(done?.fileCount ?? 0, 'file')}`;
    const readers = counted(readerCount, 'sample subscriber');
    const lines = [
      `Published ${published} and mailed them to ${readers} by SMTP in ${seconds} s: ${acceptedCount} messages accepted.`,
      'Open:',
      ...columns([
        ['  a page', page],
        ['  an email', email],
        ['  a feed', feed],
      ]),
      `All of it is in ${root}; remove the folder when you have seen enough.`,
    ];
    return { data: report, lines, failed: acceptedCount !== issueCount * readerCount || issueCount === 0 };
  },
};
