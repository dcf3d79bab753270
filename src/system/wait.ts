// Waiting that an orderly end may cut short.

/** The longest time that a timer of Node can count; what waits longer looks again by itself. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Resolves after that long, or at once when the signal is aborted. Never rejects. */
export function wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, Math.min(milliseconds, MAX_TIMER_MS));
    signal?.addEventListener('abort', end, { once: true });
  });
}
