/**
 * Going through drawn questions: the next ones are fetched ahead, a verdict counts at once and is
 * sent behind the agent's back. It is kept in the browser until the helpdesk has it. Must not
 * import elements.
 */
import { ApiError, OchotaError } from "../../api/errors";
import { Backoff } from "../../stream/backoff";
import {
  counting,
  countingUnsent,
  labelOf,
  withErrand,
  type Label,
  type LabelErrand,
  type LabelQuestion,
  type LabelSummary,
  type Verdict,
} from "../model/labels";
import { withTime } from "../model/pace";
import { wordsFor, type Desk, type Toast } from "./desk";

/** Fetched in one go, and again when fewer than these are left to be shown. */
const FETCHED_QUESTIONS = 10;
const FEWEST_QUESTIONS = 5;
const LONGEST_RETRY_MILLISECONDS = 8_000;

interface Given {
  readonly question: LabelQuestion;
  readonly label: Label;
}

export interface LabellingState {
  /** With the verdicts given here, acknowledged or not; null until it is known. */
  readonly summary: LabelSummary | null;
  /** The first one is on the screen. */
  readonly queue: readonly LabelQuestion[];
  /** Given since the desk was opened, the newest last: what can be undone. */
  readonly given: readonly Given[];
  /** Verdicts that the helpdesk has not acknowledged, and whether the last attempt failed. */
  readonly unsent: number;
  readonly stalled: boolean;
  readonly times: readonly number[];
  readonly fetching: boolean;
  readonly problem: Pick<Toast, "key" | "values"> | null;
}

export const NOTHING_LABELLED: LabellingState = {
  summary: null,
  queue: [],
  given: [],
  unsent: 0,
  stalled: false,
  times: [],
  fetching: false,
  problem: null,
};

