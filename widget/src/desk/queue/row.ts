/** One conversation in a list: who, what about, how long there is left. */
import { html, nothing, type TemplateResult } from "lit";
import { fullTime, sameDay, timeOfDay } from "../../i18n/times";
import { countdown } from "../model/due";
import { unread } from "../model/queue";
import { formatRoute } from "../model/routes";
import type { Handoff } from "../model/types";
import { dueView } from "../parts/due";
import { mailIcon, moonIcon } from "../parts/icons";
import type { Desk } from "../store/desk";
import { departmentName, waitingTime } from "../words";

/** The row of `handoff`; `place` is its number in the list. */
export function rowView(desk: Desk, handoff: Handoff, place: number, selectedId: string | null): TemplateResult {
  const selected = handoff.conversation_id === selectedId;
  const count = selected ? 0 : unread(handoff, desk.state.unread, desk.keepsake.seen(handoff.conversation_id));
  const last = handoff.last_message;
  const question = handoff.question ?? last?.text ?? "";
  return html`<a
    class="row ${count > 0 ? "unread" : ""}"
    href=${formatRoute({ page: "conversation", id: handoff.conversation_id })}
    aria-current=${selected ? "true" : "false"}
  >
    <span class="top">
      <span class="badge language" title=${desk.say("context.language")}>${handoff.language}</span>
      ${handoff.channel === "email" ? html`<span class="channel" title=${desk.say("channel.email")}>${mailIcon}<span class="visually-hidden">${desk.say("channel.email")}</span></span>` : nothing}
      <span class="reason">${handoff.customer?.name ? html`<b>${handoff.customer.name}</b> · ` : nothing}${desk.say(`reason.${handoff.reason}`)}</span>
      ${handoff.state === "waiting" ? waitsView(desk, handoff) : whenView(desk, handoff)}
    </span>
    <span class="text"
      >${question}${last !== null && last.text !== question ? html` <span class="last">${desk.say(`author.${last.author}`)}: ${last.text}</span>` : nothing}</span
    >
    <span class="bottom">
      ${standView(desk, handoff, place)}
      <span class="marks">
        ${priorityView(desk, handoff)}
        ${handoff.department ? html`<span class="department">${departmentName(desk.state.departments, handoff.department, desk.language)}</span>` : nothing}
        ${count > 0
          ? html`<span class="badge accent new" title=${desk.say("list.unread", { count })}
              >${count}<span class="visually-hidden"> ${desk.say("list.unread_more")}</span></span
            >`
          : nothing}
      </span>
    </span>
  </a>`;
}

/** What matters most about where it stands: put aside, due, its place, or who has it. */
function standView(desk: Desk, handoff: Handoff, place: number): TemplateResult {
  if (handoff.snoozed_until) {
    return html`<span class="stand">${moonIcon}${desk.say("list.until", { time: shortTime(desk, new Date(handoff.snoozed_until)) })}</span>`;
  }
  const due = countdown(handoff.sla, desk.now());
  if (due !== null) return html`${dueView(due, handoff.sla?.due_at ?? null, desk)}${otherView(desk, handoff)}`;
  if (handoff.state === "waiting") return html`<span class="stand">${desk.say("list.position", { position: place })}</span>`;
  const outcome = handoff.state === "resolved" ? handoff.outcome : null;
  if (outcome === "not_solved" || outcome === "spam" || outcome === "merged") return html`<span class="stand">${desk.say(`outcome.${outcome}`)}</span>`;
  return otherView(desk, handoff) ?? html`<span class="stand">${desk.say(`state.${handoff.state}`)}</span>`;
}

/** The colleague who has it. */
function otherView(desk: Desk, handoff: Handoff): TemplateResult | null {
  const { agent } = handoff;
  if (handoff.state !== "assigned" || agent === null || agent.username === desk.state.agent?.username) return null;
  return html`<span class="stand with">${desk.say("state.with", { name: agent.name })}</span>`;
}

function priorityView(desk: Desk, handoff: Handoff): TemplateResult | typeof nothing {
  const { priority } = handoff;
  if (priority !== "high" && priority !== "urgent") return nothing;
  return html`<span class="badge ${priority === "urgent" ? "bad" : "careful"}" title=${desk.say(`priority_long.${priority}`)}>${desk.say(`priority.${priority}`)}</span>`;
}

function waitsView(desk: Desk, handoff: Handoff): TemplateResult {
  const since = Date.parse(handoff.waiting_since);
  const words = waitingTime(desk.now() - since, desk.say);
  return html`<time
    class="waits"
    datetime=${handoff.waiting_since}
    title=${fullTime(new Date(since), desk.language)}
    aria-label=${desk.say("list.waits", { time: words })}
    >${words}</time
  >`;
}

function whenView(desk: Desk, handoff: Handoff): TemplateResult {
  const at = new Date(handoff.last_message?.created_at ?? handoff.requested_at);
  return html`<time datetime=${at.toISOString()} title=${fullTime(at, desk.language)}>${shortTime(desk, at)}</time>`;
}

/** The time of a moment of today, the day of any other; both for one that lies ahead. */
function shortTime(desk: Desk, at: Date): string {
  const now = new Date(desk.now());
  const time = timeOfDay(at, desk.language);
  if (sameDay(at, now)) return time;
  const day = at.toLocaleDateString(desk.language, { day: "numeric", month: "numeric" });
  return at > now ? `${day} ${time}` : day;
}
