/**
 * The desk's state and what changes it: session, preferences, toasts. Everything else is kept by
 * one class per noun (`Queue`, `Threads`, `Verbs`, `Sending` …), which this opens and closes.
 * Must not import elements.
 */
import { ApiError, NetworkError } from "../../api/errors";
import { chooseLanguage, type Language } from "../../i18n/language";
import type { Translator } from "../../i18n/translator";
import type { DeskApi, Session } from "../api";
import type { Keepsake, Preferences } from "../model/keepsake";
import type { AgentNotice } from "../model/types";
import { translatorFor, type WordKey } from "../words";
import { Annotations } from "./annotations";
import { Certification } from "./certification";
import { Colleagues } from "./colleagues";
import { Labelling, NOTHING_LABELLED } from "./labelling";
import { Live } from "./live";
import { NoticeBoard } from "./notices";
import { Queue, type Arrivals } from "./queue";
import { Sending } from "./sending";
import type { DeskState, Toast } from "./state";
import { Threads } from "./threads";
import { Uploads } from "./uploads";
import { Verbs } from "./verbs";

export type { DeskState, Phase, Toast } from "./state";

const NO_NOTICES = { unread: 0, list: [] } as const;

export interface DeskOptions {
  readonly api: DeskApi;
  readonly keepsake: Keepsake;
  /** The browser's languages, the most wanted first. */
  readonly languages: readonly string[];
  readonly newId?: () => string;
  readonly now?: () => number;
}

/** Long enough to be read by somebody who has just begun to look. */
const FAILURES_SHOWN_MILLISECONDS = 12_000;

export class Desk {
  readonly api: DeskApi;
  readonly keepsake: Keepsake;
  readonly queue: Queue;
  readonly threads: Threads;
  readonly verbs: Verbs;
  readonly sending: Sending;
  readonly uploads: Uploads;
  readonly annotations: Annotations;
  readonly colleagues: Colleagues;
  readonly notices: NoticeBoard;
  readonly labelling: Labelling;
  readonly certification: Certification;
  readonly newId: () => string;
  readonly now: () => number;
  /** Called with those who began to wait, and those who answered, while the desk was open. */
  onArrivals: (arrivals: Arrivals) => void = () => undefined;
  /** Called with what this agent was told while the desk was open. */
  onNotices: (fresh: readonly AgentNotice[]) => void = () => undefined;

  #state: DeskState;
  #translator: Translator<WordKey>;
  readonly #languages: readonly string[];
  readonly #live: Live;
  readonly #listeners = new Set<() => void>();

