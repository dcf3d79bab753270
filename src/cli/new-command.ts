// masthead new: a draft with today's date in the newsletter's own time zone.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dayOf } from '../core/issue/zoned-time.ts';
import { AppError } from '../errors.ts';
import type { CommandSpec, Outcome } from './command.ts';

const SLUG = /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u;
const TITLES: Readonly<Record<string, string>> = { zh: '未定标题', ja: '無題' };

export const newCommand: CommandSpec = {
  usage: 'new [slug]',
  summary: "make a draft with today's date; its file is named by the slug, else by the date",
  options: [['--title <title>', 'the title of the issue']],
  run: async ({ root, args, text }): Promise<Outcome> => {
    const { openApp } = await import('../app.ts');
    await using app = openApp(root);
    const { newsletter } = app;
    const today = dayOf(app.clock.now().getTime(), newsletter.schedule.time_zone);
    // Whoever lets the shell complete a name, or thinks of the file, writes the ending too.
    const slug = (args[0] ?? today).normalize('NFC').replace(/\.md$/i, '');
    if (!SLUG.test(slug)) {
      throw new AppError(
        'USAGE',
        `"${slug}" cannot name an issue. Use letters, digits, full stops, hyphens and underscores.`,
      );
    }
    const path = `issues/${slug}.md`;
    const file = join(root, path);
    if (existsSync(file))
      throw new AppError('FILE_EXISTS', `${path} is there already. Give the new issue another slug.`);
    const title = text('title') ?? TITLES[newsletter.language.split('-')[0] ?? ''] ?? 'Untitled';
    mkdirSync(join(root, 'issues'), { recursive: true });
    // JSON strings are YAML strings, whatever the title holds.
    const draft = `---\ntitle: ${JSON.stringify(title)}\ndate: ${today}\nstatus: draft\n---\n\n`;
    writeFileSync(file, draft, { flag: 'wx' });
    return { data: { path, slug, date: today }, lines: [`Made ${path}. Set "status: published" when it is ready.`] };
  },
};
