/** The leads' pages in the order of their section; each page's address is `#/` and its name. Pure. */
export const LEAD_PAGES = [
  "board",
  "reports",
  "flags",
  "people",
  "departments",
  "hours",
  "sla",
  "routing-rules",
  "canned-replies",
  "outbox",
  "audit",
] as const;

export type LeadPageName = (typeof LEAD_PAGES)[number];

export function leadPageOf(head: string): LeadPageName | null {
  return LEAD_PAGES.find((page) => page === head) ?? null;
}
