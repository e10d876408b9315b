/** Who is writing: what is heard of the other side ends by itself, our own is told now and then. */

import type { Typing } from "../api/types";

export interface TypingSignsOptions {
  readonly show: (typing: Typing) => void;
  /** Tells the other side that the customer is writing. */
  readonly tell: () => void;
}

/** Whoever vanishes while writing does not write for ever. */
const LIFE_MILLISECONDS = { bot: 30_000, agent: 8_000 };
const EVERY_MILLISECONDS = 3_000;

export class TypingSigns {
  readonly #options: TypingSignsOptions;
  #ends: Partial<Record<"bot" | "agent", ReturnType<typeof setTimeout>>> = {};
  #toldAt = 0;

  constructor(options: TypingSignsOptions) {
    this.#options = options;
  }

  stop(): void {
    for (const timer of Object.values(this.#ends)) clearTimeout(timer);
    this.#ends = {};
  }

  /** Shows what the stream told, and takes it back where the end of it is never heard. */
  hear(typing: Typing): void {
    if (typing.author === "customer") return;
    const author = typing.author;
    clearTimeout(this.#ends[author]);
    this.#options.show(typing);
    if (!typing.active) return;
    this.#ends[author] = setTimeout(() => this.#options.show({ author, active: false }), LIFE_MILLISECONDS[author]);
  }

  /** The customer has pressed a key. */
  note(): void {
    const now = Date.now();
    if (now - this.#toldAt < EVERY_MILLISECONDS) return;
    this.#toldAt = now;
    this.#options.tell();
  }

  /** The customer has sent what was written: the next key is news again. */
  sent(): void {
    this.#toldAt = 0;
  }
}
