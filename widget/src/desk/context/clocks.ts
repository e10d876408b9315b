/** The promises of one conversation: running, kept, broken or waiting for the customer. */
import { html, nothing, type TemplateResult } from "lit";
import { fullTime } from "../../i18n/times";
import { countdown } from "../model/due";
import type { SlaClock } from "../model/types";
import { dueView } from "../parts/due";
import { alertIcon, checkIcon } from "../parts/icons";
import type { Desk } from "../store/desk";

export function clocksView(clocks: readonly SlaClock[], desk: Desk): TemplateResult | typeof nothing {
  const shown = clocks.filter((clock) => clock.state !== "dropped");
  if (shown.length === 0) return nothing;
  return html`<section aria-labelledby="clocks">
    <h3 id="clocks">${desk.say("context.clocks")}</h3>
    <dl>${shown.map((clock) => html`<dt>${desk.say(`promise.${clock.promise}`)}</dt><dd>${clockView(clock, desk)}</dd>`)}</dl>
  </section>`;
}

function clockView(clock: SlaClock, desk: Desk): TemplateResult {
  const { promise, due_at, breached_at } = clock;
  if (clock.state === "met") {
    return breached_at === null
      ? html`<span class="due kept">${checkIcon}${desk.say("due.kept")}</span>`
      : html`<span class="due breached" title=${fullTime(new Date(breached_at), desk.language)}>${alertIcon}${desk.say("due.late")}</span>`;
  }
  const due = countdown({ due_at, promise, breached: breached_at !== null, paused: clock.state === "paused" }, desk.now());
  return due === null ? html`${desk.say("due.none")}` : dueView(due, due_at, desk);
}
