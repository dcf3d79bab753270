// A bound on work that cannot be interrupted from within: parsing and rendering are synchronous, and one hostile or
// broken text must not hold up a build for ever.
import { createContext, Script } from 'node:vm';

// V8 can only be stopped inside a script that was started with a time limit, so the work is called from one.
const call: { work?: () => unknown } = {};
const context = createContext({ call });
const script = new Script('call.work()');

/** What `work` gives, or undefined when it took longer than `limitMs`. What it throws is thrown on. */
export function withinTime<T>(limitMs: number, work: () => T): T | undefined {
  call.work = work;
  try {
    // The script's value is that of `work`, which it calls; the context offers nothing else.
    return script.runInContext(context, { timeout: limitMs }) as T;
  } catch (error) {
    // The error comes from the other context, whose Error is not ours.
    if (Object(error).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined;
    throw error;
  } finally {
    delete call.work;
  }
}
