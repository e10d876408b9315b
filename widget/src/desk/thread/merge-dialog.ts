/**
 * `<ochota-desk-merge>`: into which other conversation of the customer this one is merged.
 * Properties: `desk`, `conversationId`.
 */
import { html, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { fullTime } from "../../i18n/times";
import { formatRoute } from "../model/routes";
import type { EarlierConversation } from "../model/types";
import { ConversationDialog } from "./conversation-dialog";

@customElement("ochota-desk-merge")
export class MergeDialog extends ConversationDialog {
  @state() private into = "";

  protected override begin(): void {
    this.into = this.#others[0]?.id ?? "";
  }

  /** What was merged already has its history elsewhere. */
  get #others(): readonly EarlierConversation[] {
    return this.thread.earlier.filter((one) => !one.merged_into);
  }

  protected override render(): TemplateResult {
    const earlier = this.#others;
    return this.frame(
      "merge.title",
      earlier.length === 0
        ? html`<p>${this.say("merge.none")}</p>`
        : html`<form @submit=${this.#submit}>
            <p class="hint">${this.say("merge.more")}</p>
            <fieldset class="options scroll">
              <legend>${this.say("merge.choose")}</legend>
              ${earlier.map(
                (one) => html`<label class="option">
                  <input type="radio" name="into" .checked=${one.id === this.into} @change=${() => (this.into = one.id)} />
                  <span>${one.question ?? one.last_message?.text ?? this.say("thread.label")}</span>
                  <span class="more">${fullTime(new Date(one.created_at), this.desk.language)}</span>
                </label>`,
              )}
            </fieldset>
            ${this.actions("deed.merge", this.busy)}
          </form>`,
    );
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const { into } = this;
    if (into === "") return;
    void this.doing(this.desk.annotations.merge(this.conversationId, into)).then((done) => {
      if (done) location.hash = formatRoute({ page: "conversation", id: into });
    });
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-merge": MergeDialog;
  }
}
