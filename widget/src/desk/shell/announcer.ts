/**
 * Tells an agent who looks elsewhere what happened: in words for a screen reader, by sound, and
 * by the browser's notifications, the last two only where they are switched on.
 */
import { formatRoute } from "../model/routes";
import type { AgentNotice, Handoff } from "../model/types";
import type { Desk } from "../store/desk";
import type { Arrivals } from "../store/queue";
import { callBack, Chime } from "./attention";
import { noticeWords } from "./notice-words";

export class Announcer {
  readonly #desk: Desk;
  readonly #speak: (words: string) => void;
  readonly #chime = new Chime();

  /** `speak` puts words where a screen reader hears them. */
  constructor(desk: Desk, speak: (words: string) => void) {
    this.#desk = desk;
    this.#speak = speak;
    desk.onArrivals = (arrivals) => this.#arrived(arrivals);
    desk.onNotices = (fresh) => this.#noticed(fresh);
  }

  #arrived({ waiting, answered }: Arrivals): void {
    const { say } = this.#desk;
    const told = [
      ...waiting.map((handoff) => [handoff, say("list.new", { reason: say(`reason.${handoff.reason}`) })] as const),
      ...answered.map((handoff) => [handoff, say("list.answered", { text: handoff.last_message?.text ?? "" })] as const),
    ];
    for (const [handoff, words] of told) this.#callBack(words, handoff.question ?? "", handoff);
    // Whom one is talking to needs no announcement: the log says it itself.
    const elsewhere = told.filter(([handoff]) => handoff.conversation_id !== this.#desk.state.selectedId);
    this.#tell(elsewhere.map(([, words]) => words));
  }

  #noticed(fresh: readonly AgentNotice[]): void {
    const words = fresh.map((notice) => noticeWords(notice, this.#desk));
    fresh.forEach((notice, place) => {
      if (notice.conversation_id !== null) this.#callBack(words[place] ?? "", "", { conversation_id: notice.conversation_id });
    });
    this.#tell(words);
  }

  #tell(words: readonly string[]): void {
    if (words.length > 0) this.#speak(words.join(" "));
    if (words.length > 0 || document.visibilityState === "hidden") this.#ring();
  }

  #ring(): void {
    if (this.#desk.state.preferences.sound) this.#chime.play();
  }

  #callBack(title: string, body: string, { conversation_id: id }: Pick<Handoff, "conversation_id">): void {
    if (!this.#desk.state.preferences.notifications) return;
    callBack(title, body, id, () => {
      location.hash = formatRoute({ page: "conversation", id });
    });
  }
}
