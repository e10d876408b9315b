/**
 * `<ochota-desk-import>`: a file of entries checked, then imported; and all entries exported.
 *
 * Properties: `desk`. Events: `desk-imported`.
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import type { ImportFormat, ImportReport } from "../model/types";
import { DeskElement, stylesOf } from "../parts/element";
import { wordsFor } from "../store/desk";
import { formatOf } from "./import-format";
import sheet from "./import.css?inline";

const FORMATS: readonly ImportFormat[] = ["yaml", "json", "csv", "xlsx"];

@customElement("ochota-desk-import")
export class Import extends DeskElement {
  static override styles = stylesOf(sheet);

  @state() private report: ImportReport | null = null;
  @state() private problem: string | null = null;
  @state() private busy = false;
  @query("input[type=file]") private input!: HTMLInputElement;

  protected override render(): TemplateResult {
    return html`<section aria-labelledby="import">
        <h1 id="import">${this.say("import.title")}</h1>
        <p class="hint">${this.say("import.intro")}</p>
        <form @submit=${this.#check}>
          <div class="field">
            <label for="file">${this.say("import.file")}</label>
            <input id="file" class="input" type="file" required accept=".yaml,.yml,.json,.csv,.xlsx" @change=${this.#chosen} />
          </div>
          <button class="button primary" ?disabled=${this.busy}>${this.say(this.busy ? "import.checking" : "import.check")}</button>
        </form>
        <div aria-live="polite">
          ${this.problem ? html`<p class="callout bad">${this.problem}</p>` : nothing} ${this.report ? this.#report(this.report) : nothing}
        </div>
      </section>
      <section aria-labelledby="export">
        <h2 id="export">${this.say("export.title")}</h2>
        <p class="hint">${this.say("export.intro")}</p>
        <p class="links">
          ${FORMATS.map((format) => html`<a class="button" href=${this.desk.api.knowledge.exportUrl(format)} download="ochota-entries.${format}">${format.toUpperCase()}</a>`)}
        </p>
      </section>`;
  }

  #report(report: ImportReport): TemplateResult {
    if (report.errors.length > 0) return this.#errors(report);
    const changes = report.created + report.updated;
    return html`<div class="callout">
      <p><strong>${this.say(report.applied ? "import.done" : changes > 0 ? "import.would" : "import.nothing")}</strong></p>
      <p class="counts">
        ${(["created", "updated", "unchanged"] as const).map((one) => html`<span><b>${report[one]}</b> ${this.say(`import.${one}`)}</span>`)}
      </p>
      ${!report.applied && changes > 0
        ? html`<button class="button primary" ?disabled=${this.busy} @click=${() => void this.#run(false)}>${this.say("import.confirm")}</button>`
        : nothing}
    </div>`;
  }

  #errors(report: ImportReport): TemplateResult {
    return html`<p class="callout bad">${this.say("import.errors", { count: report.errors.length })}</p>
      <div class="table">
        <table>
          <thead>
            <tr>
              <th scope="col">${this.say("import.line")}</th>
              <th scope="col">${this.say("import.field")}</th>
              <th scope="col">${this.say("import.reason")}</th>
            </tr>
          </thead>
          <tbody>
            ${report.errors.map(
              (error) => html`<tr>
                <td>${error.line ?? "–"}</td>
                <td>${error.field ?? "–"}</td>
                <td>${error.reason}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }

  readonly #chosen = (): void => {
    this.report = null;
    this.problem = null;
  };

  readonly #check = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#run(true);
  };

  async #run(dryRun: boolean): Promise<void> {
    const file = this.input.files?.[0];
    if (file === undefined || this.busy) return;
    const format = formatOf(file.name);
    if (format === null) {
      this.problem = this.say("import.bad_type");
      return;
    }
    this.busy = true;
    this.problem = null;
    try {
      this.report = await this.desk.call(() => this.desk.api.knowledge.importEntries(file, format, dryRun));
      if (this.report.applied) this.dispatchEvent(new CustomEvent("desk-imported"));
    } catch (error) {
      this.report = null;
      const { key, values } = wordsFor(error);
      this.problem = this.say(key, values);
    } finally {
      this.busy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-import": Import;
  }
}
