/**
 * The agents' side of the helpdesk over HTTP: the session here, everything else by noun.
 * Owns the CSRF header; knows nothing of what is on the screen.
 */
import { Http } from "../../api/http";
import type { Agent } from "../model/types";
import { ColleaguesApi } from "./colleagues";
import { ConversationsApi } from "./conversations";
import { HandoffsApi } from "./handoffs";
import { KnowledgeApi } from "./knowledge";
import { LabelsApi } from "./labels";

export type { HandoffVerb, Move, Outcome } from "./handoffs";
export type { EntryBody, EntryFilter } from "./knowledge";

/** The desk's own view of a session: null agent means signed out. */
export interface Session {
  readonly agent: Agent | null;
  readonly csrf_token: string;
  /** How often somebody failed to sign in as this agent since the sign-in before. */
  readonly failed_sign_ins: number;
  readonly attachment_megabytes: number;
}

export class DeskApi {
  /** Calls with the agent's cookie and CSRF token, for pages that keep their own paths. */
  readonly http: Http;
  readonly colleagues: ColleaguesApi;
  readonly conversations: ConversationsApi;
  readonly handoffs: HandoffsApi;
  readonly knowledge: KnowledgeApi;
  readonly labels: LabelsApi;
  #csrfToken = "";

  constructor(origin = "", fetchNow?: typeof fetch) {
    this.http = new Http({
      origin,
      credentials: "same-origin",
      headers: () => (this.#csrfToken === "" ? {} : { "X-CSRF-Token": this.#csrfToken }),
      ...(fetchNow ? { fetch: fetchNow } : {}),
    });
    this.colleagues = new ColleaguesApi(this.http);
    this.conversations = new ConversationsApi(this.http);
    this.handoffs = new HandoffsApi(this.http);
    this.knowledge = new KnowledgeApi(this.http);
    this.labels = new LabelsApi(this.http);
  }

  /** Who is signed in; a session without an agent is signed out. Throws ApiError 401 as well. */
  async session(): Promise<Session> {
    return this.#keep(await this.http.call<Session>("GET", "/api/v1/session"));
  }

  /** Throws ApiError 401 for wrong credentials, 429 after too many attempts. */
  async signIn(username: string, password: string): Promise<Session> {
    return this.#keep(await this.http.call<Session>("POST", "/api/v1/session", { body: { username, password } }));
  }

  /** Throws ApiError 422, which names `current` or `new`, and 429 after too many attempts. */
  async changePassword(current: string, wanted: string): Promise<void> {
    await this.http.call("PUT", "/api/v1/session/password", { body: { current, new: wanted } });
  }

  async signOut(): Promise<void> {
    await this.http.call("DELETE", "/api/v1/session");
    this.#csrfToken = "";
  }

  /** Safe HTML of a Markdown text, as a customer would see it. */
  async preview(text: string, signal?: AbortSignal): Promise<string> {
    const answer = await this.http.call<{ html: string }>("POST", "/api/v1/desk/preview", {
      body: { text },
      ...(signal ? { signal } : {}),
    });
    return answer.html;
  }

  streamUrl(): string {
    return this.http.url("/api/v1/desk/events");
  }

  streamHeaders(): Record<string, string> {
    return this.http.headers();
  }

  #keep(session: Session): Session {
    this.#csrfToken = session.csrf_token;
    return session;
  }
}
