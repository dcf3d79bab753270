// How many deliveries a sender leases at once. Each lease is a transaction, so a quick sender takes many; what one has
// leased nobody else can send, so a slow one takes few, and several come to the end of a mailing together.

/** For each connection: at most, rare enough to cost nothing, and at least, so that none is without. */
const MOST = 8;
const LEAST = 1;

/** What is leased should last about as long: short beside any mailing that is worth sharing. */
const LASTS_MS = 200;

export class LeaseSize {
  readonly most: number;
  readonly #least: number;
  #size: number;
  #atMs: number | undefined;

  constructor(connections: number) {
    this.most = connections * MOST;
    this.#least = connections * LEAST;
    this.#size = 2 * this.#least;
  }

  /** How many to lease now, by how long the last ones have lasted; `nowMs` by any clock. */
  next(nowMs: number): number {
    const lastedMs = this.#atMs === undefined ? LASTS_MS : nowMs - this.#atMs;
    this.#atMs = nowMs;
    if (lastedMs < LASTS_MS / 2) this.#size = Math.min(this.#size * 2, this.most);
    if (lastedMs > LASTS_MS) this.#size = Math.max(Math.floor(this.#size / 2), this.#least);
    return this.#size;
  }
}
