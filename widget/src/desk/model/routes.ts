/**
 * The desk's addresses, kept in the hash so that a reload keeps the place. Pure.
 */
import type { Tab } from "./queue";

export type Route =
  | { readonly page: "queue"; readonly tab: Tab }
  | { readonly page: "conversation"; readonly id: string }
  | { readonly page: "entries" }
  | { readonly page: "entry"; readonly id: string }
  | { readonly page: "new-entry" }
  | { readonly page: "categories" }
  | { readonly page: "import" }
  | { readonly page: "try" }
  | { readonly page: "certificate" }
  | { readonly page: "labelling" };

export type KnowledgePage = "entries" | "entry" | "new-entry" | "categories" | "import" | "try";
export type QualityPage = "certificate" | "labelling";

export const HOME: Route = { page: "queue", tab: "waiting" };

const TABS: readonly Tab[] = ["waiting", "mine", "closed"];
const PLAIN = ["categories", "import", "try"] as const;

/** The route an address names; anything unknown is the waiting list. */
export function parseRoute(hash: string): Route {
  const [head = "", ...rest] = hash.replace(/^#\/?/, "").split("/");
  const tail = safeDecode(rest.join("/"));
  if (head === "conversation" && tail) return { page: "conversation", id: tail };
  if (head === "knowledge") return tail ? { page: "entry", id: tail } : { page: "entries" };
  if (head === "knowledge-new") return { page: "new-entry" };
  for (const page of PLAIN) if (head === `knowledge-${page}`) return { page };
  if (head === "quality") return { page: "certificate" };
  if (head === "labelling") return { page: "labelling" };
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
      return "#/knowledge-new";
    case "certificate":
      return "#/quality";
    case "labelling":
      return "#/labelling";
    default:
      return `#/knowledge-${route.page}`;
  }
}

/** The part of the desk that a route lies in. */
export type Section = "queue" | "knowledge" | "quality";

export function sectionOf(route: Route): Section {
  if (route.page === "queue" || route.page === "conversation") return "queue";
  return route.page === "certificate" || route.page === "labelling" ? "quality" : "knowledge";
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
