/**
 * What every page of the leads' section is: it loads what it shows, says that it loads, and says
 * what failed with a way to try again.
 */
import { html, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { ApiError } from "../../api/errors";
import { LeadApi } from "../lead-api";
import { DeskElement } from "../parts/element";
import { wordsFor } from "../store/desk";

/** What the server refuses for a reason that we have words for. */
const REFUSALS = ["username_taken", "own_rights", "admin_only", "in_use", "shortcut_taken", "name_taken"] as const;

export abstract class LeadPage<Data> extends DeskElement {
  /** Null until it has come. */
  @state() protected data: Data | null = null;
  @state() protected problem: string | null = null;
  #api: LeadApi | null = null;
  #asked = 0;

  /** Whether leaving would lose something. */
  get hasChanges(): boolean {
    return false;
  }

  protected get api(): LeadApi {
    return (this.#api ??= new LeadApi(this.desk.api.http));
  }

  protected override firstUpdated(): void {
    void this.load();
  }

  /** What the page shows; throws what the API throws. */
  protected abstract fetch(): Promise<Data>;

  protected abstract page(data: Data): TemplateResult;

  /** Loads again; what is shown stays until then. Of two loads at once the later one wins. */
  protected async load(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const data = await this.desk.call(() => this.fetch());
      if (asked !== this.#asked) return;
      this.problem = null;
      this.data = data;
    } catch (error) {
      if (asked === this.#asked) this.problem = this.wordsOf(error);
    }
  }

  protected wordsOf(error: unknown): string {
    if (error instanceof ApiError) {
      const known = REFUSALS.find((code) => code === error.code);
      if (known !== undefined) return this.say(`lead.code.${known}`);
      if (error.status === 422 && error.fields.length > 0) return error.fields.map((one) => one.reason).join(" ");
      if (error.status === 409 || error.status === 422) return error.message;
    }
    const { key, values } = wordsFor(error);
    return this.say(key, values);
  }

  protected override render(): TemplateResult {
    if (this.problem !== null && this.data === null) {
      return html`<div class="empty">
        <p class="problem" role="alert">${this.problem}</p>
        <p><button class="button" @click=${() => void this.load()}>${this.say("app.retry")}</button></p>
      </div>`;
    }
    if (this.data === null) return html`<p class="empty" aria-busy="true">${this.say("lead.loading")}</p>`;
    return this.page(this.data);
  }
}
