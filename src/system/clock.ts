// The time of day, handed in wherever it matters, so that a test can set it and core stays free of it.

export interface Clock {
  readonly now: () => Date;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => new Date() };
