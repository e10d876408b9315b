/** What the signed-in agent may do with a conversation, by the handoff's table. Pure. */
import type { HandoffVerb } from "../api";
import type { Agent, Handoff } from "../model/types";

export type Standing =
  | { readonly kind: "none"; readonly verbs: readonly HandoffVerb[] }
  | { readonly kind: "waiting"; readonly verbs: readonly HandoffVerb[] }
  | { readonly kind: "mine"; readonly verbs: readonly HandoffVerb[] }
  | { readonly kind: "other"; readonly name: string; readonly verbs: readonly HandoffVerb[] }
  | { readonly kind: "resolved"; readonly verbs: readonly HandoffVerb[] }
  | { readonly kind: "abandoned"; readonly verbs: readonly HandoffVerb[] };

/** A lead may also release and resolve what is with somebody else (docs/handoff.md). */
export function standing(handoff: Handoff | null, agent: Agent | null): Standing {
  if (handoff === null || agent === null) return { kind: "none", verbs: [] };
  switch (handoff.state) {
    case "waiting":
      return { kind: "waiting", verbs: ["claim"] };
    case "assigned":
      if (handoff.agent?.username === agent.username) return { kind: "mine", verbs: ["release", "resolve"] };
      return {
        kind: "other",
        name: handoff.agent?.name ?? "",
        verbs: agent.role === "lead" ? ["release", "resolve"] : [],
      };
    case "resolved":
      return { kind: "resolved", verbs: [] };
    case "abandoned":
      return { kind: "abandoned", verbs: [] };
  }
}
