// The whole desk as `masthead desk` runs it, in this process, on a newsletter in a temporary folder.
import { onTestFinished, vi } from 'vitest';
import { runDesk } from '../../src/flow/run-desk.ts';

export interface RunningDesk {
  readonly link: string;
  readonly origin: string;
  /** Asks with the cookie that the link gives. */
  readonly ask: (path: string) => Promise<Response>;
  /** Ends it and waits for its end. */
  readonly end: () => Promise<void>;
}

export async function aRunningDesk(root: string): Promise<RunningDesk> {
  // The test runner sets it, and masthead would read it.
  vi.stubEnv('BASE_URL', '');
  const stop = new AbortController();
  let ended: Promise<void> = Promise.resolve();
  const link = await new Promise<string>((resolve, reject) => {
    const onNotice = (sentence: string): void => reject(new Error(sentence));
    ended = runDesk({
      root,
      port: 0,
      signal: stop.signal,
      opensBrowser: false,
      onReady: resolve,
      onNotice,
      onProgress() {},
    });
    ended.catch(reject);
  });
  const end = async (): Promise<void> => {
    stop.abort();
    await ended;
  };
  onTestFinished(end);
  const { origin } = new URL(link);
  const welcome = await fetch(link);
  const cookie = welcome.headers.get('set-cookie')?.replace(/;.*$/, '') ?? '';
  return { link, origin, end, ask: (path) => fetch(origin + path, { headers: { cookie } }) };
}
