/**
 * `<ochota-desk-revisions>`: earlier versions of an entry, compared with now and restored.
 *
 * Properties: `desk`, `entry`. Events: `desk-restore` (detail: the revision for the editor).
 */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { fullTime } from "../../i18n/times";
import type { Entry } from "../model/types";
import { DeskElement, stylesOf } from "../parts/element";
import "./diff-view";
import sheet from "./revisions.css?inline";

@customElement("ochota-desk-revisions")
export class Revisions extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ attribute: false }) entry!: Entry;
  @state() private earlier: readonly Entry[] | null = null;
  @state() private compared: number | null = null;
  @state() private open = false;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const before = changed.get("entry") as Entry | undefined;
    if (changed.has("entry") && before !== undefined && before.id !== this.entry.id) this.compared = null;
    if (changed.has("entry") && this.open) void this.#load();
  }

  async #load(): Promise<void> {
    const { id, version } = this.entry;
    try {
      const revisions = await this.desk.call(() => this.desk.api.knowledge.revisions(id));
      if (this.entry.id !== id) return;
      this.earlier = revisions.filter((one) => one.version < version).sort((a, b) => b.version - a.version);
    } catch (error) {
      this.desk.fail(error);
    }
  }

  protected override render(): TemplateResult {
    return html`<details @toggle=${this.#toggled}>
      <summary>${this.say("entry.revisions")}</summary>
      ${this.earlier === null
        ? html`<p class="hint" aria-busy="true">${this.say("knowledge.loading")}</p>`
        : this.earlier.length === 0
          ? html`<p class="hint">${this.say("entry.revisions_none")}</p>`
          : html`<ol>
              ${this.earlier.map((revision) => html`<li>${this.#revision(revision)}</li>`)}
            </ol>`}
    </details>`;
  }

  #revision(revision: Entry): TemplateResult {
    const shown = this.compared === revision.version;
    const when = revision.updated_at ? fullTime(new Date(revision.updated_at), this.desk.language) : "";
    return html`<div class="line">
        <strong>${this.say("entry.version", { version: String(revision.version) })}</strong>
        <span class="hint">${this.say(`entry_status.${revision.status}`)} · ${when}${revision.updated_by ? ` · ${revision.updated_by}` : ""}</span>
        <button class="button small" aria-expanded=${shown} @click=${() => (this.compared = shown ? null : revision.version)}>
          ${this.say("entry.compare")}
        </button>
        <button class="button small" @click=${() => this.dispatchEvent(new CustomEvent("desk-restore", { detail: revision }))}>
          ${this.say("entry.restore")}
        </button>
      </div>
      ${shown ? html`<ochota-desk-diff .desk=${this.desk} .older=${revision} .newer=${this.entry}></ochota-desk-diff>` : nothing}`;
  }

  readonly #toggled = (event: Event): void => {
    this.open = (event.target as HTMLDetailsElement).open;
    if (this.open) void this.#load();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-revisions": Revisions;
  }
}
