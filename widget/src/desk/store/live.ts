/**
 * The desk's one stream: a snapshot of the queue and then its changes, new events of the logs,
 * who types, reads and looks on, notices. What it misses while away comes with the snapshot of
 * the next connection, whose sequences tell which logs are behind. A
 * conversation without an open handoff is not in the stream: it is asked for while it is shown.
 */
import { EventStream } from "../../stream/event-stream";
import type { ServerEvent } from "../../stream/parser";
import type { AgentNotice, Colleague, Handoff, LogEvent, Viewer } from "../model/types";
import type { Desk } from "./desk";

interface TypingNews {
  readonly conversation_id: string;
  readonly author: string;
  readonly active: boolean;
}

interface HandoffChanges {
  readonly changed: readonly Handoff[];
  /** Ids of handoffs that are not open any more. */
  readonly removed: readonly string[];
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
      poll: () => this.#desk.queue.fetchOpen(),
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
        return this.#desk.queue.takeSnapshot((data as { handoffs: readonly Handoff[] }).handoffs);
      case "handoff_changes": {
        const { changed, removed } = data as HandoffChanges;
        return this.#desk.queue.takeChanges(changed, removed);
      }
      case "unread":
        return this.#desk.queue.takeUnread((data as { conversations: Readonly<Record<string, number>> }).conversations);
      case "detail":
        return this.#desk.threads.reloadOpened((data as { conversation_id: string }).conversation_id);
      case "log":
        return this.#desk.threads.takeEvent(data as LogEvent);
      case "typing": {
        const news = data as TypingNews;
        if (news.author === "customer") this.#desk.threads.takeTyping(news.conversation_id, news.active);
        return;
      }
      case "reading": {
        const news = data as { conversation_id: string; customer_read_sequence: number };
        return this.#desk.threads.takeReading(news.conversation_id, news.customer_read_sequence);
      }
      case "viewing": {
        const news = data as { conversation_id: string; viewers: readonly Viewer[] };
        return this.#desk.colleagues.takeViewers(news.conversation_id, news.viewers);
      }
      case "agents":
        return this.#desk.colleagues.takeAgents((data as { agents: readonly Colleague[] }).agents);
      case "notices": {
        const { unread, notices } = data as { unread: number; notices: readonly AgentNotice[] };
        return this.#desk.notices.take(unread, notices);
      }
      default:
        // A newer server may say more than this page understands.
        return;
    }
  }
}
