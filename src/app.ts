// The one place where adapters are built and joined: settings, clock, build, store, mail. Commands ask it for what they
// need; whatever is heavy is loaded when it is first used.
import { readSettings, type Settings } from './settings.ts';
import type { BuildResult } from './publish/build.ts';
import type { LibraryInput, OpenLibrary } from './publish/open-library.ts';
import { systemClock, type Clock } from './system/clock.ts';

export interface App {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly library: (options?: Pick<LibraryInput, 'onProgress'>) => Promise<OpenLibrary>;
  readonly build: (options: Pick<LibraryInput, 'onProgress'> & { readonly images: boolean }) => Promise<BuildResult>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** The newsletter in `root`. Throws what readSettings throws. */
export function openApp(root: string, clock: Clock = systemClock): App {
  const settings = readSettings(root);
  const { newsletter } = settings;
  return {
    settings,
    clock,
    library: async (options) => {
      const { openLibrary } = await import('./publish/open-library.ts');
      return openLibrary({ root: settings.root, newsletter, ...options });
    },
    build: async (options) => {
      const { build } = await import('./publish/build.ts');
      return build({ root: settings.root, newsletter, now: clock.now(), ...options });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
