/**
 * `<ochota-desk-sign-in>`: the way in.
 *
 * Properties: `desk`, `expired` (says that a session has ended and nothing is lost).
 */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { ApiError } from "../../api/errors";
import { DeskElement, stylesOf } from "../parts/element";
import { wordsFor } from "../store/desk";
import type { WordKey } from "../words";
import sheet from "./sign-in.css?inline";

interface Refusal {
  readonly key: WordKey;
  readonly values: Readonly<Record<string, string | number>>;
}

@customElement("ochota-desk-sign-in")
export class SignIn extends DeskElement {
  static override styles = stylesOf(sheet);

  @property({ type: Boolean }) expired = false;
  @state() private busy = false;
  @state() private refusal: Refusal | null = null;
  @query("#username") private username!: HTMLInputElement;
  @query("#password") private password!: HTMLInputElement;

  protected override firstUpdated(): void {
    const known = this.desk.state.agent?.username;
    if (known !== undefined) this.username.value = known;
    (known === undefined ? this.username : this.password).focus();
  }

  protected override render(): TemplateResult {
    return html`<main>
      <form @submit=${this.#submit} novalidate>
        <header>
          <span class="mark" aria-hidden="true">O</span>
          <div>
            <p class="brand">Ochota</p>
            <h1>${this.say("sign_in.title")}</h1>
          </div>
        </header>
        <p class=${this.expired ? "callout careful" : "hint"}>
          ${this.say(this.expired ? "sign_in.expired" : "sign_in.intro")}
        </p>
        <div class="field">
          <label for="username">${this.say("sign_in.username")}</label>
          <input
            id="username"
            class="input"
            name="username"
            autocomplete="username"
            autocapitalize="none"
            spellcheck="false"
            required
            aria-invalid=${this.refusal ? "true" : "false"}
            aria-describedby="refusal"
          />
        </div>
        <div class="field">
          <label for="password">${this.say("sign_in.password")}</label>
          <input
            id="password"
            class="input"
            name="password"
            type="password"
            autocomplete="current-password"
            required
            aria-invalid=${this.refusal ? "true" : "false"}
            aria-describedby="refusal"
          />
        </div>
        <p id="refusal" class="problem" role="alert">
          ${this.refusal ? this.say(this.refusal.key, this.refusal.values) : nothing}
        </p>
        <button class="button primary" ?disabled=${this.busy}>
          ${this.say(this.busy ? "sign_in.busy" : "sign_in.submit")}
        </button>
      </form>
    </main>`;
  }

  readonly #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    const username = this.username.value.trim();
    if (username === "" || this.password.value === "") {
      this.refusal = { key: "sign_in.empty", values: {} };
      (username === "" ? this.username : this.password).focus();
      return;
    }
    this.busy = true;
    this.refusal = null;
    try {
      await this.desk.signIn(username, this.password.value);
    } catch (error) {
      this.refusal = refusalOf(error);
      this.password.select();
    } finally {
      this.busy = false;
    }
  };
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof ApiError && (error.status === 401 || error.status === 422)) {
    return { key: "sign_in.wrong", values: {} };
  }
  if (error instanceof ApiError && error.status === 429) {
    const seconds = Math.ceil((error.retryAfterMilliseconds ?? 60_000) / 1000);
    return { key: "sign_in.too_many", values: { seconds } };
  }
  return wordsFor(error);
}
