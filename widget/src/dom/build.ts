/** Elements made without HTML strings, so that nothing a customer types can become markup. */

type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;
type Child = Node | string | null | undefined | false;

/** An element with attributes (true: present and empty; false, null: absent) and children. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  append(element, children);
  return element;
}

export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

export function append(parent: ParentNode, children: readonly Child[]): void {
  parent.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
}

/** A line icon drawn in a 24 × 24 box; decoration only, never the sole name of a control. */
export function icon(path: string): SVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  setAttributes(svg, { viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false", class: "icon" });
  const shape = document.createElementNS(namespace, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

export const ICONS = {
  chat: "M4 5.5A2.5 2.5 0 0 1 6.5 3h11A2.5 2.5 0 0 1 20 5.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-4.5 4v-4A2.5 2.5 0 0 1 4 13.5z M8 8h8 M8 11.5h5",
  close: "M6 6l12 12 M18 6L6 18",
  send: "M12 20V5 M5.5 11.5L12 5l6.5 6.5",
  up: "M7 11v9H4v-9z M7 11l4-8a2.5 2.5 0 0 1 2.5 2.8L13 9h5.2a2 2 0 0 1 2 2.4l-1.3 6.9A2 2 0 0 1 17 20H7",
  down: "M17 13V4h3v9z M17 13l-4 8a2.5 2.5 0 0 1-2.5-2.8L11 15H5.8a2 2 0 0 1-2-2.4l1.3-6.9A2 2 0 0 1 7 4h10",
  human: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z M4.5 20.5a7.5 7.5 0 0 1 15 0",
  spark: "M12 3l1.9 5.6L19.5 10.5l-5.6 1.9L12 18l-1.9-5.6L4.5 10.5l5.6-1.9z M18.5 16.5l.8 2.2 2.2.8-2.2.8-.8 2.2-.8-2.2-2.2-.8 2.2-.8z",
  arrowDown: "M12 5v14 M6 13l6 6 6-6",
  file: "M6 3h8l4 4v14H6z M14 3v4h4",
  clip: "M20 11.5l-8 8a5 5 0 0 1-7-7l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4l7.6-7.6",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14z M16 16l4.5 4.5",
} as const;
