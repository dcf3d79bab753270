// Chance, handed in wherever it matters, so that a test can repeat it and core stays free of it.

/** A number in [0, 1). Spreads work in time; nothing secret is made from it. */
export type Random = () => number;

export const systemRandom: Random = () => Math.random();
