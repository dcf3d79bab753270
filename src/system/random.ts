// Randomness, handed in wherever it matters, so that a test can repeat it and core stays free of it.
import { randomBytes } from 'node:crypto';

export interface Random {
  /** So many bytes that nobody can guess. */
  readonly bytes: (count: number) => Uint8Array;
}

/** The operating system's generator. */
export const systemRandom: Random = { bytes: (count) => randomBytes(count) };
