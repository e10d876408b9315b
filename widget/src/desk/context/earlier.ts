/** The customer's other conversations, each a link. */
import { html, nothing, type TemplateResult } from "lit";
import { fullTime } from "../../i18n/times";
import { formatRoute } from "../model/routes";
import type { EarlierConversation } from "../model/types";
import type { Desk } from "../store/desk";

export function earlierView(earlier: readonly EarlierConversation[], desk: Desk): TemplateResult | typeof nothing {
  if (earlier.length === 0) return nothing;
  return html`<section aria-labelledby="earlier">
    <h3 id="earlier">${desk.say("context.earlier")} <span class="count">${earlier.length}</span></h3>
    <ul class="earlier">${earlier.map((one) => html`<li>${linkView(one, desk)}</li>`)}</ul>
  </section>`;
}

function linkView(one: EarlierConversation, desk: Desk): TemplateResult {
  const text = one.question ?? one.last_message?.text ?? desk.say("thread.label");
  return html`<a href=${formatRoute({ page: "conversation", id: one.id })}>
    <span class="question" lang=${one.language}>${text}</span>
    <span class="hint"
      ><time datetime=${one.created_at}>${fullTime(new Date(one.created_at), desk.language)}</time>${stateOf(one, desk)}${one.agent ? html` · ${one.agent.name}` : nothing}</span
    >
  </a>`;
}

function stateOf({ outcome, state }: EarlierConversation, desk: Desk): string {
  if (outcome === "solved" || outcome === "not_solved" || outcome === "spam" || outcome === "merged") return ` · ${desk.say(`outcome.${outcome}`)}`;
  if (state === "waiting" || state === "assigned" || state === "resolved" || state === "abandoned") return ` · ${desk.say(`state.${state}`)}`;
  return "";
}
