/** `<ochota-desk-password>`: changing one's own password. Properties: `desk`. */
import { html, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { ApiError } from "../../api/errors";
import { DeskElement, stylesOf } from "../parts/element";
import { wordsFor } from "../store/desk";
import sheet from "./password-form.css?inline";

/** The two fields, as the server names them; or what is wrong with neither. */
type Problems = Partial<Record<"current" | "new" | "all", string>>;

@customElement("ochota-desk-password")
export class PasswordForm extends DeskElement {
  static override styles = stylesOf(sheet);

  @state() private busy = false;
  @state() private problems: Problems = {};
  @query("form") private form!: HTMLFormElement;
  @query("details") private details!: HTMLDetailsElement;

  protected override render(): TemplateResult {
    return html`<details>
      <summary>${this.say("password.title")}</summary>
      <form novalidate @submit=${(event: Event) => void this.#submit(event)}>
        <input type="text" hidden autocomplete="username" .value=${this.desk.state.agent?.username ?? ""} />
        ${this.#field("current", "current-password", "")} ${this.#field("new", "new-password", this.say("password.hint"))}
        <p class="problem" role="alert">${this.problems.all ?? ""}</p>
        <button class="button" ?disabled=${this.busy}>${this.say("password.save")}</button>
      </form>
    </details>`;
  }

  #field(name: "current" | "new", autocomplete: "current-password" | "new-password", hint: string): TemplateResult {
    const problem = this.problems[name];
    return html`<div class="field">
      <label for=${name}>${this.say(`password.${name}`)}</label>
      <input
        id=${name}
        class="input"
        type="password"
        autocomplete=${autocomplete}
        required
        maxlength="200"
        aria-invalid=${problem === undefined ? "false" : "true"}
        aria-describedby="${name}-more"
      />
      <p id="${name}-more" class=${problem === undefined ? "hint" : "problem"}>${problem ?? hint}</p>
    </div>`;
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    const value = (name: string): string => this.renderRoot.querySelector<HTMLInputElement>(`#${name}`)?.value ?? "";
    if (value("current") === "") return this.#refuse({ current: this.say("password.wrong") });
    this.busy = true;
    try {
      await this.desk.call(() => this.desk.api.changePassword(value("current"), value("new")));
      this.problems = {};
      this.form.reset();
      this.details.open = false;
      this.desk.notify("password.saved");
    } catch (error) {
      this.#refuse(this.#problemsOf(error));
    } finally {
      this.busy = false;
    }
  }

  #refuse(problems: Problems): void {
    this.problems = problems;
    const first = problems.current === undefined ? problems.new && "new" : "current";
    if (first) this.renderRoot.querySelector<HTMLInputElement>(`#${first}`)?.focus();
  }

  #problemsOf(error: unknown): Problems {
    if (!(error instanceof ApiError)) return { all: this.#words(error) };
    if (error.status === 429) {
      const seconds = Math.ceil((error.retryAfterMilliseconds ?? 60_000) / 1000);
      return { all: this.say("sign_in.too_many", { seconds }) };
    }
    const names = error.fields.map(({ field }) => field.replace(/^body\./, ""));
    if (names.includes("current")) return { current: this.say("password.wrong") };
    if (names.includes("new")) return { new: this.say("password.unfit") };
    return { all: this.#words(error) };
  }

  #words(error: unknown): string {
    const { key, values } = wordsFor(error);
    return this.say(key, values);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-password": PasswordForm;
  }
}
