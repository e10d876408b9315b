/**
 * The people at the desk: who is there, one's own availability, and who else has a conversation
 * open. Also what hardly changes and is fetched once: departments and canned replies.
 */
import type { Availability, CannedReply, Colleague, Viewer } from "../model/types";
import type { Desk } from "./desk";

/** The helpdesk forgets a viewer after 25 s. */
const VIEWING_REPEAT_MILLISECONDS = 10_000;
/** As long as a burst of typing is shown to colleagues. */
const WRITING_MILLISECONDS = 8_000;
/** Replies a lead changes meanwhile are there after at most so long. */
const CANNED_KEPT_MILLISECONDS = 60_000;

export class Colleagues {
  readonly #desk: Desk;
  #repeat: ReturnType<typeof setInterval> | undefined;
  #viewed: string | null = null;
  #wroteAt = Number.NEGATIVE_INFINITY;
  #saidWriting = false;
  #canned: { readonly at: number; readonly replies: Promise<readonly CannedReply[]> } | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Begins to tell what is shown, and fetches what the stream does not bring. */
  open(): void {
    this.close();
    this.#canned = null;
    this.#repeat = setInterval(() => this.#tell(), VIEWING_REPEAT_MILLISECONDS);
    void this.#load();
  }

  close(): void {
    clearInterval(this.#repeat);
  }

  get availability(): Availability {
    return this.#desk.state.agent?.availability ?? "online";
  }

  async setAvailability(availability: Availability): Promise<void> {
    const { agent } = this.#desk.state;
    if (agent === null) return;
    this.#desk.update({ agent: { ...agent, availability } });
    try {
      await this.#desk.call(() => this.#desk.api.colleagues.setAvailability(availability));
    } catch (error) {
      this.#desk.update({ agent });
      this.#desk.fail(error);
    }
  }

  takeAgents(agents: readonly Colleague[]): void {
    this.#desk.update({ agents });
  }

  takeViewers(conversationId: string, viewers: readonly Viewer[]): void {
    const self = this.#desk.state.agent?.username;
    this.#desk.threads.change(conversationId, { viewers: viewers.filter((viewer) => viewer.username !== self) });
  }

  /** Says that this conversation (null: none) is on the screen now. */
  shows(conversationId: string | null): void {
    if (this.#viewed !== null && this.#viewed !== conversationId) void this.#say(this.#viewed, false, false);
    this.#viewed = conversationId;
    this.#wroteAt = Number.NEGATIVE_INFINITY;
    this.#tell();
  }

  /** Says that something is being written here, a reply or a note. */
  writes(): void {
    this.#wroteAt = this.#desk.now();
    if (!this.#saidWriting) this.#tell();
  }

  /** Fetched once a minute at most; an empty list while they cannot be had. */
  cannedReplies(): Promise<readonly CannedReply[]> {
    const now = this.#desk.now();
    if (this.#canned === null || now - this.#canned.at > CANNED_KEPT_MILLISECONDS) {
      const replies = this.#desk.call(() => this.#desk.api.colleagues.cannedReplies()).catch(() => {
        this.#canned = null;
        return [];
      });
      this.#canned = { at: now, replies };
    }
    return this.#canned.replies;
  }

  #tell(): void {
    if (this.#viewed === null || this.#desk.state.phase !== "signed-in") return;
    if (globalThis.document?.visibilityState === "hidden") return;
    this.#saidWriting = this.#desk.now() - this.#wroteAt < WRITING_MILLISECONDS;
    void this.#say(this.#viewed, true, this.#saidWriting);
  }

  async #say(id: string, active: boolean, writing: boolean): Promise<void> {
    try {
      const viewers = await this.#desk.api.conversations.viewing(id, active, writing);
      if (active) this.takeViewers(id, viewers);
    } catch {
      // A courtesy: who cannot be told is told ten seconds later.
    }
  }

  async #load(): Promise<void> {
    const { colleagues } = this.#desk.api;
    const [agents, departments] = await Promise.allSettled([colleagues.agents(), colleagues.departments()]);
    if (agents.status === "fulfilled") this.takeAgents(agents.value);
    // Without departments their ids are shown: no reason to stop anybody's work.
    if (departments.status === "fulfilled") this.#desk.update({ departments: departments.value });
  }
}
