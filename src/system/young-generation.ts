// Bounds the memory of a long run that makes nothing but small garbage. V8 lets its young generation double as long as
// the machine has memory, up to 128 MB, which makes such a run no faster; its size can be set only when Node starts
// (--max-semi-space-size). How much it grows at a time V8 looks up at each step, so that is what is held.
import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Both halves. With less of it a run takes more time, with more no less. */
const ENOUGH_BYTES = 16 * 2 ** 20;

/** V8's own. */
const USUAL_GROWTH = 2;

let runs = 0;

/**
 * Until it is disposed, the young generation grows to 16 MB and no further; one that is larger stays as it is. V8 has
 * one flag for all threads of a process: a thread that begins to render meanwhile keeps to the size that it has.
 */
export function boundYoungGeneration(): Disposable {
  runs += 1;
  const observer = new PerformanceObserver(() => holdWhenEnough(observer));
  observer.observe({ entryTypes: ['gc'] });
  // By the time that a collection is told of, it may have grown again.
  holdWhenEnough(observer);
  return {
    [Symbol.dispose]: () => {
      observer.disconnect();
      runs -= 1;
      if (runs === 0) growBy(USUAL_GROWTH);
    },
  };
}

function holdWhenEnough(observer: PerformanceObserver): void {
  const young = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space');
  if (young === undefined || young.space_size < ENOUGH_BYTES) return;
  observer.disconnect();
  growBy(1);
}

function growBy(factor: number): void {
  setFlagsFromString(`--semi-space-growth-factor=${factor}`);
}
