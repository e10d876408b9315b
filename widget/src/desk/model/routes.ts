/**
 * The desk's addresses, kept in the hash so that a reload keeps the place. Pure.
 */
import { leadPageOf, type LeadPageName } from "./lead-routes";
import type { Tab } from "./queue";

export type Route =
  | { readonly page: "queue"; readonly tab: Tab }
  | { readonly page: "conversation"; readonly id: string }
  | { readonly page: "entries" }
  | { readonly page: "entry"; readonly id: string }
  | { readonly page: "new-entry"; readonly prefill?: EntryPrefill }
  | { readonly page: "categories" }
  | { readonly page: "import" }
  | { readonly page: "try" }
  | { readonly page: "certificate" }
  | { readonly page: "labelling" }
  | { readonly page: LeadPageName };

/** What a new entry begins with; a blank language is the one being read in. */
export interface EntryPrefill {
  readonly language: string;
  readonly question: string;
  readonly answer: string;
}

export type KnowledgePage = "entries" | "entry" | "new-entry" | "categories" | "import" | "try";
export type QualityPage = "certificate" | "labelling";

export const HOME: Route = { page: "queue", tab: "waiting" };

export const TABS: readonly Tab[] = ["waiting", "mine", "all", "closed"];
const PLAIN = ["categories", "import", "try"] as const;

/** The route an address names; anything unknown is the waiting list. */
export function parseRoute(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [head = "", ...rest] = path.split("/");
  const tail = safeDecode(rest.join("/"));
  if (head === "conversation" && tail) return { page: "conversation", id: tail };
  if (head === "knowledge") return tail ? { page: "entry", id: tail } : { page: "entries" };
  if (head === "knowledge-new") return search === "" ? { page: "new-entry" } : { page: "new-entry", prefill: parsePrefill(search) };
  for (const page of PLAIN) if (head === `knowledge-${page}`) return { page };
  if (head === "quality") return { page: "certificate" };
  if (head === "labelling") return { page: "labelling" };
  const leadPage = leadPageOf(head);
  if (leadPage !== null) return { page: leadPage };
  const tab = TABS.find((one) => one === head);
  return tab ? { page: "queue", tab } : HOME;
}

export function formatRoute(route: Route): string {
  switch (route.page) {
    case "queue":
      return `#/${route.tab}`;
    case "conversation":
      return `#/conversation/${encodeURIComponent(route.id)}`;
    case "entries":
      return "#/knowledge";
    case "entry":
      return `#/knowledge/${encodeURIComponent(route.id)}`;
    case "new-entry":
      return `#/knowledge-new${route.prefill === undefined ? "" : `?${new URLSearchParams({ ...route.prefill }).toString()}`}`;
    case "certificate":
      return "#/quality";
    case "labelling":
      return "#/labelling";
    case "categories":
    case "import":
    case "try":
      return `#/knowledge-${route.page}`;
    default:
      return `#/${route.page}`;
  }
}

/** The part of the desk that a route lies in. */
export type Section = "queue" | "knowledge" | "quality" | "lead";

export function sectionOf(route: Route): Section {
  if (leadPageOf(route.page) !== null) return "lead";
  if (route.page === "queue" || route.page === "conversation") return "queue";
  return route.page === "certificate" || route.page === "labelling" ? "quality" : "knowledge";
}

function parsePrefill(search: string): EntryPrefill {
  const said = new URLSearchParams(search);
  return { language: said.get("language") ?? "", question: said.get("question") ?? "", answer: said.get("answer") ?? "" };
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
