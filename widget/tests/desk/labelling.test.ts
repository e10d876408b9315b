import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DeskApi } from "../../src/desk/api";
import { Keepsake } from "../../src/desk/model/keepsake";
import { counting, labelOf, standingOf, verdictsOf, withErrand, type LabelErrand, type LabelSummary } from "../../src/desk/model/labels";
import { minutesLeft, secondsEach, withTime } from "../../src/desk/model/pace";
import { labelCommandOf } from "../../src/desk/quality/label-keys";
import { Desk } from "../../src/desk/store/desk";
import { aCandidate, aLabelQuestion } from "./examples";
import { FakeDesk } from "./fake-desk";

const NO_LABELS: LabelSummary = { drawn: 0, labelled: 0, population: 0, by_verdict: { right: 0, wrong: 0, nothing: 0, not_a_question: 0 } };

describe("a key while labelling", () => {
  const press = (key: string, code = "", change: Partial<KeyboardEvent> = {}) => ({
    key, code, ctrlKey: false, metaKey: false, altKey: false, repeat: false, ...change,
  });

  test("means a verdict wherever the digit is, on a Czech keyboard too", () => {
    expect(labelCommandOf(press("+", "Digit1"), false)).toEqual({ kind: "verdict", verdict: "right" });
    expect(labelCommandOf(press("4", "Numpad4"), false)).toEqual({ kind: "verdict", verdict: "not_a_question" });
    expect(labelCommandOf(press("ArrowRight", "ArrowRight"), false)).toEqual({ kind: "verdict", verdict: "right" });
  });

  test("held down, or together with Ctrl, means nothing", () => {
    expect(labelCommandOf(press("1", "Digit1", { repeat: true }), false)).toBeNull();
    expect(labelCommandOf(press("z", "KeyZ", { ctrlKey: true }), false)).toBeNull();
  });

  test("picks or skips the right entry only while that is asked", () => {
    expect(labelCommandOf(press("b", "KeyB"), true)).toEqual({ kind: "pick", place: 1 });
    expect(labelCommandOf(press("Enter", "Enter"), true)).toEqual({ kind: "skip" });
    expect(labelCommandOf(press("b", "KeyB"), false)).toBeNull();
    expect(labelCommandOf(press("1", "Digit1"), true)).toBeNull();
  });

  test("takes back by the letter that is printed on it", () => {
    expect(labelCommandOf(press("z", "KeyY"), false)).toEqual({ kind: "undo" });
    expect(labelCommandOf(press("Backspace", "Backspace"), true)).toEqual({ kind: "undo" });
  });
});

describe("a label", () => {
  test("names the entry it judges, and none where nothing answers", () => {
    const question = aLabelQuestion({ candidates: [aCandidate({ entry_id: "top" }), aCandidate({ entry_id: "second" })] });
    expect(labelOf(question, "wrong", "second")).toEqual({ verdict: "wrong", entry_id: "top", right_entry_id: "second" });
    expect(labelOf(question, "nothing").entry_id).toBeNull();
  });

  test("cannot call right what is not there", () => {
    expect(verdictsOf(aLabelQuestion({ candidates: [] }))).toEqual(["nothing", "not_a_question"]);
  });

  test("taken back before it was sent is never sent; afterwards it is taken back there", () => {
    const given = (maybe_stored: boolean): LabelErrand => ({ question_id: "1", label: labelOf(aLabelQuestion(), "right"), maybe_stored });
    const back: LabelErrand = { question_id: "1", label: null, maybe_stored: true };
    expect(withErrand([given(false)], back)).toEqual([]);
    expect(withErrand([given(true)], back)).toEqual([back]);
    // Given, acknowledged, taken back, given again, taken back again: the first one is still there.
    const again = withErrand(withErrand([back], given(false)), back);
    expect(again).toEqual([back]);
  });

  test("is counted, and what comes next follows from the counts", () => {
    expect(standingOf(NO_LABELS)).toBe("no_questions");
    expect(standingOf({ ...NO_LABELS, population: 9 })).toBe("draw_first");
    const drawn = { ...NO_LABELS, population: 9, drawn: 1 };
    expect(standingOf(drawn)).toBe("label");
    expect(standingOf(counting(drawn, "wrong", 1))).toBe("draw_more");
    expect(standingOf(counting({ ...drawn, population: 1 }, "wrong", 1))).toBe("all_labelled");
    expect(counting(drawn, "wrong", 1).by_verdict.wrong).toBe(1);
  });
});

describe("the pace", () => {
  test("is the median, and a break does not count", () => {
    const times = [4_000, 5_000, 60_000, 3_600_000].reduce<readonly number[]>(withTime, []);
    expect(secondsEach(times)).toBe(5);
    expect(minutesLeft(times, 100)).toBe(9);
    expect(minutesLeft(times, 0)).toBeNull();
    expect(minutesLeft([], 100)).toBeNull();
  });
});

