import { describe, expect, test } from "vitest";
import {
  completeUpTo,
  emptyThread,
  isBehind,
  lastCustomerText,
  withEvents,
  withOutgoing,
  type Outgoing,
} from "../../src/desk/model/thread";
import { anEvent } from "./examples";

const outgoing: Outgoing = {
  client_message_id: "m1",
  text: "Dobrý den",
  attachments: [],
  state: "pending",
  created_at: "2026-11-22T10:01:00Z",
  problem: null,
};

describe("a conversation's log on the desk", () => {
  test("shows each event once and in order, however often and in whatever order it comes", () => {
    const third = anEvent({ sequence: 3 });
    const thread = withEvents(withEvents(emptyThread("c1"), [third, anEvent({ sequence: 1 })]), [third, anEvent({ sequence: 2 })]);
    expect(thread.events.map((event) => event.sequence)).toEqual([1, 2, 3]);
  });

  test("knows that it is behind when a number is missing", () => {
    const thread = withEvents(emptyThread("c1"), [anEvent({ sequence: 1 }), anEvent({ sequence: 3 })]);
    expect(completeUpTo(thread)).toBe(1);
    expect(isBehind(thread)).toBe(true);
  });

  test("knows that it is behind when the queue tells of a later event", () => {
    const thread = withEvents(emptyThread("c1"), [anEvent({ sequence: 1 })]);
    expect(isBehind(thread, 1)).toBe(false);
    expect(isBehind(thread, 2)).toBe(true);
  });

  test("drops a reply from what is on its way once the log has it", () => {
    const sending = withOutgoing(emptyThread("c1"), outgoing);
    const stored = withEvents(sending, [anEvent({ author: "agent", client_message_id: "m1" })]);
    expect(sending.outgoing).toHaveLength(1);
    expect(stored.outgoing).toEqual([]);
  });

  test("keeps a failed reply at its place when it is tried again", () => {
    const second = { ...outgoing, client_message_id: "m2" };
    const both = withOutgoing(withOutgoing(emptyThread("c1"), { ...outgoing, state: "failed" }), second);
    const again = withOutgoing(both, outgoing);
    expect(again.outgoing.map((one) => [one.client_message_id, one.state])).toEqual([
      ["m1", "pending"],
      ["m2", "pending"],
    ]);
  });

  test("forgets that the customer types when their message comes", () => {
    const typing = { ...emptyThread("c1"), typing_since: 5 };
    expect(withEvents(typing, [anEvent()]).typing_since).toBeNull();
    expect(withEvents(typing, [anEvent({ author: "agent" })]).typing_since).toBe(5);
  });

  test("finds the customer's last words past the agent's", () => {
    const said = (sequence: number, text: string) => anEvent({ sequence, parts: [{ type: "text", text }] });
    const thread = withEvents(emptyThread("c1"), [said(1, "first"), said(2, "second"), anEvent({ sequence: 3, author: "agent" })]);
    expect(lastCustomerText(thread)).toBe("second");
  });
});
