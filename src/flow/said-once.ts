// A state that is looked at every minute is told when it changes and not every minute.

/** Calls `say` when the state of something is another one than the last time; the first state is compared with ''. */
export type SaidOnce = (about: string, state: string, say: (state: string) => void) => void;

export function saidOnce(): SaidOnce {
  const said = new Map<string, string>();
  return (about, state, say) => {
    if ((said.get(about) ?? '') === state) return;
    said.set(about, state);
    say(state);
  };
}