  constructor(options: DeskOptions) {
    this.api = options.api;
    this.keepsake = options.keepsake;
    this.now = options.now ?? Date.now;
    this.newId = options.newId ?? (() => crypto.randomUUID());
    this.#languages = options.languages;
    const preferences = this.keepsake.preferences();
    this.#state = {
      phase: "opening",
      agent: null,
      attachmentMegabytes: 0,
      connection: "closed",
      open: null,
      unread: new Map(),
      closed: null,
      found: null,
      agents: [],
      departments: [],
      notices: NO_NOTICES,
      threads: new Map(),
      uploads: new Map(),
      selectedId: null,
      labelling: NOTHING_LABELLED,
      certificate: null,
      preferences,
      toast: null,
    };
    this.#translator = translatorFor(this.#wantedLanguage(preferences));
    this.queue = new Queue(this);
    this.threads = new Threads(this);
    this.verbs = new Verbs(this);
    this.sending = new Sending(this);
    this.uploads = new Uploads(this);
    this.annotations = new Annotations(this);
    this.colleagues = new Colleagues(this);
    this.notices = new NoticeBoard(this);
    this.labelling = new Labelling(this);
    this.certification = new Certification(this);
    this.#live = new Live(this);
  }

  get state(): DeskState {
    return this.#state;
  }

  get language(): Language {
    return this.#translator.language;
  }

  readonly say = (key: WordKey, values: Readonly<Record<string, string | number>> = {}): string =>
    this.#translator.say(key, values);

  /** Calls `listener` after every change until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  update(change: Partial<DeskState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }

  /** Finds out who is signed in and starts the live stream for them. */
  async open(): Promise<void> {
    this.update({ phase: "opening" });
    try {
      this.#enter(await this.api.session());
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.update({ phase: "signed-out" });
      else this.update({ phase: "unreachable" });
    }
  }

  /** Signs in; throws what the API throws, for the form to say. */
  async signIn(username: string, password: string): Promise<void> {
    const before = this.#state.agent;
    const session = await this.api.signIn(username, password);
    if (before !== null && before.username !== session.agent?.username) this.#forget();
    this.#enter(session);
    const count = session.failed_sign_ins;
    if (count > 0) this.show({ key: "sign_in.failed_before", values: { count }, tone: "bad", milliseconds: FAILURES_SHOWN_MILLISECONDS });
  }

  async signOut(): Promise<void> {
    try {
      await this.api.signOut();
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 401)) return this.fail(error);
    }
    this.#closeLive();
    this.#forget();
    this.update({ phase: "signed-out" });
  }

  /**
   * What `work` resolves to, after the session's own faults are dealt with: a CSRF token that
   * another tab renewed is fetched and the work done once more; an ended session brings the
   * sign-in up. The error is thrown on in either case that remains.
   */
  async call<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ApiError && error.code === "wrong_csrf_token") {
        const session = await this.api.session();
        if (session.agent !== null) return work();
        this.expire();
      }
      if (error instanceof ApiError && error.status === 401) this.expire();
      throw error;
    }
  }

  expire(): void {
    if (this.#state.phase !== "signed-in") return;
    this.#closeLive();
    this.update({ phase: "expired" });
  }

  prefer(change: Partial<Preferences>): void {
    const preferences = { ...this.#state.preferences, ...change };
    this.keepsake.keepPreferences(preferences);
    this.#translator = translatorFor(this.#wantedLanguage(preferences));
    this.update({ preferences });
  }

  /** Says for some seconds what was done or refused. */
  notify(key: WordKey, values: Toast["values"] = {}, tone: Toast["tone"] = "good"): void {
    this.show({ key, values, tone });
  }

  show(toast: Toast): void {
    this.update({ toast });
  }

  /** Says that something did not work; an ended session is said by the sign-in instead. */
  fail(error: unknown): void {
    if (error instanceof ApiError && error.status === 401) return;
    this.show({ ...wordsFor(error), tone: "bad" });
  }

  #enter(session: Session): void {
    if (session.agent === null) {
      this.update({ phase: "signed-out", agent: null });
      return;
    }
    this.update({ phase: "signed-in", agent: session.agent, attachmentMegabytes: session.attachment_megabytes });
    this.#live.open();
    this.colleagues.open();
    this.labelling.resume();
    this.certification.watch();
    if (this.#state.selectedId !== null) void this.threads.select(this.#state.selectedId);
  }

  #closeLive(): void {
    this.#live.close();
    this.colleagues.close();
    this.certification.close();
  }

  #forget(): void {
    this.labelling.leave();
    this.notices.forget();
    this.update({
      agent: null,
      open: null,
      unread: new Map(),
      closed: null,
      found: null,
      agents: [],
      notices: NO_NOTICES,
      threads: new Map(),
      uploads: new Map(),
      toast: null,
      certificate: null,
    });
  }

  #wantedLanguage(preferences: Preferences): Language {
    return chooseLanguage(preferences.language, ...this.#languages);
  }
}

/** What to say of an error that came from the API. */
export function wordsFor(error: unknown): Pick<Toast, "key" | "values"> {
  if (error instanceof NetworkError) return { key: "app.unreachable", values: {} };
  if (error instanceof ApiError && error.status === 403) return { key: "app.forbidden", values: {} };
  if (error instanceof ApiError && error.status === 404) return { key: "app.not_found", values: {} };
  return { key: "app.failed", values: { message: error instanceof Error ? error.message : String(error) } };
}
