/** The desk's icons: drawn with the text's colour, hidden from assistive technology. */
import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit";

function icon(paths: SVGTemplateResult): TemplateResult {
  return html`<svg
    width="16"
    height="16"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${paths}
  </svg>`;
}

export const backIcon = icon(svg`<path d="M15 5l-7 7 7 7" />`);
export const closeIcon = icon(svg`<path d="M6 6l12 12M18 6L6 18" />`);
export const infoIcon = icon(svg`<circle cx="12" cy="12" r="9" /><path d="M12 11v5M12 7.5v.5" />`);
export const keyboardIcon = icon(
  svg`<rect x="2.5" y="6" width="19" height="12" rx="2" /><path d="M7 10h.01M12 10h.01M17 10h.01M8 14h8" />`,
);
export const settingsIcon = icon(
  svg`<path d="M4 7h10M18 7h2M4 17h2M10 17h10" /><circle cx="16" cy="7" r="2" /><circle cx="8" cy="17" r="2" />`,
);
export const signOutIcon = icon(svg`<path d="M10 4H5v16h5M15 8l4 4-4 4M19 12H9" />`);
export const refreshIcon = icon(svg`<path d="M20 11a8 8 0 1 0-2.3 6.3M20 4v7h-7" />`);
export const checkIcon = icon(svg`<path d="M5 13l4 4L19 7" />`);
export const returnIcon = icon(svg`<path d="M9 8l-5 5 5 5M4 13h11a5 5 0 0 0 0-10" />`);
export const plusIcon = icon(svg`<path d="M12 5v14M5 12h14" />`);
export const sendIcon = icon(svg`<path d="M4 12l16-8-6 16-3-7z" />`);
