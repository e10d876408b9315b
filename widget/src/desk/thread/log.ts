/** A conversation's log as it is read: days, messages, notes, moves, and what is on its way. */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { dayName, sameDay } from "../../i18n/times";
import { formatRoute } from "../model/routes";
import { lastSeenReply, type Thread } from "../model/thread";
import { stretches, timeline, type Stretch, type TimelineItem } from "../model/timeline";
import type { MergedSource } from "../model/types";
import { undoIcon } from "../parts/icons";
import { eventView, hiddenView, outgoingView, type Reader } from "./message";
import { noteView, reasonView, transitionView } from "./note";

export interface LogActions {
  readonly folded: boolean;
  readonly fold: (folded: boolean) => void;
  readonly resend: (clientMessageId: string) => void;
  readonly discard: (clientMessageId: string) => void;
  readonly undoMerge: (mergeId: MergedSource["merge_id"]) => void;
}

export function logView(thread: Thread, reader: Reader, actions: LogActions): TemplateResult {
  const parts = stretches(timeline(thread.events, thread.notes, thread.transitions));
  return html`${thread.mergedInto === null ? nothing : mergedIntoView(thread.mergedInto, reader)}
    ${thread.mergedFrom.map((source) => mergedFromView(source, reader, actions))}
    ${parts.map((part, place) => stretchView(part, parts[place - 1]?.items.at(-1), thread, reader, actions))}
    ${repeat(
      thread.outgoing,
      (message) => message.client_message_id,
      (message) =>
        outgoingView(
          message,
          reader,
          () => actions.resend(message.client_message_id),
          () => actions.discard(message.client_message_id),
        ),
    )}`;
}

function stretchView(
  stretch: Stretch,
  before: TimelineItem | undefined,
  thread: Thread,
  reader: Reader,
  actions: LogActions,
): TemplateResult {
  if (!stretch.foldable) return html`${itemsView(stretch.items, before, thread, reader)}`;
  const count = stretch.items.filter((item) => item.kind === "event" && item.event.kind === "message").length;
  return html`<details ?open=${!actions.folded} @toggle=${(event: Event) => actions.fold(!(event.target as HTMLDetailsElement).open)}>
    <summary>${reader.say("thread.before", { count })}</summary>
    ${itemsView(stretch.items, before, thread, reader)}
  </details>`;
}

function itemsView(items: readonly TimelineItem[], preceding: TimelineItem | undefined, thread: Thread, reader: Reader): unknown {
  const now = new Date(reader.desk.now());
  const seen = lastSeenReply(thread);
  return repeat(
    items,
    (item) => item.key,
    (item, index) => {
      const at = new Date(item.at);
      const before = index === 0 ? preceding : items[index - 1];
      const newDay = before === undefined || !sameDay(new Date(before.at), at);
      return html`${newDay ? html`<p class="day"><span>${dayName(at, now, reader.language)}</span></p>` : nothing}
      ${itemView(item, thread, reader, seen)}`;
    },
  );
}

function itemView(item: TimelineItem, thread: Thread, reader: Reader, seen: number | null): TemplateResult {
  switch (item.kind) {
    case "note":
      return noteView(item.note, reader);
    case "transition":
      return transitionView(item.transition, reader);
    case "event": {
      const { event } = item;
      const hidden = thread.hidden.filter((one) => one.sequence === event.sequence);
      return html`${eventView(event, reader, event.sequence === seen)} ${reasonView(event, thread.transitions, reader)} ${hidden.map((one) => hiddenView(one, reader))}`;
    }
  }
}

function mergedIntoView(into: string, reader: Reader): TemplateResult {
  return html`<p class="callout careful merged">
    ${reader.say("merge.into")} <a href=${formatRoute({ page: "conversation", id: into })}>${reader.say("merge.open")}</a>
  </p>`;
}

function mergedFromView(source: MergedSource, reader: Reader, actions: LogActions): TemplateResult {
  const messages = source.events.filter((event) => event.kind === "message");
  return html`<details class="merged">
    <summary>${reader.say("merge.from", { count: messages.length })}</summary>
    <p class="actions">
      <a href=${formatRoute({ page: "conversation", id: source.id })}>${reader.say("merge.open_source")}</a>
      <button class="button small" @click=${() => actions.undoMerge(source.merge_id)}>${undoIcon}${reader.say("merge.undo")}</button>
    </p>
    ${messages.map((event) => eventView(event, { ...reader, flag: null }, false))}
  </details>`;
}
