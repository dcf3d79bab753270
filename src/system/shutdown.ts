// SIGTERM and SIGINT as an AbortSignal: the first asks for an orderly end, the second ends the process at once.

/** Aborts at the first signal; `dispose` takes the listeners off again. */
export function shutdownSignal(): { readonly signal: AbortSignal; readonly [Symbol.dispose]: () => void } {
  const controller = new AbortController();
  const stop = (name: NodeJS.Signals): void => {
    // Whoever presses Ctrl-C twice means it. 128 + signal number is what a shell reports for a killed process.
    if (controller.signal.aborted) process.exit(name === 'SIGINT' ? 130 : 143);
    controller.abort();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      process.off('SIGTERM', stop);
      process.off('SIGINT', stop);
    },
  };
}
