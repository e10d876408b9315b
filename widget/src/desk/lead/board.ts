/**
 * `<ochota-desk-board>`: how it stands right now, looked at every few seconds while it is shown.
 *
 * Properties: `desk`.
 */
import { html, nothing, svg, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import type { Board, BoardDepartment, LeadDepartment, Loaded } from "../model/lead-types";
import { stylesOf } from "../parts/element";
import { waitingTime } from "../words";
import { departmentName } from "./department-names";
import { LeadPage } from "./page";
import pageSheet from "./page.css?inline";
import sheet from "./board.css?inline";

const REFRESH_MILLISECONDS = 5_000;

@customElement("ochota-desk-board")
export class BoardPage extends LeadPage<Board> {
  static override styles = stylesOf(pageSheet, sheet);

  #departments: readonly LeadDepartment[] | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => {
      if (document.visibilityState === "visible") void this.load();
    }, REFRESH_MILLISECONDS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override async fetch(): Promise<Board> {
    this.#departments ??= await this.api.departments();
    return this.api.board();
  }

  protected override page(board: Board): TemplateResult {
    return html`<div class="head">
        <h1 tabindex="-1">${this.say("lead.page.board")}</h1>
        <span class="meta">${this.say("board.live")}</span>
      </div>
      ${this.problem === null ? nothing : html`<p class="callout careful" role="alert">${this.say("board.stale")} ${this.problem}</p>`}
      <dl class="tiles">
        ${this.#tile("board.waiting", String(board.waiting), "", "#/waiting")}
        ${this.#tile("board.longest", this.#wait(board.longest_wait_seconds), "")}
        ${this.#tile("board.breached", String(board.breached), board.breached > 0 ? "bad" : "")}
        ${this.#tile("board.due_soon", String(board.due_soon), board.due_soon > 0 ? "careful" : "")}
        ${this.#tile("board.assigned", String(board.assigned), "")}
        ${this.#tile("board.snoozed", String(board.snoozed), "")}
        ${this.#tile("board.mail_queued", String(board.mail.queued), "")}
        ${this.#tile("board.mail_failed", String(board.mail.failed), board.mail.failed > 0 ? "bad" : "", "#/outbox")}
      </dl>
      <h2 id="departments">${this.say("board.by_department")}</h2>
      ${board.by_department.length === 0 ? html`<p class="meta">${this.say("board.no_departments")}</p>` : this.#byDepartment(board.by_department)}
      <h2 id="agents">${this.say("board.agents")}</h2>
      ${this.#agents(board.agents)}`;
  }

  #tile(
    words: "board.waiting" | "board.longest" | "board.breached" | "board.due_soon" | "board.assigned" | "board.snoozed" | "board.mail_queued" | "board.mail_failed",
    figure: string,
    tone: string,
    href?: string,
  ): TemplateResult {
    return html`<div class="tile ${tone}">
      <dt>${href === undefined ? this.say(words) : html`<a href=${href}>${this.say(words)}</a>`}</dt>
      <dd>${figure}</dd>
    </div>`;
  }

  #wait(seconds: number | null): string {
    return seconds === null ? "–" : waitingTime(seconds * 1000, this.say);
  }

  #byDepartment(rows: readonly BoardDepartment[]): TemplateResult {
    const most = Math.max(1, ...rows.map((row) => row.waiting + row.assigned));
    return html`<div class="wide" role="region" tabindex="0" aria-labelledby="departments">
      <table>
        <thead>
          <tr>
            <th scope="col">${this.say("lead.department")}</th>
            <th scope="col" class="number">${this.say("board.waiting")}</th>
            <th scope="col" class="number">${this.say("board.assigned")}</th>
            <td class="drawn legend" aria-hidden="true"><i class="key-0"></i>${this.say("board.waiting")} &ensp;<i class="key-1"></i>${this.say("board.assigned")}</td>
            <th scope="col" class="number">${this.say("board.longest")}</th>
            <th scope="col" class="number">${this.say("board.breached")}</th>
            <th scope="col" class="number">${this.say("board.online")}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                <th scope="row">
                  ${row.department === null ? this.say("board.no_department") : departmentName(row.department, this.#departments ?? [], this.desk.language)}
                </th>
                <td class="number">${row.waiting}</td>
                <td class="number">${row.assigned}</td>
                <td class="drawn" aria-hidden="true">${bar([row.waiting, row.assigned], most)}</td>
                <td class="number">${this.#wait(row.longest_wait_seconds)}</td>
                <td class="number ${row.breached > 0 ? "bad" : ""}">${row.breached}</td>
                <td class="number ${row.agents_online === 0 && row.waiting > 0 ? "bad" : ""}">${row.agents_online}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #agents(agents: readonly Loaded[]): TemplateResult {
    const order = ["online", "busy", "away", "offline"];
    const sorted = [...agents].sort((one, other) => order.indexOf(one.presence) - order.indexOf(other.presence) || other.load - one.load);
    return html`<ul class="rows">
      ${sorted.map(
        (agent) => html`<li>
          <span class="presence ${agent.presence}" aria-hidden="true"></span>
          <div class="what">
            <p class="title"><strong>${agent.name}</strong><span class="meta">${this.say(`lead.presence.${agent.presence}`)}</span></p>
          </div>
          <span class="drawn">${bar([agent.load], Math.max(1, agent.capacity, agent.load))}</span>
          <span class="load ${agent.load >= agent.capacity ? "full" : ""}">${this.say("lead.load", { load: agent.load, capacity: agent.capacity })}</span>
        </li>`,
      )}
    </ul>`;
  }
}

/** Parts of a whole as one bar; its numbers stand beside it. */
function bar(parts: readonly number[], whole: number): TemplateResult {
  let from = 0;
  const pieces = parts.map((part, place) => {
    const piece = svg`<rect class="piece-${place}" x=${`${(from / whole) * 100}%`} y="0" width=${`${(part / whole) * 100}%`} height="10" />`;
    from += part;
    return piece;
  });
  return html`<svg class="bar" width="100%" height="10" aria-hidden="true"><rect class="ground" width="100%" height="10" rx="3" />${pieces}</svg>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-board": BoardPage;
  }
}
