import { describe, expect, test } from "vitest";
import { EventParser } from "../../src/stream/parser";

describe("an event stream", () => {
  test("gives an event once its empty line has come, however it was cut", () => {
    const parser = new EventParser();
    const text = "id: 7\r\nevent: log\r\ndata: {\"a\":\r\ndata: 1}\r\n\r\n";
    const events = [...text].flatMap((character) => parser.push(character));
    expect(events).toEqual([{ name: "log", data: '{"a":\n1}', id: "7" }]);
  });

  test("passes over comments and events without data", () => {
    expect(new EventParser().push(": beat\n\nevent: state\n\ndata: x\n\n")).toEqual([
      { name: "message", data: "x", id: null },
    ]);
  });

  test("gives an ephemeral event no id of an earlier one", () => {
    const [first, second] = new EventParser().push("id: 3\ndata: a\n\nevent: typing\ndata: b\n\n");
    expect([first?.id, second?.id]).toEqual(["3", null]);
  });
});
