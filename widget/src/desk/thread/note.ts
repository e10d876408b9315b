/** Between the messages: private notes of agents, and moves of the handoff no event tells of. */
import { html, nothing, type TemplateResult } from "lit";
import type { LogEvent, PrivateNote, Transition } from "../model/types";
import { lockIcon } from "../parts/icons";
import { departmentName } from "../words";
import { timeView, type Reader } from "./message";
import { fullTime } from "../../i18n/times";

export function noteView(note: PrivateNote, reader: Reader): TemplateResult {
  const name = note.agent === null ? reader.say("status.somebody") : note.agent.name === reader.name ? reader.say("author.you") : note.agent.name;
  return html`<article class="note">
    <header>${lockIcon}<strong>${name}</strong> <span class="only">${reader.say("note.only_agents")}</span> ${timeView(note.created_at, reader)}</header>
    <div class="bubble"><ochota-desk-prose .html=${note.html} .text=${note.text}></ochota-desk-prose></div>
  </article>`;
}

export function transitionView(transition: Transition, reader: Reader): TemplateResult {
  return html`<p class="status"><span>${transitionWords(transition, reader)}</span> ${timeView(transition.at, reader)}</p>`;
}

/** What an agent said of a move that the log tells of: how it ended, and the note with it. */
export function reasonView(event: LogEvent, transitions: readonly Transition[], reader: Reader): TemplateResult | typeof nothing {
  if (event.kind !== "handoff_resolved") return nothing;
  const details = transitions.find((one) => one.verb === "resolve" && one.after_sequence === event.sequence)?.details;
  const { outcome, note } = details ?? {};
  // That it was solved is what the log says already.
  const ended = outcome === "not_solved" || outcome === "spam" || outcome === "merged" ? outcome : null;
  if (ended === null && typeof note !== "string") return nothing;
  return html`<p class="reason">
    ${ended === null ? nothing : html`<span class="badge">${reader.say(`outcome.${ended}`)}</span>`}
    ${typeof note === "string" && note !== "" ? html`${lockIcon}<span class="visually-hidden">${reader.say("note.only_agents")}: </span><q>${note}</q>` : nothing}
  </p>`;
}

function transitionWords({ verb, agent, details }: Transition, reader: Reader): unknown {
  const name = agent?.name ?? reader.say("author.system");
  const known = details ?? {};
  switch (verb) {
    case "snooze": {
      const until = known["until"];
      const time = typeof until === "string" ? fullTime(new Date(until), reader.language) : "";
      return reader.say("moved.snooze", { name, time });
    }
    case "wake":
      return agent === null ? reader.say("moved.wake_by_itself") : reader.say("moved.wake", { name });
    default:
      return html`${reader.say("moved.reroute", { name })}${rerouted(known, reader)}`;
  }
}

/** What a reroute set: the new priority, the new department. */
function rerouted(details: Readonly<Record<string, unknown>>, reader: Reader): TemplateResult | typeof nothing {
  const { priority, department_id: department } = details;
  const set: string[] = [];
  if (priority === "normal" || priority === "high" || priority === "urgent") set.push(reader.say(`priority_long.${priority}`));
  if (typeof department === "string") set.push(departmentName(reader.desk.state.departments, department, reader.language));
  return set.length === 0 ? nothing : html`: ${set.join(", ")}`;
}
