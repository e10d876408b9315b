/** Asks for the news every few seconds, one question at a time, while somebody can see them. */

export interface PollingOptions {
  readonly poll: () => Promise<void>;
  readonly onAnswer: () => void;
  readonly onFailure: (reason: unknown) => void;
  readonly everyMilliseconds?: number;
}

const EVERY_MILLISECONDS = 3_000;

export class Polling {
  readonly #options: PollingOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Which start is running; what an earlier one still hears is dropped. */
  #run: symbol | null = null;

  constructor(options: PollingOptions) {
    this.#options = options;
  }

  get running(): boolean {
    return this.#run !== null;
  }

  start(): void {
    if (this.running) return;
    const run = Symbol("polling");
    this.#run = run;
    void this.#ask(run);
  }

  stop(): void {
    this.#run = null;
    clearTimeout(this.#timer);
  }

  async #ask(run: symbol): Promise<void> {
    if (globalThis.document?.visibilityState !== "hidden") {
      try {
        await this.#options.poll();
        if (this.#run === run) this.#options.onAnswer();
      } catch (reason) {
        if (this.#run === run) this.#options.onFailure(reason);
      }
    }
    // Only now: a slow server is never asked twice at once.
    if (this.#run !== run) return;
    this.#timer = setTimeout(() => void this.#ask(run), this.#options.everyMilliseconds ?? EVERY_MILLISECONDS);
  }
}
