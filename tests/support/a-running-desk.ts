// The whole desk as `masthead desk` runs it, in this process, on a newsletter in a temporary folder.
import { onTestFinished, vi } from 'vitest';
import { runDesk } from '../../src/flow/run-desk.ts';

export interface RunningDesk {
  readonly link: string;
  readonly origin: string;
  /** Asks with the cookie that the link gives. */
  readonly ask: (path: string) => Promise<Response>;
  /** Presses the button of the page at this path, with these fields filled in. */
  readonly press: (path: string, fields?: Readonly<Record<string, string>>) => Promise<Response>;
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
  const ask: RunningDesk['ask'] = (path) => fetch(origin + path, { headers: { cookie } });
  const press: RunningDesk['press'] = async (path, fields = {}) => {
    const form_token = /name="form_token" value="([^"]+)"/.exec(await (await ask(path)).text())?.[1] ?? '';
    const body = new URLSearchParams({ ...fields, form_token });
    return fetch(origin + path, { method: 'POST', headers: { cookie, origin }, body });
  };
  return { link, origin, end, ask, press };
}
