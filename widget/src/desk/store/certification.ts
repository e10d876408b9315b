/** The certificate as the desk last heard of it, and asking for a new one. */
import type { CertifyOutcome } from "../model/certificate";
import type { Desk } from "./desk";

const REFRESH_MILLISECONDS = 300_000;

export class Certification {
  readonly #desk: Desk;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Watches on a lead's behalf: an alarm must not wait until somebody opens the page. */
  watch(): void {
    this.close();
    if (this.#desk.state.agent?.role !== "lead") return;
    // What fails here is said by the page itself when it is opened.
    const look = (): void => void this.load().catch(() => undefined);
    look();
    this.#timer = setInterval(look, REFRESH_MILLISECONDS);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Throws what the API throws. */
  async load(): Promise<void> {
    this.#desk.update({ certificate: await this.#desk.call(() => this.#desk.api.labels.certificate()) });
  }

  /** What came of it; throws what the API throws. */
  async certify(alpha: number, delta: number): Promise<CertifyOutcome> {
    const outcome = await this.#desk.call(() => this.#desk.api.labels.certify(alpha, delta));
    // It is issued or not whether the new state can be fetched now or only with the next look.
    await this.load().catch(() => undefined);
    return outcome;
  }
}
