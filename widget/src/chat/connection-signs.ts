/** What to tell the customer of the stream: nothing of a loss that is over in a moment. */

import type { StreamStatus } from "../stream/event-stream";
import type { Connection } from "./model/state";

const LOST_AFTER_MILLISECONDS = 1_500;

export class ConnectionSigns {
  readonly #show: (connection: Connection) => void;
  #shown: Connection = "idle";
  #lost: ReturnType<typeof setTimeout> | undefined;

  constructor(show: (connection: Connection) => void) {
    this.#show = show;
  }

  stop(): void {
    clearTimeout(this.#lost);
    this.#lost = undefined;
  }

  become(status: StreamStatus): void {
    switch (status) {
      case "open":
        this.stop();
        this.#say("online");
        break;
      case "closed":
        this.stop();
        this.#say("idle");
        break;
      case "connecting":
      case "waiting":
        if (this.#shown === "lost") break;
        if (this.#shown === "idle") this.#say("connecting");
        // Counted from the loss, through every try that follows it.
        this.#lost ??= setTimeout(() => this.#say("lost"), LOST_AFTER_MILLISECONDS);
        break;
    }
  }

  #say(connection: Connection): void {
    this.#shown = connection;
    this.#show(connection);
  }
}
