/** What the signed-in agent may do with a conversation, by the handoff's table. Pure. */
import type { Agent, Handoff } from "./types";

/** What can be done with a conversation's handoff; `triage` sets priority and department. */
export type Deed =
  | "claim"
  | "take-over"
  | "resolve"
  | "outcome"
  | "transfer"
  | "snooze"
  | "wake"
  | "triage"
  | "release"
  | "merge";

export interface Standing {
  readonly kind: "none" | "waiting" | "mine" | "other" | "resolved" | "abandoned";
  /** Who has it, where that is somebody else. */
  readonly name: string;
  readonly deeds: readonly Deed[];
}

/** Whether the agent may do what leads may; admins may as well. */
export function isLead(agent: Agent | null): boolean {
  return agent?.role === "lead" || agent?.role === "admin";
}

/** A lead may move what is with somebody else as well (docs/handoff.md). */
export function standing(handoff: Handoff | null, agent: Agent | null): Standing {
  if (handoff === null || agent === null) return { kind: "none", name: "", deeds: [] };
  const lead = isLead(agent);
  const held: readonly Deed[] = [
    "resolve",
    "outcome",
    "transfer",
    handoff.snoozed_until ? "wake" : "snooze",
    "triage",
    "merge",
    "release",
  ];
  switch (handoff.state) {
    case "waiting":
      return { kind: "waiting", name: "", deeds: lead ? ["claim", "triage", "merge"] : ["claim"] };
    case "assigned":
      if (handoff.agent?.username === agent.username) return { kind: "mine", name: "", deeds: held };
      return { kind: "other", name: handoff.agent?.name ?? "", deeds: lead ? ["take-over", ...held] : [] };
    case "resolved":
    case "abandoned":
      return { kind: handoff.state, name: "", deeds: [] };
  }
}
