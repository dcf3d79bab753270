// git, asked about the folder of a newsletter: which commit is checked out, what differs from it, and files as a commit
// had them. It only ever reads: neither the checkout nor the index nor a branch is touched.
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A repository on a slow disk; a git that waits for longer waits for something that will not come. */
const LIMIT_MS = 60_000;
/** The history of one file, or the list of a commit's files: far beyond what a newsletter has. */
const OUTPUT_BYTES = 64_000_000;

export interface Git {
  /** The commit that is checked out; undefined before the first one. */
  readonly head: string | undefined;
  /** Those of the paths (from the newsletter's folder) that the commit has otherwise, or not at all. */
  readonly changed: (paths: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Whether the commit is in this clone. */
  readonly has: (commit: string) => Promise<boolean>;
  /** Whether the clone has only the latest part of the history. */
  readonly isShallow: () => Promise<boolean>;
  /** Writes these paths as the commit has them into the folder `into`; what the commit has not is left out. */
  readonly extract: (commit: string, paths: readonly string[], into: string) => Promise<void>;
  /** The commits that have touched the file, newest first; of those before an instant when one is given. */
  readonly history: (path: string, options?: { before?: string; limit?: number }) => Promise<readonly string[]>;
  /** A file as the commit has it; undefined when it has none. */
  readonly text: (commit: string, path: string) => Promise<string | undefined>;
}

/** Undefined where there is no git, or the folder is in no repository. */
export async function openGit(folder: string): Promise<Git | undefined> {
  const run = async (args: readonly string[]): Promise<string> => (await git(folder, args)).toString('utf8');
  const prefix = await run(['rev-parse', '--show-prefix']).catch(() => undefined);
  if (prefix === undefined) return undefined;
  const place = prefix.replace(/\n$/, '');
  const head = await run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']).catch(() => undefined);
  const has = (commit: string): Promise<boolean> =>
    run(['cat-file', '-e', `${commit}^{commit}`]).then(
      () => true,
      () => false,
    );
  return {
    head: head?.trim(),
    changed: async (paths) => {
      const args = ['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=all', '--ignored=matching'];
      const lines = (await run([...args, '--', ...literal(paths)])).split('\0').filter((line) => line !== '');
      return new Set(lines.map((line) => line.slice('XY '.length).slice(place.length)));
    },
    has,
    isShallow: async () => (await run(['rev-parse', '--is-shallow-repository'])).trim() === 'true',
    extract: async (commit, paths, into) => {
      const listed = (await run(['ls-tree', '-r', '-z', commit, '--', ...paths])).split('\0');
      const files = listed.flatMap((line) => {
        const [, blob, path] = /^100(?:644|755) blob (\w+)\t([^\n]*)$/.exec(line) ?? [];
        return blob === undefined || path === undefined ? [] : [{ blob, path }];
      });
      const input = files.map(({ blob, path }) => `${blob} ${place}${path}\n`).join('');
      // As a checkout writes them: line ends and filters of .gitattributes included.
      const contents = blobs(await git(folder, ['cat-file', '--batch', '--filters'], { input }));
      for (const { path } of files) {
        const content = contents.next().value;
        if (content === undefined) break;
        mkdirSync(dirname(join(into, path)), { recursive: true });
        writeFileSync(join(into, path), content);
      }
    },
    history: async (path, { before, limit = 100 } = {}) => {
      const until = before === undefined ? [] : [`--before=${before}`];
      const args = ['log', '--format=%H', `--max-count=${limit}`, ...until, '--', ...literal([path])];
      return (await run(args).catch(() => '')).split('\n').filter((line) => line !== '');
    },
    text: (commit, path) => run(['show', `${commit}:./${path}`]).catch(() => undefined),
  };
}

/** No character of a name is a pattern. */
function literal(paths: readonly string[]): readonly string[] {
  return paths.map((path) => `:(literal)${path}`);
}

/** What `cat-file --batch` prints: a line that ends in the size, the bytes, a line end; again and again. */
function* blobs(printed: Buffer): Generator<Buffer, undefined> {
  for (let at = 0; at < printed.length;) {
    const end = printed.indexOf('\n', at);
    const size = Number(/ blob (\d+)$/.exec(printed.toString('latin1', at, end))?.[1] ?? Number.NaN);
    if (end === -1 || Number.isNaN(size)) return undefined;
    yield printed.subarray(end + 1, end + 1 + size);
    at = end + 1 + size + '\n'.length;
  }
  return undefined;
}

/** What git prints. Rejects when it is not there or says no. */
function git(folder: string, args: readonly string[], { input }: { readonly input?: string } = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, timeout: LIMIT_MS, maxBuffer: OUTPUT_BYTES, encoding: 'buffer' } as const;
    const child = execFile('git', ['--no-optional-locks', ...args], options, (error, stdout) => {
      if (error) reject(error);
      else resolve(stdout);
    });
    // A git that ends before it has read everything has said why by its status.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}
