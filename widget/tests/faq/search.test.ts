import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ApiError, NetworkError } from "../../src/api/errors";
import type { FoundEntries } from "../../src/api/faq";
import { marked } from "../../src/faq/marking";
import { SearchAsYouType, type SearchState } from "../../src/faq/search";

interface Asked {
  readonly query: string;
  readonly signal: AbortSignal;
  readonly answer: (found: FoundEntries) => void;
  readonly fail: (error: Error) => void;
}

const FOUND: FoundEntries = { good_match: true, results: [] };

let asked: Asked[];
let states: SearchState[];
let search: SearchAsYouType;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  states = [];
  search = new SearchAsYouType({
    ask: (query, signal) =>
      new Promise((answer, fail) => asked.push({ query, signal, answer, fail })),
    onState: (state) => states.push(state),
  });
});

afterEach(() => {
  vi.useRealTimers();
});

async function pass(milliseconds = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

describe("searching while typing", () => {
  test("asks once the typing pauses", async () => {
    for (const text of ["v", "vr", "vra"]) {
      search.type(text);
      await pass(50);
    }
    expect(asked).toEqual([]);
    await pass(200);
    expect(asked.map((one) => one.query)).toEqual(["vra"]);
  });

  test("drops an answer to earlier words, even one that comes later", async () => {
    search.type("old");
    await pass(200);
    search.type("new");
    await pass(200);
    expect(asked[0]?.signal.aborted).toBe(true);
    asked[1]?.answer(FOUND);
    asked[0]?.answer({ good_match: false, results: [] });
    await pass();
    expect(states.filter((state) => state.kind === "found")).toEqual([
      { kind: "found", query: "new", found: FOUND },
    ]);
  });

  test("asks nothing again for words it knows", async () => {
    search.type("known");
    await pass(200);
    asked[0]?.answer(FOUND);
    await pass();
    search.type("known words");
    search.type("known ");
    await pass(1_000);
    expect(asked).toHaveLength(1);
    expect(states.at(-1)).toMatchObject({ kind: "found", query: "known" });
  });

  test("says a failure and asks again when the server said", async () => {
    search.type("words");
    await pass(200);
    asked[0]?.fail(new ApiError(429, "too_many_requests", "slower", [], 10_000));
    await pass(9_000);
    expect(states.at(-1)).toEqual({ kind: "failed", query: "words", why: "busy" });
    expect(asked).toHaveLength(1);
    await pass(2_000);
    asked[1]?.answer(FOUND);
    await pass();
    expect(states.at(-1)?.kind).toBe("found");
  });

  test("does not ask again for what was given up", async () => {
    search.type("words");
    await pass(200);
    asked[0]?.fail(new NetworkError("gone"));
    await pass();
    search.type("");
    await pass(60_000);
    expect(asked).toHaveLength(1);
    expect(states.at(-1)).toEqual({ kind: "idle" });
  });
});

describe("marking", () => {
  function matchedWords(text: string, query: string): string[] {
    return marked(text, query).flatMap((piece) => (piece.matched ? [piece.text] : []));
  }

  test("passes over diacritics, case and endings", () => {
    expect(matchedWords("Jak dlouho trvá Vrácení peněz?", "vraceni penize dlouho")).toEqual([
      "dlouho",
      "Vrácení",
    ]);
    expect(matchedWords("Returning an order", "return orders")).toEqual(["Returning", "order"]);
  });

  test("marks no short words and no mere beginnings", () => {
    expect(matchedWords("Co je to za dopravu a kdo platí", "je to za")).toEqual([]);
    expect(matchedWords("Dopravní nehoda", "dopis")).toEqual([]);
  });

  test("gives the whole text back", () => {
    const text = "Do kdy můžu zboží vrátit (bez udání důvodu)?";
    expect(marked(text, "zbozi vratit").map((piece) => piece.text).join("")).toBe(text);
  });
});
