/**
 * `<ochota-desk-customer>`: who the conversation is with, what is known of them and what agents
 * wrote down; all of it can be changed here.
 *
 * Properties: `desk`, `conversationId`.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { fullTime } from "../../i18n/times";
import type { CustomerChange } from "../api/conversations";
import { isLead } from "../model/standing";
import type { Thread } from "../model/thread";
import type { Customer, CustomerNote } from "../model/types";
import { DeskElement, stylesOf } from "../parts/element";
import { closeIcon } from "../parts/icons";
import { departmentName } from "../words";
import sheet from "./customer.css?inline";
import panelSheet from "./panel.css?inline";

const TIERS = ["standard", "premium"] as const;

@customElement("ochota-desk-customer")
export class CustomerCard extends DeskElement {
  static override styles = stylesOf(panelSheet, sheet);

  @property({ attribute: false }) conversationId!: string;
  @state() private editing = false;
  @state() private busy = false;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has("conversationId")) this.editing = false;
  }

  protected override render(): TemplateResult {
    const thread = this.desk.threads.get(this.conversationId);
    const customer = thread.customer ?? {};
    return html`<section aria-labelledby="customer">
      <h3 id="customer">
        ${this.say("context.customer")}
        ${this.editing ? nothing : html`<button class="button small quiet" @click=${() => (this.editing = true)}>${this.say("customer.edit")}</button>`}
      </h3>
      ${this.editing ? this.#form(customer) : this.#facts(thread, customer)} ${this.#tags(customer)} ${this.#notes(customer)}
    </section>`;
  }

  #facts({ conversation, handoff }: Thread, customer: Customer): TemplateResult {
    const page = handoff?.page_url ?? conversation?.page_url ?? null;
    const language = conversation?.language === "cs" ? "cs" : "en";
    const { departments } = this.desk.state;
    const facts: readonly (readonly [string, unknown])[] = [
      [this.say("context.name"), customer.name],
      [this.say("context.email"), customer.email],
      [this.say("context.language"), conversation ? html`<span class="badge language">${language}</span> ${this.say(`entry.language.${language}`)}` : null],
      [this.say("customer.tier"), customer.tier === "premium" ? html`<span class="badge accent">${this.say("tier.premium")}</span>` : null],
      [this.say("context.page"), page === null ? null : pageLink(page)],
      [this.say("context.first_contact"), this.#time(customer.first_contact_at ?? conversation?.created_at)],
      [this.say("context.waiting_since"), handoff?.state === "waiting" ? this.#time(handoff.waiting_since) : null],
      [this.say("context.department"), handoff?.department ? departmentName(departments, handoff.department, this.desk.language) : null],
      [this.say("context.priority"), handoff?.priority ? this.say(`priority.${handoff.priority}`) : null],
    ];
    return html`<dl>
      ${facts.map(([name, value]) => (value === null || value === undefined || value === "" ? nothing : html`<dt>${name}</dt><dd>${value}</dd>`))}
    </dl>`;
  }

  #form(customer: Customer): TemplateResult {
    return html`<form @submit=${this.#save}>
      <div class="field"><label for="name">${this.say("context.name")}</label><input id="name" name="name" class="input" maxlength="200" .value=${customer.name ?? ""} /></div>
      <div class="field"><label for="email">${this.say("context.email")}</label><input id="email" name="email" type="email" class="input" maxlength="254" .value=${customer.email ?? ""} /></div>
      <p class="hint">${this.say("customer.email_joins")}</p>
      <div class="field">
        <label for="tier">${this.say("customer.tier")}</label>
        <select id="tier" name="tier" class="input">
          ${TIERS.map((tier) => html`<option value=${tier} ?selected=${tier === (customer.tier ?? "standard")}>${this.say(`tier.${tier}`)}</option>`)}
        </select>
      </div>
      <p class="actions">
        <button class="button small primary" ?disabled=${this.busy}>${this.say("customer.save")}</button>
        <button type="button" class="button small" @click=${() => (this.editing = false)}>${this.say("app.cancel")}</button>
      </p>
    </form>`;
  }

  #tags({ tags = [] }: Customer): TemplateResult {
    return html`<div class="tags">
      ${tags.map(
        (tag) => html`<span class="badge tag"
          >${tag}<button aria-label=${this.say("customer.tag_remove", { tag })} ?disabled=${this.busy} @click=${() => this.#change({ tags: tags.filter((one) => one !== tag) })}>${closeIcon}</button></span
        >`,
      )}
      <form @submit=${(event: Event) => this.#addTag(event, tags)}>
        <input class="input tag-input" name="tag" maxlength="40" aria-label=${this.say("customer.tag_add")} placeholder=${this.say("customer.tag_add")} />
      </form>
    </div>`;
  }

  #notes({ notes = [] }: Customer): TemplateResult {
    return html`<details class="customer-notes" ?open=${notes.length > 0}>
      <summary>${this.say("customer.notes")} <span class="count">${notes.length}</span></summary>
      <ul>${notes.map((note) => html`<li>${this.#note(note)}</li>`)}</ul>
      <form @submit=${this.#addNote}>
        <div class="field">
          <label for="note">${this.say("customer.note_add")}</label>
          <textarea id="note" name="note" class="input" rows="2" maxlength="2000"></textarea>
        </div>
        <button class="button small" ?disabled=${this.busy}>${this.say("customer.note_save")}</button>
      </form>
    </details>`;
  }

  #note(note: CustomerNote): TemplateResult {
    const { agent } = this.desk.state;
    const removable = isLead(agent) || note.agent?.username === agent?.username;
    return html`<p class="customer-note">${note.text}</p>
      <p class="hint">
        ${note.agent?.name ?? ""} ${this.#time(note.created_at)}
        ${removable
          ? html`<button class="button small quiet" ?disabled=${this.busy} @click=${() => void this.#doing(this.desk.annotations.removeCustomerNote(this.conversationId, note.id))}>${this.say("customer.note_remove")}</button>`
          : nothing}
      </p>`;
  }

  #time(at: string | null | undefined): TemplateResult | null {
    if (at === null || at === undefined) return null;
    return html`<time datetime=${at}>${fullTime(new Date(at), this.desk.language)}</time>`;
  }

  readonly #save = (event: SubmitEvent): void => {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    const [name, email, tier] = ["name", "email", "tier"].map((field) => textOf(fields, field));
    void this.#change({ name: name || null, email: email || null, tier: tier ?? "standard" }).then((done) => {
      if (done) this.editing = false;
    });
  };

  #addTag(event: Event, tags: readonly string[]): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const tag = textOf(new FormData(form), "tag");
    if (tag === "" || tags.includes(tag)) return form.reset();
    void this.#change({ tags: [...tags, tag] }).then((done) => done && form.reset());
  }

  readonly #addNote = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const text = textOf(new FormData(form), "note");
    if (text === "") return;
    void this.#doing(this.desk.annotations.addCustomerNote(this.conversationId, text)).then((done) => done && form.reset());
  };

  #change(change: CustomerChange): Promise<boolean> {
    return this.#doing(this.desk.annotations.changeCustomer(this.conversationId, change));
  }

  async #doing(work: Promise<boolean>): Promise<boolean> {
    this.busy = true;
    const done = await work;
    this.busy = false;
    return done;
  }
}

function textOf(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === "string" ? value.trim() : "";
}

/** A link to the customer's page; an address with another scheme is only text. */
function pageLink(url: string): unknown {
  if (!/^https?:\/\//i.test(url)) return url;
  return html`<a href=${url} target="_blank" rel="noopener noreferrer nofollow">${url.replace(/^https?:\/\//i, "")}</a>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "ochota-desk-customer": CustomerCard;
  }
}
