/**
 * `<ochota-desk-flags>`: what agents said of the assistant, to be worked through: wrong answers
 * and entries that are missing.
 *
 * Properties: `desk`.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { FlagKind, OpenFlag } from "../model/lead-types";
import { formatRoute } from "../model/routes";
import { stylesOf } from "../parts/element";
import { exactTime } from "./dates";
import { LeadPage } from "./page";
import pageSheet from "./page.css?inline";

const KINDS: readonly FlagKind[] = ["wrong_answer", "missing_entry"];

@customElement("ochota-desk-flags")
export class FlagsPage extends LeadPage<readonly OpenFlag[]> {
  static override styles = stylesOf(pageSheet);

  @state() private kind: FlagKind | "" = "";
  @state() private busy = false;

  protected override fetch(): Promise<readonly OpenFlag[]> {
    return this.api.flags(this.kind);
  }

  protected override page(flags: readonly OpenFlag[]): TemplateResult {
    return html`<h1 tabindex="-1">${this.say("lead.page.flags")}</h1>
      <p class="intro">${this.say("flags.intro")}</p>
      <div class="filters">
        <div class="field">
          <label for="kind">${this.say("flags.kind")}</label>
          <select id="kind" class="input" @change=${(event: Event) => this.#show((event.target as HTMLSelectElement).value as FlagKind | "")}>
            <option value="">${this.say("flags.every_kind")}</option>
            ${KINDS.map((one) => html`<option value=${one} ?selected=${one === this.kind}>${this.say(`flags.kind.${one}`)}</option>`)}
          </select>
        </div>
      </div>
      ${this.problem === null ? nothing : html`<p class="problem" role="alert">${this.problem}</p>`}
      ${flags.length === 0
        ? html`<p class="empty"><strong>${this.say("flags.none")}</strong><span>${this.say("flags.none_more")}</span></p>`
        : html`<ul class="rows">
            ${flags.map((flag) => this.#row(flag))}
          </ul>`}`;
  }

  #row(flag: OpenFlag): TemplateResult {
    const said = (name: string): string | null => {
      const value = flag.details[name];
      return typeof value === "string" && value !== "" ? value : null;
    };
    const [question, answer, entry, right] = [said("question"), said("answer"), said("entry_id"), said("right_entry_id")];
    const missing = flag.kind === "missing_entry";
    const title = question ?? entry ?? this.say(`flags.kind.${flag.kind}`);
    return html`<li>
      <div class="what">
        <p class="title"><span class="badge ${missing ? "careful" : "bad"}">${this.say(`flags.kind.${flag.kind}`)}</span><strong>${title}</strong></p>
        ${answer === null ? nothing : html`<p>${answer}</p>`}
        <p class="meta">
          ${entry === null ? nothing : html`${this.say("flags.given")} <a href=${formatRoute({ page: "entry", id: entry })}>${entry}</a> · `}
          ${right === null ? nothing : html`${this.say("flags.right")} <a href=${formatRoute({ page: "entry", id: right })}>${right}</a> · `}
          ${flag.agent?.name ?? ""} · ${exactTime(flag.created_at, this.desk.language)}
        </p>
      </div>
      <div class="row-actions">
        <a class="button small" href=${formatRoute({ page: "conversation", id: flag.conversation_id })}>${this.say("lead.conversation")}</a>
        ${missing
          ? html`<a
              class="button small primary"
              href=${formatRoute({ page: "new-entry", prefill: { language: said("language") ?? "", question: question ?? "", answer: answer ?? "" } })}
              >${this.say("flags.make_entry")}</a
            >`
          : nothing}
        <button class="button small" aria-label="${this.say("flags.close")}: ${title}" ?disabled=${this.busy} @click=${() => void this.#close(flag)}>${this.say("flags.close")}</button>
      </div>
    </li>`;
  }

  #show(kind: FlagKind | ""): void {
    this.kind = kind;
    void this.load();
  }

  async #close({ id }: OpenFlag): Promise<void> {
    this.busy = true;
    try {
      await this.desk.call(() => this.api.closeFlag(id));
      this.desk.notify("flags.closed");
      await this.load();
    } catch (error) {
      this.desk.fail(error);
    } finally {
      this.busy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-flags": FlagsPage;
  }
}
