/**
 * The desk's one stream: snapshots of the queue, new events of the logs, typing. What it misses
 * while away comes with the next snapshot, whose sequences tell which logs are behind. A
 * conversation without an open handoff is not in the stream: it is asked for while it is shown.
 */
import { EventStream } from "../../stream/event-stream";
import type { ServerEvent } from "../../stream/parser";
import type { Handoff, LogEvent } from "../model/types";
import type { Desk } from "./desk";

interface TypingNews {
  readonly conversation_id: string;
  readonly author: string;
  readonly active: boolean;
}

const FOLLOW_MILLISECONDS = 3_000;

export class Live {
  readonly #desk: Desk;
  #following: ReturnType<typeof setInterval> | undefined;
  #stream: EventStream | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  open(): void {
    this.close();
    this.#stream = new EventStream({
      url: () => this.#desk.api.streamUrl(),
      headers: () => this.#desk.api.streamHeaders(),
      credentials: "same-origin",
      onEvent: (event) => this.#take(event),
      onStatus: (connection) => {
        this.#desk.update({ connection });
        if (connection === "open") this.#desk.threads.catchUpSelected();
      },
      poll: () => this.#desk.fetchOpen(),
      onRefused: (error) => {
        if (error.status === 401) this.#desk.expire();
        else this.#desk.fail(error);
      },
    });
    this.#stream.open();
    this.#following = setInterval(() => {
      if (globalThis.document?.visibilityState !== "hidden") this.#desk.threads.followSelected();
    }, FOLLOW_MILLISECONDS);
  }

  close(): void {
    clearInterval(this.#following);
    this.#stream?.close();
    this.#stream = null;
  }

  #take(event: ServerEvent): void {
    const data: unknown = JSON.parse(event.data);
    switch (event.name) {
      case "handoffs":
        return this.#desk.takeSnapshot((data as { handoffs: readonly Handoff[] }).handoffs);
      case "log":
        return this.#desk.threads.takeEvent(data as LogEvent);
      case "typing": {
        const news = data as TypingNews;
        if (news.author === "customer") this.#desk.threads.takeTyping(news.conversation_id, news.active);
        return;
      }
      default:
        // A newer server may say more than this page understands.
        return;
    }
  }
}
