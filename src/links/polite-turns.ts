// Turns at servers: one request at a time to each host, and a pause behind each, whoever asks. A newsletter may link to
// one site fifty times, and its server owes us nothing.

/** Between the end of a request and the beginning of the next one to the same host. */
const PAUSE_MS = 300;

export type PoliteTurns = <T>(host: string, work: () => Promise<T>) => Promise<T>;

export function politeTurns(wait: (ms: number) => Promise<void>): PoliteTurns {
  const last = new Map<string, Promise<unknown>>();
  return async (host, work) => {
    const before = last.get(host);
    const turn = (async () => {
      if (before !== undefined) {
        await before;
        await wait(PAUSE_MS);
      }
      return work();
    })();
    // Whoever comes next waits for the end, and not for success.
    last.set(
      host,
      turn.catch(() => undefined),
    );
    return turn;
  };
}
