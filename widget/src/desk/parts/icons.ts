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
export const bellIcon = icon(svg`<path d="M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4" />`);
export const moreIcon = icon(svg`<path d="M5 12h.01M12 12h.01M19 12h.01" />`);
export const chevronIcon = icon(svg`<path d="M6 9l6 6 6-6" />`);
export const clockIcon = icon(svg`<circle cx="12" cy="12" r="9" /><path d="M12 7v5l3 2" />`);
export const alertIcon = icon(svg`<path d="M12 3l10 18H2zM12 10v5M12 18v.01" />`);
export const pauseIcon = icon(svg`<path d="M9 5v14M15 5v14" />`);
export const moonIcon = icon(svg`<path d="M20 14A8 8 0 1 1 10 4a6.5 6.5 0 0 0 10 10z" />`);
export const forwardIcon = icon(svg`<path d="M4 12h15M13 6l6 6-6 6" />`);
export const mailIcon = icon(svg`<rect x="3" y="5" width="18" height="14" rx="2" /><path d="M4 7l8 6 8-6" />`);
export const flagIcon = icon(svg`<path d="M5 21V4h13l-3 4 3 4H5" />`);
export const clipIcon = icon(svg`<path d="M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7L9.3 17a1.7 1.7 0 0 1-2.4-2.4L14 7.5" />`);
export const lockIcon = icon(svg`<rect x="5" y="11" width="14" height="9" rx="2" /><path d="M8 11V8a4 4 0 0 1 8 0v3" />`);
export const searchIcon = icon(svg`<circle cx="11" cy="11" r="6.5" /><path d="M16 16l5 5" />`);
export const mergeIcon = icon(svg`<path d="M6 4v5c0 4 6 3 6 8v3M18 4v5c0 4-6 3-6 8" />`);
export const undoIcon = icon(svg`<path d="M8 5L3 10l5 5M3 10h11a6 6 0 0 1 0 12h-3" />`);
