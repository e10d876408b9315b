/** What the list of a tab consists of: rows under headings, or a word on why it is empty. Pure. */
import { all, mine, snoozed, waiting, type Filter, type Tab } from "../model/queue";
import type { Handoff } from "../model/types";
import type { DeskState } from "../store/state";
import type { WordKey } from "../words";

export type Item =
  | { readonly kind: "row"; readonly key: string; readonly handoff: Handoff; readonly place: number }
  | { readonly kind: "heading"; readonly key: string; readonly words: WordKey; readonly count: number }
  | { readonly kind: "remark"; readonly key: string; readonly words: WordKey; readonly more?: WordKey };

/** The items of a tab; null while they are being fetched. */
export function itemsOf(tab: Tab, state: DeskState, filter: Filter): readonly Item[] | null {
  const { open, closed, agent } = state;
  if (tab === "closed") {
    if (closed === null) return null;
    return closed.length === 0 ? [remark("list.closed.empty")] : rows(closed);
  }
  if (open === null) return null;
  switch (tab) {
    case "waiting": {
      const queue = waiting(open);
      return queue.length === 0 ? [remark("list.waiting.empty", "list.waiting.empty_more")] : rows(queue);
    }
    case "mine": {
      const username = agent?.username ?? "";
      const own = mine(open, username);
      return [
        ...(own.length === 0 ? [remark("list.mine.empty", "list.mine.empty_more")] : rows(own)),
        ...group("list.snoozed", snoozed(open, username)),
      ];
    }
    case "all":
      return allItems(all(open, filter), state, filter);
  }
}

/** The rows' handoffs in their order: what the keyboard walks through. */
export function handoffsOf(items: readonly Item[] | null): readonly Handoff[] {
  return (items ?? []).flatMap((item) => (item.kind === "row" ? [item.handoff] : []));
}

function allItems(listed: readonly Handoff[], state: DeskState, filter: Filter): readonly Item[] {
  const items = listed.length === 0 ? [remark("list.all.empty")] : rows(listed);
  if (filter.text.trim() === "" || state.found === null) return items;
  const { handoffs } = state.found;
  if (handoffs === null) return [...items, remark("list.searching")];
  return [...items, ...group("list.found_closed", handoffs)];
}

function rows(handoffs: readonly Handoff[]): Item[] {
  return handoffs.map((handoff, index) => ({ kind: "row", key: handoff.id, handoff, place: index + 1 }));
}

function group(words: WordKey, handoffs: readonly Handoff[]): Item[] {
  if (handoffs.length === 0) return [];
  return [{ kind: "heading", key: words, words, count: handoffs.length }, ...rows(handoffs)];
}

function remark(words: WordKey, more?: WordKey): Item {
  return { kind: "remark", key: words, words, ...(more ? { more } : {}) };
}