describe("going through questions", () => {
  let helpdesk: FakeDesk;
  let keepsake: Keepsake;
  let desk: Desk;
  let time = 0;

  function opensDesk(): Desk {
    return new Desk({ api: new DeskApi("http://desk.example", helpdesk.fetch), keepsake, languages: ["en"], now: () => time });
  }

  async function until(condition: () => boolean): Promise<void> {
    await vi.waitFor(() => expect(condition()).toBe(true), { timeout: 5_000 });
  }

  const shown = (): string | undefined => desk.state.labelling.queue[0]?.id;
  const done = (): number | undefined => desk.state.labelling.summary?.labelled;

  beforeEach(async () => {
    helpdesk = new FakeDesk();
    vi.stubGlobal("fetch", helpdesk.fetch);
    keepsake = new Keepsake(null);
    helpdesk.labels.have(30);
    desk = opensDesk();
    await desk.open();
    await desk.labelling.open();
  });

  afterEach(async () => {
    await desk.signOut();
    vi.unstubAllGlobals();
  });

  test("the next question is there at once and none comes twice, through all of them", async () => {
    const seen: string[] = [];
    while (seen.length < 30) {
      await until(() => shown() !== undefined);
      seen.push(shown()!);
      desk.labelling.give("right");
    }
    await until(() => helpdesk.labels.labels.size === 30);
    expect(new Set(seen).size).toBe(30);
    expect(desk.state.labelling.summary).toMatchObject({ labelled: 30, by_verdict: { right: 30 } });
    expect(shown()).toBeUndefined();
  });

  test("five ahead are always known, so that nobody waits", async () => {
    for (let given = 0; given < 12; given += 1) {
      desk.labelling.give("wrong", "second");
      await until(() => desk.state.labelling.queue.length >= 5 && desk.state.labelling.unsent === 0);
    }
    expect(helpdesk.labels.labels.get("1")).toEqual({ verdict: "wrong", entry_id: "top", right_entry_id: "second" });
  });

  test("undo brings the question back and takes its label from the helpdesk", async () => {
    desk.labelling.give("nothing");
    await until(() => helpdesk.labels.labels.has("1"));
    expect(desk.labelling.undo()).toBe(true);
    expect(shown()).toBe("1");
    await until(() => !helpdesk.labels.labels.has("1"));
    expect(done()).toBe(0);
    expect(desk.labelling.undo()).toBe(false);
  });

  test("a lost connection is said, loses no verdict, and work goes on meanwhile", async () => {
    helpdesk.offline = true;
    desk.labelling.give("right");
    desk.labelling.give("wrong");
    await until(() => desk.state.labelling.stalled);
    expect(desk.state.labelling).toMatchObject({ unsent: 2, summary: { labelled: 2 } });
    expect(shown()).toBe("3");
    helpdesk.offline = false;
    await until(() => helpdesk.labels.labels.size === 2);
    await until(() => desk.state.labelling.unsent === 0 && !desk.state.labelling.stalled);
    expect(helpdesk.labels.labels.get("2")?.verdict).toBe("wrong");
  });

  test("what was unsent when the page was closed is sent by the next visit, by the same agent only", async () => {
    helpdesk.offline = true;
    desk.labelling.give("not_a_question");
    await until(() => desk.state.labelling.stalled);
    const left = desk;
    left.labelling.leave();
    helpdesk.offline = false;
    helpdesk.agent = { username: "petr", name: "Petr", role: "agent" };
    desk = opensDesk();
    await desk.open();
    await desk.labelling.open();
    expect(helpdesk.labels.labels.size).toBe(0);
    await desk.signOut();
    helpdesk.agent = { username: "jana", name: "Jana", role: "lead" };
    await desk.signIn("jana", "right");
    await until(() => helpdesk.labels.labels.get("1")?.verdict === "not_a_question");
  });

  test("an ended session keeps the verdict until the agent is back", async () => {
    helpdesk.signedIn = false;
    desk.labelling.give("right");
    await until(() => desk.state.phase === "expired");
    await desk.signIn("jana", "right");
    await until(() => helpdesk.labels.labels.get("1")?.verdict === "right");
    expect(shown()).toBe("2");
  });

  test("a question that a colleague labelled first is said so, and the counts are asked for again", async () => {
    helpdesk.labels.refusals.set("1", "judged_by_another");
    helpdesk.labels.labels.set("1", labelOf(aLabelQuestion(), "wrong"));
    desk.labelling.give("right");
    await until(() => desk.state.toast?.key === "labelling.colleague");
    await until(() => desk.state.labelling.summary?.by_verdict.wrong === 1);
    expect(desk.state.labelling.summary?.by_verdict.right).toBe(0);
    expect(desk.state.labelling.given).toEqual([]);
  });

  test("a verdict on an entry that is not shown any more is refused aloud, and the question comes again", async () => {
    helpdesk.labels.refusals.set("1", "another_entry_shown");
    desk.labelling.give("right");
    await until(() => desk.state.toast?.key === "labelling.refused");
    await until(() => done() === 0 && desk.state.labelling.queue.some((one) => one.id === "1"));
  });

  test("time is told from question to question", () => {
    time += 4_000;
    desk.labelling.give("right");
    time += 6_000;
    desk.labelling.give("right");
    expect(desk.state.labelling.times).toEqual([4_000, 6_000]);
  });

  test("a draw brings new questions when none is left", async () => {
    helpdesk.labels.labels = new Map(helpdesk.labels.drawn.map((one) => [one.id, labelOf(one, "right")]));
    helpdesk.labels.undrawn = 3;
    const fresh = opensDesk();
    await fresh.open();
    await fresh.labelling.open();
    expect(fresh.state.labelling.queue).toEqual([]);
    expect(await fresh.labelling.draw(2)).toBe(true);
    expect(fresh.state.labelling.queue.map((one) => one.id)).toEqual(["31", "32"]);
    await fresh.signOut();
  });
});
