/** How long to wait before the next try. */

export interface BackoffOptions {
  readonly firstMilliseconds?: number;
  readonly longestMilliseconds?: number;
  readonly random?: () => number;
}

export class Backoff {
  #failures = 0;
  readonly #first: number;
  readonly #longest: number;
  readonly #random: () => number;

  constructor(options: BackoffOptions = {}) {
    this.#first = options.firstMilliseconds ?? 500;
    this.#longest = options.longestMilliseconds ?? 20_000;
    this.#random = options.random ?? Math.random;
  }

  /** Milliseconds to wait: doubled with each failure, the upper half of it by chance. */
  next(): number {
    const ceiling = Math.min(this.#longest, this.#first * 2 ** this.#failures);
    this.#failures += 1;
    // Without chance every browser of a restarted server would come back in the same instant.
    return Math.round(ceiling * (0.5 + 0.5 * this.#random()));
  }

  reset(): void {
    this.#failures = 0;
  }
}
