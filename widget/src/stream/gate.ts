/** Lets each event of a numbered log through once and in order. */

export type Passage = "next" | "duplicate" | "gap";

export class SequenceGate {
  #last: number;

  constructor(last = 0) {
    this.#last = last;
  }

  /** The number of the last event let through; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** Whether `sequence` follows; only then the gate moves on. */
  admit(sequence: number): Passage {
    if (sequence <= this.#last) return "duplicate";
    if (sequence > this.#last + 1) return "gap";
    this.#last = sequence;
    return "next";
  }
}
