/** How the panel sits on the screen: over all of a phone, in a corner elsewhere. */

const FULL_SCREEN = "(max-width: 480px), (max-height: 480px)";

export function isFullScreen(): boolean {
  return matchMedia(FULL_SCREEN).matches;
}

/**
 * Keeps a full-screen panel within what the on-screen keyboard leaves, until the returned function
 * is called. `onResize` hears of each change.
 */
export function fitToViewport(panel: HTMLElement, onResize: () => void): () => void {
  const viewport = globalThis.visualViewport;
  if (!viewport) return () => undefined;
  const fit = (): void => {
    panel.style.setProperty("--visible-height", `${viewport.height}px`);
    panel.style.setProperty("--visible-top", `${viewport.offsetTop}px`);
  };
  const refit = (): void => {
    fit();
    if (isFullScreen()) onResize();
  };
  fit();
  viewport.addEventListener("resize", refit);
  viewport.addEventListener("scroll", fit);
  return () => {
    viewport.removeEventListener("resize", refit);
    viewport.removeEventListener("scroll", fit);
  };
}

/** Sends the focus round within `panel` where there is nothing else to see. */
export function keepFocusInside(panel: HTMLElement, event: KeyboardEvent): void {
  const stops = [...panel.querySelectorAll<HTMLElement>("a[href], button, input, textarea, [tabindex='0']")].filter(
    (stop) => !stop.hasAttribute("disabled") && stop.getClientRects().length > 0,
  );
  const first = stops[0];
  const last = stops.at(-1);
  if (!first || !last) return;
  const root = panel.getRootNode() as ShadowRoot;
  const focused = root.activeElement;
  if (event.shiftKey && (focused === first || focused === panel)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && focused === last) {
    event.preventDefault();
    first.focus();
  }
}
