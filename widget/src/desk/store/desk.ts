/**
 * The desk's state and what changes it: session, preferences, notices. Conversations, labels, the
 * certificate and the live stream are kept by `Threads`, `Labelling`, `Certification` and `Live`,
 * which this opens and closes. Must not import elements.
 */
import { ApiError, NetworkError } from "../../api/errors";
import { chooseLanguage, type Language } from "../../i18n/language";
import type { Translator } from "../../i18n/translator";
import type { StreamStatus } from "../../stream/event-stream";
import type { DeskApi, Session } from "../api";
import type { CertificateState } from "../model/certificate";
import type { Keepsake, Preferences } from "../model/keepsake";
import { newlyWaiting } from "../model/queue";
import type { Thread } from "../model/thread";
import type { Agent, Handoff } from "../model/types";
import { translatorFor, type WordKey } from "../words";
import { Certification } from "./certification";
import { Labelling, NOTHING_LABELLED, type LabellingState } from "./labelling";
import { Live } from "./live";
import { Threads } from "./threads";

/** `expired`: was signed in, and everything on the screen stays behind the sign-in. */
export type Phase = "opening" | "unreachable" | "signed-out" | "signed-in" | "expired";

export interface Notice {
  readonly key: WordKey;
  readonly values: Readonly<Record<string, string | number>>;
  readonly tone: "good" | "bad";
}

export interface DeskState {
  readonly phase: Phase;
  readonly agent: Agent | null;
  readonly connection: StreamStatus;
  /** Waiting and assigned, as of the last snapshot; null before the first. */
  readonly open: readonly Handoff[] | null;
  /** Resolved and abandoned, newest first; null until asked for. */
  readonly closed: readonly Handoff[] | null;
  readonly threads: ReadonlyMap<string, Thread>;
  readonly selectedId: string | null;
  readonly labelling: LabellingState;
  /** As last heard of; null before that. */
  readonly certificate: CertificateState | null;
  readonly preferences: Preferences;
  readonly notice: Notice | null;
}

export interface DeskOptions {
  readonly api: DeskApi;
  readonly keepsake: Keepsake;
  /** The browser's languages, the most wanted first. */
  readonly languages: readonly string[];
  readonly newId?: () => string;
  readonly now?: () => number;
}

export class Desk {
  readonly api: DeskApi;
  readonly keepsake: Keepsake;
  readonly threads: Threads;
  readonly labelling: Labelling;
  readonly certification: Certification;
  readonly now: () => number;
  /** Called with those who began to wait while the desk was open. */
  onArrivals: (arrived: readonly Handoff[]) => void = () => undefined;

  #state: DeskState;
  #translator: Translator<WordKey>;
  readonly #languages: readonly string[];
  readonly #live: Live;
  readonly #listeners = new Set<() => void>();

  constructor(options: DeskOptions) {
    this.api = options.api;
    this.keepsake = options.keepsake;
    this.now = options.now ?? Date.now;
    this.#languages = options.languages;
    const preferences = this.keepsake.preferences();
    this.#state = {
      phase: "opening",
      agent: null,
      connection: "closed",
      open: null,
      closed: null,
      threads: new Map(),
      selectedId: null,
      labelling: NOTHING_LABELLED,
      certificate: null,
      preferences,
      notice: null,
    };
    this.#translator = translatorFor(this.#wantedLanguage(preferences));
    this.threads = new Threads(this, options.newId ?? (() => crypto.randomUUID()));
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

  /** Takes a snapshot of all open handoffs. */
  takeSnapshot(open: readonly Handoff[]): void {
    const before = this.#state.open;
    this.update({ open });
    if (before !== null) {
      const arrived = newlyWaiting(before, open);
      if (arrived.length > 0) this.onArrivals(arrived);
    }
    this.threads.reconcile(open);
  }

  /** Asks for the open handoffs again, for a click when the stream is away. */
  async refresh(): Promise<void> {
    try {
      await this.call(() => this.fetchOpen());
    } catch (error) {
      this.fail(error);
    }
  }

  /** Takes a snapshot without the stream; throws what the API throws. */
  async fetchOpen(): Promise<void> {
    const [waiting, assigned] = await Promise.all([this.api.handoffs("waiting"), this.api.handoffs("assigned")]);
    this.takeSnapshot([...waiting, ...assigned]);
  }

  async loadClosed(): Promise<void> {
    try {
      const [resolved, abandoned] = await this.call(() =>
        Promise.all([this.api.handoffs("resolved"), this.api.handoffs("abandoned")]),
      );
      const closed = [...resolved, ...abandoned].sort(
        (a, b) => Date.parse(b.last_message?.created_at ?? b.requested_at) - Date.parse(a.last_message?.created_at ?? a.requested_at),
      );
      this.update({ closed });
    } catch (error) {
      this.fail(error);
    }
  }

  prefer(change: Partial<Preferences>): void {
    const preferences = { ...this.#state.preferences, ...change };
    this.keepsake.keepPreferences(preferences);
    this.#translator = translatorFor(this.#wantedLanguage(preferences));
    this.update({ preferences });
  }

  notify(key: WordKey, values: Notice["values"] = {}, tone: Notice["tone"] = "good"): void {
    this.update({ notice: { key, values, tone } });
  }

  /** Says that something did not work; an ended session is said by the sign-in instead. */
  fail(error: unknown): void {
    if (error instanceof ApiError && error.status === 401) return;
    this.update({ notice: { ...wordsFor(error), tone: "bad" } });
  }

  #enter(session: Session): void {
    if (session.agent === null) {
      this.update({ phase: "signed-out", agent: null });
      return;
    }
    this.update({ phase: "signed-in", agent: session.agent });
    this.#live.open();
    this.labelling.resume();
    this.certification.watch();
    if (this.#state.selectedId !== null) void this.threads.select(this.#state.selectedId);
  }

  #closeLive(): void {
    this.#live.close();
    this.certification.close();
  }

  #forget(): void {
    this.labelling.leave();
    this.update({ agent: null, open: null, closed: null, threads: new Map(), notice: null, certificate: null });
  }

  #wantedLanguage(preferences: Preferences): Language {
    return chooseLanguage(preferences.language, ...this.#languages);
  }
}

/** What to say of an error that came from the API. */
export function wordsFor(error: unknown): Pick<Notice, "key" | "values"> {
  if (error instanceof NetworkError) return { key: "app.unreachable", values: {} };
  if (error instanceof ApiError && error.status === 403) return { key: "app.forbidden", values: {} };
  if (error instanceof ApiError && error.status === 404) return { key: "app.not_found", values: {} };
  return { key: "app.failed", values: { message: error instanceof Error ? error.message : String(error) } };
}
