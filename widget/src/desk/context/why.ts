/** Why a conversation came: the reason, what the bot would have answered, and what routed it. */
import { html, nothing, type TemplateResult } from "lit";
import { isLead } from "../model/standing";
import type { Candidate, Evidence, Handoff, Routing, SearchResult } from "../model/types";
import type { Desk } from "../store/desk";
import { percent } from "../words";

/** A tone weaker than this is no news. */
const TOLD_TONE = 0.5;

export function whyView(handoff: Handoff | null, desk: Desk): TemplateResult | typeof nothing {
  if (handoff === null) return nothing;
  const evidence = handoff.evidence ?? null;
  const question = handoff.question ?? evidence?.question ?? null;
  return html`<section aria-labelledby="why">
    <h3 id="why">${desk.say("context.why")}</h3>
    <p>${desk.say(`reason_long.${handoff.reason}`)}</p>
    ${question ? html`<blockquote lang=${handoff.language}>${question}</blockquote>` : nothing}
    ${handoff.routing ? routingView(handoff.routing, desk) : nothing} ${evidence === null ? nothing : evidenceView(evidence, desk)}
  </section>`;
}

/** The entry behind a candidate; leads may open it. */
export function entryName(candidate: Candidate, desk: Desk): TemplateResult {
  const words = `${candidate.entry_id} · ${desk.say("context.version", { version: String(candidate.version) })}`;
  if (!isLead(desk.state.agent)) return html`${words}`;
  return html`<a href="#/knowledge/${encodeURIComponent(candidate.entry_id)}">${words}</a>`;
}

function routingView({ tone, rules = [] }: Routing, desk: Desk): TemplateResult {
  const heard = (["anger", "urgency"] as const).filter((one) => (tone?.[one] ?? 0) >= TOLD_TONE);
  const names = rules.map((rule) => rule.name).join(", ");
  return html`${heard.length > 0
      ? html`<p class="tones">
          ${heard.map((one) => html`<span class="badge careful">${desk.say(`tone.${one}`)} ${percent(tone?.[one] ?? 0, desk.language)}</span>`)}
        </p>`
      : nothing}
    ${names === "" ? nothing : html`<p class="hint">${desk.say("context.rules")}: ${names}</p>`}`;
}

function evidenceView(evidence: Evidence, desk: Desk): TemplateResult {
  const { search } = evidence;
  return html`${evidence.error ? html`<p class="callout bad">${desk.say("context.error")}: ${evidence.error.message}</p>` : nothing}
    <details class="would">
      <summary>${desk.say("context.would")} ${search ? certaintyView(search, desk) : nothing}</summary>
      ${search ? candidatesView(search, desk) : html`<p class="hint">${desk.say("context.no_evidence")}</p>`}
      ${evidence.intent
        ? html`<p class="hint">
            ${desk.say("context.intent")}: <code>${evidence.intent}</code>${typeof evidence.intent_confidence === "number"
              ? html` (${percent(evidence.intent_confidence, desk.language)})`
              : nothing}
          </p>`
        : nothing}
    </details>`;
}

function certaintyView(search: SearchResult, desk: Desk): TemplateResult {
  return search.certified
    ? html`<span class="badge accent">${desk.say("context.certified")}</span>`
    : html`<span class="badge careful" title=${desk.say("context.uncertified_more")}>${desk.say("context.uncertified")}</span>`;
}

function candidatesView(search: SearchResult, desk: Desk): TemplateResult {
  if (search.candidates.length === 0) return html`<p class="hint">${desk.say("context.would_none")}</p>`;
  return html`<ol class="candidates">
    ${search.candidates.map(
      (candidate) => html`<li>
        <span class="question" lang=${candidate.language}>${candidate.question}</span>
        <ochota-desk-confidence .value=${candidate.confidence} .language=${desk.language}></ochota-desk-confidence>
        <span class="hint">${entryName(candidate, desk)}</span>
      </li>`,
    )}
  </ol>`;
}
