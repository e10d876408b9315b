/** One event of a log as the desk shows it. Functions of their arguments; own no state. */
import { html, nothing, type TemplateResult } from "lit";
import { fullTime, timeOfDay } from "../../i18n/times";
import type { Language } from "../../i18n/language";
import type { Outgoing } from "../model/thread";
import { isUndo } from "../model/timeline";
import type { Attachment, EntryReference, Flag, FlagKind, HiddenReply, LogEvent, Part } from "../model/types";
import { clipIcon, flagIcon } from "../parts/icons";
import { sizeWords } from "../parts/file-size";
import type { Desk } from "../store/desk";
import { percent, type Say } from "../words";
import "../parts/prose";

export interface Reader {
  readonly say: Say;
  readonly language: Language;
  /** The signed-in agent's name: own messages are called "You". */
  readonly name: string | null;
  /** Leads may open the entry behind an answer. */
  readonly isLead: boolean;
  readonly desk: Desk;
  readonly flags: readonly Flag[];
  /** Asks what is wrong with a message; null where nothing can be flagged. */
  readonly flag: ((kind: FlagKind, event: LogEvent) => void) | null;
  readonly unflag: (flagId: Flag["id"]) => void;
  readonly attachmentUrl: (id: string) => string;
}

/** An event of the log; `seen` marks the last reply that the customer has seen. */
export function eventView(event: LogEvent, reader: Reader, seen: boolean): TemplateResult {
  return event.kind === "message" ? messageView(event, reader, seen) : statusView(event, reader);
}

function messageView(event: LogEvent, reader: Reader, seen: boolean): TemplateResult {
  return html`<article class="message ${event.author}">
    <header><strong>${authorName(event, reader)}</strong> ${timeView(event.created_at, reader)} ${flagButton(event, reader)}</header>
    ${partsView(event.parts, event.language, reader)}
    ${reader.flags.filter((flag) => flag.sequence === event.sequence).map((flag) => flagView(flag, reader))}
    ${seen ? html`<p class="seen">${reader.say("thread.seen")}</p>` : nothing}
  </article>`;
}

/** The assistant's message may have been wrong; a customer's question may want an entry. */
function flagButton(event: LogEvent, reader: Reader): TemplateResult | typeof nothing {
  const { flag } = reader;
  if (flag === null || (event.author !== "bot" && event.author !== "customer")) return nothing;
  const kind: FlagKind = event.author === "bot" ? "wrong_answer" : "missing_entry";
  if (reader.flags.some((one) => one.sequence === event.sequence && one.kind === kind)) return nothing;
  return html`<button class="flag" @click=${() => flag(kind, event)}>${flagIcon}${reader.say(`flag.${kind}`)}</button>`;
}

function flagView(flag: Flag, reader: Reader): TemplateResult {
  return html`<p class="flagged">
    <span class="badge careful">${flagIcon}${reader.say(`flag.flagged.${flag.kind}`)}</span>
    <button class="button small quiet" @click=${() => reader.unflag(flag.id)}>${reader.say("flag.undo")}</button>
  </p>`;
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
    ${partsView(parts, languageOf(parts), reader)}
  </article>`;
}

function languageOf(parts: readonly Part[]): string | null {
  const [first] = parts;
  return first === undefined || first.type === "attachment" ? null : (first.language ?? null);
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
  if (part.type === "attachment") return attachmentView(part.attachment, reader);
  return html`<ochota-desk-prose .text=${part.text}></ochota-desk-prose>
    <ul class="choices" aria-label=${reader.say("thread.choices")}>
      ${part.choices.map((choice) => html`<li>${choice.label}</li>`)}
    </ul>`;
}

function attachmentView(attachment: Attachment, reader: Reader): TemplateResult {
  const url = reader.attachmentUrl(attachment.id);
  const image = attachment.media_type.startsWith("image/");
  return html`<a class="attachment" href=${url} target="_blank" rel="noopener">
    ${image ? html`<img src=${url} alt="" loading="lazy" />` : nothing}
    <span>${clipIcon}${attachment.file_name} <span class="size">${sizeWords(attachment.size_bytes, reader.language)}</span></span>
  </a>`;
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
  const gone = event.kind === "handoff_released" && event.handoff?.cause === "agent_gone";
  const key = gone ? "status.agent_gone" : isUndo(event) ? "status.undone" : (`status.${event.kind}` as const);
  return html`<p class="status">
    <span>${reader.say(key, { reason, name })}</span> ${timeView(event.created_at, reader)}
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
    <div class="bubble">
      ${message.text === "" ? nothing : html`<ochota-desk-prose .text=${message.text}></ochota-desk-prose>`}
      ${message.attachments.map((attachment) => attachmentView(attachment, reader))}
    </div>
    <p class="delivery" role=${failed ? "alert" : "status"}>
      ${reader.say(failed ? "thread.failed" : "thread.pending")}${failed && message.problem ? html`: ${message.problem}` : nothing}
      ${failed
        ? html`<button class="button small" @click=${resend}>${reader.say("thread.resend")}</button>
            <button class="button small quiet" @click=${discard}>${reader.say("thread.discard")}</button>`
        : nothing}
    </p>
  </article>`;
}

export function timeView(createdAt: string, reader: Reader): TemplateResult {
  const at = new Date(createdAt);
  return html`<time datetime=${createdAt} title=${fullTime(at, reader.language)}>${timeOfDay(at, reader.language)}</time>`;
}