export class Labelling {
  readonly #desk: Desk;
  readonly #backoff = new Backoff({ longestMilliseconds: LONGEST_RETRY_MILLISECONDS });
  #errands: readonly LabelErrand[] = [];
  #sending = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #shownAt = 0;
  /** Grows with each verdict: counts that were fetched meanwhile are out of date. */
  #verdicts = 0;
  /** A verdict was refused: the counts here are wrong. */
  #outdated = false;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  get #state(): LabellingState {
    return this.#desk.state.labelling;
  }

  /** Sends what an earlier visit left unsent; called when somebody has signed in. */
  resume(): void {
    this.#errands = this.#desk.keepsake.labelErrands(this.#username);
    this.#put({ unsent: this.#errands.length });
    void this.#send();
  }

  /** Forgets what was on the screen; what is unsent stays kept for the agent who gave it. */
  leave(): void {
    clearTimeout(this.#retry);
    this.#errands = [];
    this.#put(NOTHING_LABELLED);
  }

  /** Brings counts and questions up to date, for a page that is shown. */
  async open(): Promise<void> {
    this.#shownAt = this.#desk.now();
    await this.#send();
    await this.#fetch();
  }

  /** Draws more questions; false when that failed, which is said. */
  async draw(count: number): Promise<boolean> {
    try {
      const summary = await this.#desk.call(() => this.#desk.api.labels.draw(count));
      this.#put({ summary });
    } catch (error) {
      this.#desk.fail(error);
      return false;
    }
    await this.#fetch();
    return true;
  }

  /** Labels the question on the screen and goes on to the next. */
  give(verdict: Verdict, rightEntryId: string | null = null): void {
    const { queue, given, summary, times } = this.#state;
    const question = queue[0];
    if (question === undefined || summary === null) return;
    const label = labelOf(question, verdict, rightEntryId);
    const now = this.#desk.now();
    this.#keep({ question_id: question.id, label, maybe_stored: false });
    this.#put({
      queue: queue.slice(1),
      given: [...given, { question, label }],
      summary: counting(summary, verdict, 1),
      times: withTime(times, now - this.#shownAt),
    });
    this.#shownAt = now;
    void this.#send();
    void this.#fetchAhead();
  }

  /** Takes the last verdict back and shows its question again; false where there is none. */
  undo(): boolean {
    const { queue, given, summary } = this.#state;
    const last = given.at(-1);
    if (last === undefined || summary === null) return false;
    this.#keep({ question_id: last.question.id, label: null, maybe_stored: true });
    this.#put({
      queue: [last.question, ...queue],
      given: given.slice(0, -1),
      summary: counting(summary, last.label.verdict, -1),
    });
    this.#shownAt = this.#desk.now();
    void this.#send();
    return true;
  }

  /** Sends one verdict after the other; a failure that may pass is tried again by itself. */
  async #send(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    clearTimeout(this.#retry);
    try {
      for (let errand = this.#errands[0]; errand !== undefined; errand = this.#errands[0]) {
        const attempt = { ...errand, maybe_stored: true };
        this.#replace(errand, attempt);
        if (!(await this.#deliver(attempt))) return;
        this.#replace(attempt, null);
      }
      this.#backoff.reset();
      if (this.#state.stalled) this.#put({ stalled: false });
    } finally {
      this.#sending = false;
    }
    if (this.#outdated) {
      this.#outdated = false;
      await this.#fetch();
    } else await this.#fetchAhead();
  }

  /** Whether the errand is done with: stored, or refused for good. */
  async #deliver(errand: LabelErrand): Promise<boolean> {
    try {
      await this.#desk.call(() => this.#desk.api.labels.put(errand.question_id, errand.label));
      return true;
    } catch (error) {
      if (this.#desk.state.phase !== "signed-in") return false;
      if (error instanceof OchotaError && !error.temporary) {
        this.#refused(errand, error);
        return true;
      }
      this.#put({ stalled: true });
      this.#retry = setTimeout(() => void this.#send(), this.#backoff.next());
      return false;
    }
  }

  /** Says that a verdict was refused for good; what is true now is asked for. */
  #refused(errand: LabelErrand, error: OchotaError): void {
    this.#put({ given: this.#state.given.filter((one) => one.question.id !== errand.question_id) });
    this.#outdated = true;
    if (error instanceof ApiError && error.code === "judged_by_another") this.#desk.notify("labelling.colleague");
    else this.#desk.notify("labelling.refused", { message: error.message }, "bad");
  }

  /** Fetches the next questions before they are needed. */
  async #fetchAhead(): Promise<void> {
    const { queue, summary } = this.#state;
    if (summary === null || queue.length >= FEWEST_QUESTIONS) return;
    if (summary.drawn - summary.labelled > queue.length) await this.#fetch();
  }

  async #fetch(): Promise<void> {
    if (this.#state.fetching) return;
    const verdicts = this.#verdicts;
    this.#put({ fetching: true, problem: null });
    try {
      const [summary, questions] = await this.#desk.call(() =>
        Promise.all([this.#desk.api.labels.summary(), this.#desk.api.labels.next(FETCHED_QUESTIONS)]),
      );
      if (this.#state.queue.length === 0) this.#shownAt = this.#desk.now();
      const uncounted = this.#errands.length > 0 || verdicts !== this.#verdicts;
      this.#put({
        summary: (uncounted ? this.#state.summary : null) ?? countingUnsent(summary, this.#errands),
        queue: this.#queueWith(questions),
        fetching: false,
      });
    } catch (error) {
      this.#put({ fetching: false, problem: wordsFor(error) });
    }
  }

  /** The queue with what was fetched, but for what was labelled here; the one shown stays as it is. */
  #queueWith(fetched: readonly LabelQuestion[]): readonly LabelQuestion[] {
    const [shown, ...waiting] = this.#state.queue;
    const fresh = new Map(fetched.map((one) => [one.id, one]));
    const done = [
      ...this.#state.given.map((one) => one.question.id),
      ...this.#errands.map((one) => one.question_id),
      ...(shown ? [shown.id] : []),
    ];
    for (const id of done) fresh.delete(id);
    const kept = waiting.map((one) => fresh.get(one.id) ?? one);
    for (const one of waiting) fresh.delete(one.id);
    return [...(shown ? [shown] : []), ...kept, ...fresh.values()];
  }

  #keep(errand: LabelErrand): void {
    this.#verdicts += 1;
    this.#store(withErrand(this.#errands, errand));
  }

  /** Exchanges an errand, or removes it, unless a newer one of its question has taken its place. */
  #replace(old: LabelErrand, fresh: LabelErrand | null): void {
    this.#store(this.#errands.flatMap((one) => (one === old ? (fresh === null ? [] : [fresh]) : [one])));
  }

  #store(errands: readonly LabelErrand[]): void {
    this.#errands = errands;
    this.#desk.keepsake.keepLabelErrands(this.#username, errands);
    if (this.#state.unsent !== errands.length) this.#put({ unsent: errands.length });
  }

  get #username(): string {
    return this.#desk.state.agent?.username ?? "";
  }

  #put(change: Partial<LabellingState>): void {
    this.#desk.update({ labelling: { ...this.#state, ...change } });
  }
}
