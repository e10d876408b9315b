/**
 * Routing rules while they are edited: each condition as text fields, and the way to and from
 * what the server stores. Pure.
 */
import type { Language } from "../../i18n/language";
import type { HandoffReason } from "./types";

export type Priority = "normal" | "high" | "urgent";
export const PRIORITIES: readonly Priority[] = ["normal", "high", "urgent"];

/** How much a customer matters to the company; whoever is not known is standard. */
export type Tier = "standard" | "premium";

export type Channel = "chat" | "email";

export type Condition =
  | { readonly kind: "reason"; readonly any_of: readonly HandoffReason[] }
  | { readonly kind: "keywords"; readonly any_of: readonly string[] }
  | { readonly kind: "tier"; readonly any_of: readonly Tier[] }
  | { readonly kind: "language"; readonly any_of: readonly Language[] }
  | { readonly kind: "page"; readonly contains: string }
  | { readonly kind: "channel"; readonly any_of: readonly Channel[] }
  | { readonly kind: "anger"; readonly at_least: number }
  | { readonly kind: "urgency"; readonly at_least: number };

export type ConditionKind = Condition["kind"];

export const KINDS: readonly ConditionKind[] = ["keywords", "reason", "urgency", "anger", "language", "page", "tier", "channel"];

/** What the kinds that are chosen from a list offer. */
export const CHOICES: Readonly<Partial<Record<ConditionKind, readonly string[]>>> = {
  reason: ["customer_request", "low_confidence", "no_answer", "clarification_failed", "assistant_unavailable", "negative_feedback", "policy"],
  language: ["cs", "en"],
  tier: ["standard", "premium"],
  channel: ["chat", "email"],
};

export interface RoutingRule {
  readonly id: number;
  readonly name: string;
  readonly position: number;
  readonly active: boolean;
  readonly conditions: readonly Condition[];
  readonly effects: { readonly department?: string | null; readonly priority?: Priority | null };
  readonly version: number;
}

export interface ConditionForm {
  readonly kind: ConditionKind;
  /** Keywords separated by commas; the page's part; per cent of anger and urgency. */
  readonly text: string;
  /** Of the kinds that are chosen from a list. */
  readonly chosen: readonly string[];
}

export interface RuleForm {
  readonly id: number | null;
  readonly version: number | null;
  readonly name: string;
  readonly position: string;
  readonly active: boolean;
  readonly conditions: readonly ConditionForm[];
  readonly department: string;
  readonly priority: Priority | "";
}

export type RuleProblem = "missing_name" | "bad_position" | "no_condition" | "no_effect" | "empty_condition" | "bad_share";

export function emptyRule(position: number): RuleForm {
  return {
    id: null,
    version: null,
    name: "",
    position: String(position),
    active: true,
    conditions: [emptyCondition("keywords")],
    department: "",
    priority: "",
  };
}

export function emptyCondition(kind: ConditionKind): ConditionForm {
  return { kind, text: kind === "anger" || kind === "urgency" ? "70" : "", chosen: [] };
}

export function toRuleForm(rule: RoutingRule): RuleForm {
  return {
    id: rule.id,
    version: rule.version,
    name: rule.name,
    position: String(rule.position),
    active: rule.active,
    conditions: rule.conditions.map(toConditionForm),
    department: rule.effects.department ?? "",
    priority: rule.effects.priority ?? "",
  };
}

function toConditionForm(condition: Condition): ConditionForm {
  switch (condition.kind) {
    case "keywords":
      return { kind: "keywords", text: condition.any_of.join(", "), chosen: [] };
    case "page":
      return { kind: "page", text: condition.contains, chosen: [] };
    case "anger":
    case "urgency":
      return { kind: condition.kind, text: String(Math.round(condition.at_least * 100)), chosen: [] };
    default:
      return { kind: condition.kind, text: "", chosen: condition.any_of };
  }
}

/** What the server is asked to store. */
export function toRule(form: RuleForm): Omit<RoutingRule, "id" | "version"> {
  return {
    name: form.name.trim(),
    position: Number(form.position),
    active: form.active,
    conditions: form.conditions.map(toCondition),
    effects: {
      ...(form.department === "" ? {} : { department: form.department }),
      ...(form.priority === "" ? {} : { priority: form.priority }),
    },
  };
}

export function toCondition({ kind, text, chosen }: ConditionForm): Condition {
  switch (kind) {
    case "keywords":
      return { kind, any_of: listed(text) };
    case "page":
      return { kind, contains: text.trim() };
    case "anger":
    case "urgency":
      return { kind, at_least: Number(text.replace(",", ".")) / 100 };
    default:
      return { kind, any_of: chosen } as Condition;
  }
}

/** Everything that keeps the rule from being stored, by field: `name`, `conditions.0`, … */
export function ruleProblems(form: RuleForm): readonly { readonly field: string; readonly problem: RuleProblem }[] {
  const found: { field: string; problem: RuleProblem }[] = [];
  if (form.name.trim() === "") found.push({ field: "name", problem: "missing_name" });
  if (!/^\d{1,5}$/.test(form.position.trim())) found.push({ field: "position", problem: "bad_position" });
  if (form.conditions.length === 0) found.push({ field: "conditions", problem: "no_condition" });
  form.conditions.forEach((condition, place) => {
    const problem = conditionProblem(condition);
    if (problem !== null) found.push({ field: `conditions.${place}`, problem });
  });
  if (form.department === "" && form.priority === "") found.push({ field: "effects", problem: "no_effect" });
  return found;
}

function conditionProblem({ kind, text, chosen }: ConditionForm): RuleProblem | null {
  if (kind === "anger" || kind === "urgency") {
    const share = Number(text.replace(",", "."));
    return text.trim() !== "" && share > 0 && share <= 100 ? null : "bad_share";
  }
  const empty = CHOICES[kind] ? chosen.length === 0 : listed(text).length === 0;
  return empty ? "empty_condition" : null;
}

/** The texts between commas or line breaks, trimmed, without blanks and repetitions. */
export function listed(text: string): string[] {
  return [...new Set(text.split(/[,\n]/).map((one) => one.trim()).filter((one) => one !== ""))];
}
