/**
 * The server's sanitised HTML as nodes, through an allowlist of our own.
 *
 * The server has cleaned it already (helpdesk/markdown.py); this second wall stands so that no
 * fault there, and nobody between, can bring a script, a style or a form into the page.
 */

const TAGS = new Set(
  (
    "a blockquote br code del em h1 h2 h3 h4 h5 h6 hr img li ol p pre s strong " +
    "table tbody td th thead tr ul"
  ).split(" "),
);

const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  a: ["href", "title"],
  img: ["src", "alt", "title"],
  ol: ["start"],
};

const LINK_SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);

/** Nodes of `html` with only what text needs; anything else keeps its words and loses its tag. */
export function safeFragment(html: string, document: Document = globalThis.document): DocumentFragment {
  // A parsed document is inert: nothing in it is loaded or run.
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const fragment = document.createDocumentFragment();
  copyChildren(parsed.body, fragment, document);
  return fragment;
}

function copyChildren(from: Node, to: Node, document: Document): void {
  for (const child of from.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) to.appendChild(document.createTextNode(child.textContent ?? ""));
    else if (child.nodeType === Node.ELEMENT_NODE) copyElement(child as Element, to, document);
  }
}

function copyElement(element: Element, to: Node, document: Document): void {
  const tag = element.localName;
  if (tag === "script" || tag === "style" || tag === "template") return;
  if (!TAGS.has(tag)) {
    copyChildren(element, to, document);
    return;
  }
  const copy = document.createElement(tag);
  for (const name of ATTRIBUTES[tag] ?? []) {
    const value = element.getAttribute(name);
    if (value !== null && isSafe(name, value)) copy.setAttribute(name, value);
  }
  if (tag === "a") {
    copy.setAttribute("rel", "noopener nofollow");
    copy.setAttribute("target", "_blank");
  }
  if (tag === "img") copy.setAttribute("loading", "lazy");
  copyChildren(element, copy, document);
  to.appendChild(copy);
}

function isSafe(name: string, value: string): boolean {
  if (name === "href") return isOwnPath(value) || LINK_SCHEMES.has(schemeOf(value));
  // A picture from elsewhere would tell its host who reads this message and when.
  if (name === "src") return isOwnPath(value);
  return true;
}

function isOwnPath(url: string): boolean {
  return /^[/#](?![/\\])/.test(url);
}

function schemeOf(url: string): string {
  try {
    return new URL(url).protocol;
  } catch {
    return "";
  }
}
