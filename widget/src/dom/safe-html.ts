/**
 * Server-made HTML as nodes: a second wall behind the server's own sanitising.
 *
 * Nothing is taken over but the known tags and, on these, the known attributes; everything is made
 * anew, so that no handler, style or id of the source can come along.
 */

const KEPT = new Set(
  (
    "a blockquote br code del em h1 h2 h3 h4 h5 h6 hr i b img li ol p pre s strong " +
    "table tbody td th thead tr ul mark"
  ).split(" "),
);
/** Dropped with everything inside; other unknown tags leave their words. */
const DROPPED = new Set(
  "script style template iframe object embed svg math noscript form input textarea select button".split(" "),
);
const LINK_SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);

interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML: (html: string) => string }): { createHTML: (html: string) => string };
}

let parserPolicy: { createHTML: (html: string) => string } | undefined;

/** The nodes of `html`; relative addresses are those of `origin`. */
export function safeNodes(html: string, origin: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const parsed = new DOMParser().parseFromString(trusted(html), "text/html");
  copy(parsed.body, fragment, origin);
  return fragment;
}

function copy(from: Node, to: Node, origin: string): void {
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      to.appendChild(document.createTextNode(child.nodeValue ?? ""));
    } else if (child.nodeType === Node.ELEMENT_NODE) {
      const element = child as Element;
      const tag = element.localName;
      if (DROPPED.has(tag)) continue;
      const made = KEPT.has(tag) ? remake(element, tag, origin) : null;
      if (made) to.appendChild(made);
      copy(element, made ?? to, origin);
    }
  }
}

function remake(element: Element, tag: string, origin: string): HTMLElement | null {
  const made = document.createElement(tag);
  if (tag === "a") {
    const address = addressOf(element.getAttribute("href"), origin);
    if (!address || !LINK_SCHEMES.has(address.protocol)) return null;
    made.setAttribute("href", address.href);
    made.setAttribute("rel", "noopener nofollow");
    if (address.protocol.startsWith("http")) made.setAttribute("target", "_blank");
  } else if (tag === "img") {
    const address = addressOf(element.getAttribute("src"), origin);
    // An image from elsewhere would tell its host who reads what.
    if (address?.origin !== new URL(origin).origin) return null;
    made.setAttribute("src", address.href);
    made.setAttribute("alt", element.getAttribute("alt") ?? "");
    made.setAttribute("loading", "lazy");
  } else if (tag === "ol") {
    const start = Number(element.getAttribute("start") ?? "1");
    if (Number.isInteger(start) && start !== 1) made.setAttribute("start", String(start));
  }
  return made;
}

function addressOf(value: string | null, origin: string): URL | null {
  return value !== null && URL.canParse(value, origin) ? new URL(value, origin) : null;
}

/** Pages that demand Trusted Types let a string be parsed only through a policy. */
function trusted(html: string): string {
  const types = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  if (!types) return html;
  parserPolicy ??= types.createPolicy("ochota", { createHTML: (text) => text });
  return parserPolicy.createHTML(html);
}
