import { describe, expect, test } from "vitest";
import { diffLines } from "../../src/desk/model/diff";
import { emptyForm, isChanged, problems, suggestedId, toBody, toForm } from "../../src/desk/model/entry-form";
import { Keepsake } from "../../src/desk/model/keepsake";
import { formatRoute, HOME, parseRoute, type Route } from "../../src/desk/model/routes";
import { formatOf } from "../../src/desk/knowledge/import-format";
import { commandOf } from "../../src/desk/shell/shortcut-keys";
import { titleWith } from "../../src/desk/shell/attention";
import { wantsToSend } from "../../src/desk/composer/send-key";
import { translatorFor, waitingTime } from "../../src/desk/words";
import { anEntry } from "./examples";

describe("addresses", () => {
  test.each<Route>([
    { page: "queue", tab: "mine" },
    { page: "conversation", id: "3f/č" },
    { page: "entries" },
    { page: "entry", id: "import" },
    { page: "new-entry" },
    { page: "import" },
    { page: "certificate" },
    { page: "labelling" },
  ])("lead back to where they were made: %o", (route) => {
    expect(parseRoute(formatRoute(route))).toEqual(route);
  });

  test("that nobody knows lead to the waiting list", () => {
    for (const hash of ["", "#/nowhere", "#/conversation/", "#/conversation/%E0%A4"]) expect(parseRoute(hash)).toEqual(HOME);
  });
});

describe("an entry being edited", () => {
  test("is unchanged by opening it and by spaces nobody meant", () => {
    const form = toForm(anEntry());
    expect(isChanged(form, form)).toBe(false);
    expect(isChanged({ ...form, tags: " law , " }, form)).toBe(false);
    expect(isChanged({ ...form, tags: "law, new" }, form)).toBe(true);
  });

  test("leaves out a language that is all empty, and repeated phrasings", () => {
    const form = toForm(anEntry());
    const cs = { ...form.variants.cs, alternatives: "a\n\n a \nb" };
    expect(toBody({ ...form, variants: { ...form.variants, cs } }).variants).toEqual({
      cs: { question: "Jak dlouho mohu vrátit zboží?", answer: "Do **14 dnů**.", alternatives: ["a", "b"] },
    });
  });

  test("says everything that is missing at once", () => {
    const form = emptyForm();
    expect(problems(form).map((one) => one.field)).toEqual(["id", "category", "variants"]);
    const half = { ...form, id: "x", category: "c", variants: { ...form.variants, en: { question: "Q", answer: "", alternatives: "" } } };
    expect(problems(half).map((one) => one.field)).toEqual(["en.answer"]);
  });

  test("gets an id from its question, without diacritics", () => {
    expect(suggestedId("Jak dlouho mohu vrátit zboží?")).toBe("jak-dlouho-mohu-vratit-zbozi");
  });

  test("is compared line by line", () => {
    expect(diffLines("a\nb\nc", "a\nx\nc").map((line) => [line.kind, line.text])).toEqual([
      ["same", "a"],
      ["removed", "b"],
      ["added", "x"],
      ["same", "c"],
    ]);
  });
});

describe("keys", () => {
  const press = { key: "", code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false };

  test("mean nothing while something is written, but for inserting a suggestion", () => {
    expect(commandOf({ ...press, key: "c" }, true)).toBeNull();
    expect(commandOf({ ...press, key: "c" }, false)).toEqual({ kind: "thread", command: "claim" });
    expect(commandOf({ ...press, key: "ě", code: "Digit2", altKey: true }, true)).toEqual({ kind: "insert", place: 1 });
  });

  test("of the browser stay the browser's", () => {
    expect(commandOf({ ...press, key: "r", ctrlKey: true }, false)).toBeNull();
  });

  test("send with Ctrl+Enter always and with Enter only where that is wanted", () => {
    expect(wantsToSend({ ...press, key: "Enter", ctrlKey: true }, false)).toBe(true);
    expect(wantsToSend({ ...press, key: "Enter" }, false)).toBe(false);
    expect(wantsToSend({ ...press, key: "Enter" }, true)).toBe(true);
    expect(wantsToSend({ ...press, key: "Enter", shiftKey: true }, true)).toBe(false);
    expect(wantsToSend({ ...press, key: "Enter", isComposing: true }, true)).toBe(false);
  });
});

describe("words", () => {
  const czech = translatorFor("cs");

  test("count as Czech counts", () => {
    expect([1, 3, 5].map((count) => czech.say("knowledge.total", { count }))).toEqual(["1 záznam", "3 záznamy", "5 záznamů"]);
  });

  test("give a waiting time in at most two units", () => {
    const say = translatorFor("en").say.bind(translatorFor("en"));
    expect([0, 59_000, 61_000, 3_720_000, 90_000_000, -5_000].map((time) => waitingTime(time, say))).toEqual([
      "0 s",
      "59 s",
      "1 min",
      "1 h 2 min",
      "1 d",
      "0 s",
    ]);
  });

  test("put the number waiting before the title only when somebody waits", () => {
    expect(titleWith(2, "Desk")).toBe("(2) Desk");
    expect(titleWith(0, "Desk")).toBe("Desk");
  });
});

describe("the browser's storage", () => {
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
    removeItem: () => undefined,
  } as unknown as Storage;

  test.each([["none", null], ["a full one", full]])("may be missing: with %s a draft lives as long as the page", (_name, storage) => {
    const keepsake = new Keepsake(storage);
    keepsake.keepDraft("c1", "rozepsáno");
    expect(keepsake.draft("c1")).toBe("rozepsáno");
    keepsake.keepDraft("c1", "");
    expect(keepsake.draft("c1")).toBe("");
  });

  test("gives a reply that was on its way back as one to be sent again", () => {
    const keepsake = new Keepsake(null);
    keepsake.keepOutgoing("c1", [{ client_message_id: "m1", text: "x", attachments: [], state: "pending", created_at: "", problem: null }]);
    expect(keepsake.outgoing("c1").map((one) => one.state)).toEqual(["failed"]);
  });
});

test("a file's format is told by its name, whatever its case", () => {
  expect(["a.YML", "a.b.json", "a.xlsx", "a.txt", "csv"].map(formatOf)).toEqual(["yaml", "json", "xlsx", null, null]);
});
