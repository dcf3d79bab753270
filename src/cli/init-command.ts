// masthead init: a newsletter that builds at once. Copies our starter and the templates; a file that is there stays.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '../errors.ts';
import { systemClock } from '../system/clock.ts';
import type { CommandSpec, Outcome } from './command.ts';

const LANGUAGES = ['en', 'zh'] as const;

export const initCommand: CommandSpec = {
  usage: 'init [dir]',
  summary: 'make a new newsletter: settings, templates, a first issue',
  options: [
    ['--language <tag>', 'en or zh: the language of the settings and of the first issue (en)'],
    ['--editors', 'in a newsletter that is there: bring schemas and snippets for editors up to this version'],
  ],
  run: async ({ root, args, text, flag }): Promise<Outcome> => {
    const language = LANGUAGES.find((name) => name === (text('language') ?? 'en'));
    if (!language) throw new AppError('USAGE', `--language is ${LANGUAGES.join(' or ')}, not "${text('language')}".`);
    const target = resolve(root, args[0] ?? '.');
    if (flag('editors')) return refreshed(target);
    if (existsSync(join(target, 'masthead.yaml'))) {
      throw new AppError('FILE_EXISTS', `${target} holds a newsletter already: masthead.yaml is there.`);
    }
    const { ENGINE_ROOT } = await import('../publish/sources.ts');
    const { editorFiles } = await import('../flow/editor-files.ts');
    const starter = join(ENGINE_ROOT, 'starter', language);
    // UTC: the zone of a newsletter that nobody has set up yet, and never ahead of the zone in the starter.
    const today = systemClock.now().toISOString().slice(0, 10);
    const made = [
      ['masthead.yaml', readFileSync(join(starter, 'masthead.yaml'), 'utf8').replaceAll('YEAR', today.slice(0, 4))],
      // Not named by its date: that name belongs to the first issue that the editor makes with `new`.
      ['issues/welcome.md', readFileSync(join(starter, 'issue.md'), 'utf8').replaceAll('TODAY', today)],
      ['.env.example', readFileSync(join(ENGINE_ROOT, '.env.example'), 'utf8')],
      ['.gitignore', 'data/\nout/\nout.*\n.env\n'],
      ...editorFiles().map(({ path, content }) => [path, content] as const),
    ] as const;
    const written: string[] = made
      .filter(([path, content]) => writeNew(join(target, path), content))
      .map(([path]) => path);
    for (const folder of ['email-templates', 'web-templates']) {
      // The desk belongs to the program: a copy would only grow old.
      const filter = (path: string): boolean => path !== join(ENGINE_ROOT, 'web-templates/desk');
      cpSync(join(ENGINE_ROOT, folder), join(target, folder), { recursive: true, force: false, filter });
      written.push(`${folder}/`);
    }
    const next = `Next: write your own values into masthead.yaml, then run "masthead build" in ${target}.`;
    return { data: { root: target, written }, lines: [`Made a newsletter in ${target}: ${written.join(', ')}.`, next] };
  },
};

/** Leaves alone what the owner has written. */
async function refreshed(target: string): Promise<Outcome> {
  if (!existsSync(join(target, 'masthead.yaml'))) {
    throw new AppError('SETTINGS_MISSING', `There is no masthead.yaml in ${target}: --editors is for a newsletter.`);
  }
  const { editorFiles } = await import('../flow/editor-files.ts');
  const written = editorFiles().flatMap(({ path, content, isOurs }) => {
    const file = join(target, path);
    if (existsSync(file) && (!isOurs || readFileSync(file, 'utf8') === content)) return [];
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return [path];
  });
  const line = written.length === 0 ? 'Everything for editors is of this version.' : `Written: ${written.join(', ')}.`;
  return { data: { root: target, written }, lines: [line] };
}

function writeNew(path: string, content: string): boolean {
  if (existsSync(path)) return false;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { flag: 'wx' });
  return true;
}
