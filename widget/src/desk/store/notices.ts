/** What the helpdesk tells this agent: mentions, transfers, due times, as long as it is unread. */
import type { AgentNotice } from "../model/types";
import type { Desk } from "./desk";

export class NoticeBoard {
  readonly #desk: Desk;
  /** Null before the first news: what was there before the desk was opened is not announced. */
  #known: Set<AgentNotice["id"]> | null = null;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  forget(): void {
    this.#known = null;
  }

  /** Takes the newest notices; those that came since the last time are announced. */
  take(unread: number, newest: readonly AgentNotice[]): void {
    const known = this.#known;
    const ids = new Set(newest.map((notice) => notice.id));
    const older = this.#desk.state.notices.list.filter((notice) => !ids.has(notice.id));
    this.#known = new Set([...(known ?? []), ...ids]);
    this.#desk.update({ notices: { unread, list: [...newest, ...older] } });
    this.readShown();
    const fresh = known === null ? [] : newest.filter((notice) => !notice.read && !known.has(notice.id));
    if (fresh.length > 0) this.#desk.onNotices(fresh);
  }

  /** Adds the next older ones; true where there may be still more. */
  async loadOlder(): Promise<boolean> {
    const { list, unread } = this.#desk.state.notices;
    const last = list.at(-1);
    if (last === undefined) return false;
    try {
      const older = await this.#desk.call(() => this.#desk.api.colleagues.noticesBefore(last.id));
      this.#desk.update({ notices: { unread, list: [...list, ...older] } });
      return older.length > 0;
    } catch (error) {
      this.#desk.fail(error);
      return false;
    }
  }

  /** What was told of the conversation on the screen needs no mark any more. */
  readShown(): void {
    const { selectedId, notices, phase } = this.#desk.state;
    if (selectedId === null || phase !== "signed-in" || globalThis.document?.visibilityState === "hidden") return;
    const isIts = (notice: AgentNotice): boolean => !notice.read && notice.conversation_id === selectedId;
    const count = notices.list.filter(isIts).length;
    if (count === 0) return;
    const list = notices.list.map((notice) => (isIts(notice) ? { ...notice, read: true } : notice));
    this.#desk.update({ notices: { unread: Math.max(0, notices.unread - count), list } });
    // The next news of the stream tell how it really is.
    this.#desk.call(() => this.#desk.api.colleagues.readNoticesOf(selectedId)).catch(() => undefined);
  }

  /** Marks everything shown as read. */
  async read(): Promise<void> {
    const { list, unread } = this.#desk.state.notices;
    const newest = list[0];
    if (newest === undefined || unread === 0) return;
    this.#desk.update({ notices: { unread: 0, list: list.map((notice) => ({ ...notice, read: true })) } });
    try {
      await this.#desk.call(() => this.#desk.api.colleagues.readNotices(newest.id));
    } catch (error) {
      this.#desk.update({ notices: { unread, list } });
      this.#desk.fail(error);
    }
  }
}
