/** One event of a log as the desk shows it. Functions of their arguments; own no state. */
import { html, nothing, type TemplateResult } from "lit";
import { fullTime, timeOfDay } from "../../i18n/times";
import type { Language } from "../../i18n/language";
import type { Outgoing } from "../model/thread";
import type { EntryReference, HiddenReply, LogEvent, Part } from "../model/types";
import { percent, type Say } from "../words";
import "../parts/prose";

export interface Reader {
  readonly say: Say;
  readonly language: Language;
  /** The signed-in agent's name: own messages are called "You". */
  readonly name: string | null;
  /** Leads may open the entry behind an answer. */
  readonly isLead: boolean;
}

export function eventView(event: LogEvent, reader: Reader): TemplateResult {
  return event.kind === "message" ? messageView(event, reader) : statusView(event, reader);
}

function messageView(event: LogEvent, reader: Reader): TemplateResult {
  return html`<article class="message ${event.author}">
    <header><strong>${authorName(event, reader)}</strong> ${timeView(event.created_at, reader)}</header>
    ${partsView(event.parts, event.language, reader)}
  </article>`;
}

/** A reply of the bot that was recorded but that no customer saw. */
export function hiddenView(hidden: HiddenReply, reader: Reader): TemplateResult {
  const parts = hidden.reply.parts.filter((part): part is Part => part.type !== "handoff");
  if (parts.length === 0) return html``;
  return html`<article class="message bot hidden">
    <header>
      <strong>${reader.say("author.bot")}</strong>
      <span class="badge careful" title=${reader.say("thread.hidden_more")}>${reader.say("thread.hidden")}</span>
    </header>
    ${partsView(parts, parts[0]?.language ?? null, reader)}
  </article>`;
}

function partsView(parts: readonly Part[], language: string | null, reader: Reader): TemplateResult {
  return html`<div class="bubble" lang=${language ?? nothing}>${parts.map((part) => partView(part, reader))}</div>
    ${parts.map((part) => (part.type === "text" && part.entry ? entryView(part.entry, reader) : nothing))}`;
}

function authorName(event: LogEvent, reader: Reader): string {
  if (event.author === "agent" && event.author_name !== null) {
    return event.author_name === reader.name ? reader.say("author.you") : event.author_name;
  }
  return reader.say(`author.${event.author}`);
}

function partView(part: Part, reader: Reader): TemplateResult {
  if (part.type === "text") {
    return html`<ochota-desk-prose .html=${part.html} .text=${part.text}></ochota-desk-prose>`;
  }
  return html`<ochota-desk-prose .text=${part.text}></ochota-desk-prose>
    <ul class="choices" aria-label=${reader.say("thread.choices")}>
      ${part.choices.map((choice) => html`<li>${choice.label}</li>`)}
    </ul>`;
}

function entryView(entry: EntryReference, reader: Reader): TemplateResult {
  const words = reader.say("thread.entry", { id: entry.id, version: String(entry.version) });
  return html`<p class="source">
    ${reader.isLead ? html`<a href="#/knowledge/${encodeURIComponent(entry.id)}">${words}</a>` : words}${typeof entry.confidence === "number"
      ? html` · ${reader.say("thread.confidence", { percent: percent(entry.confidence, reader.language) })}`
      : nothing}${entry.cross_lingual ? html` · ${reader.say("thread.cross_lingual")}` : nothing}
  </p>`;
}

function statusView(event: LogEvent, reader: Reader): TemplateResult {
  if (event.kind === "message") return html``;
  const reason = event.handoff ? reader.say(`reason.${event.handoff.reason}`) : "";
  const name = event.author_name ?? reader.say("status.somebody");
  return html`<p class="status">
    <span>${reader.say(`status.${event.kind}`, { reason, name })}</span> ${timeView(event.created_at, reader)}
  </p>`;
}

export function outgoingView(
  message: Outgoing,
  reader: Reader,
  resend: () => void,
  discard: () => void,
): TemplateResult {
  const failed = message.state === "failed";
  return html`<article class="message agent outgoing ${message.state}">
    <header><strong>${reader.say("author.you")}</strong> ${timeView(message.created_at, reader)}</header>
    <div class="bubble"><ochota-desk-prose .text=${message.text}></ochota-desk-prose></div>
    <p class="delivery" role=${failed ? "alert" : "status"}>
      ${reader.say(failed ? "thread.failed" : "thread.pending")}${failed && message.problem ? html`: ${message.problem}` : nothing}
      ${failed
        ? html`<button class="button small" @click=${resend}>${reader.say("thread.resend")}</button>
            <button class="button small quiet" @click=${discard}>${reader.say("thread.discard")}</button>`
        : nothing}
    </p>
  </article>`;
}

function timeView(createdAt: string, reader: Reader): TemplateResult {
  const at = new Date(createdAt);
  return html`<time datetime=${createdAt} title=${fullTime(at, reader.language)}>${timeOfDay(at, reader.language)}</time>`;
}
