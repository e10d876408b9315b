/** Which rows of a long list are worth drawing: those in sight and a few around. Pure. */

export interface Window {
  /** Index of the first drawn row, and of the one after the last. */
  readonly first: number;
  readonly end: number;
  /** Heights of what is left out above and below, in pixels. */
  readonly above: number;
  readonly below: number;
}

/** Drawn beyond each edge, so that scrolling shows no gap. */
const MARGIN_PIXELS = 400;

/** The rows of these heights that lie within `viewport` pixels from `top`, with a margin. */
export function windowOf(heights: readonly number[], top: number, viewport: number): Window {
  const [from, to] = [top - MARGIN_PIXELS, top + viewport + MARGIN_PIXELS];
  let at = 0;
  let first = heights.length;
  let end = 0;
  let above = 0;
  let below = 0;
  heights.forEach((height, index) => {
    if (at + height < from) above += height;
    else if (at > to) below += height;
    else {
      first = Math.min(first, index);
      end = index + 1;
    }
    at += height;
  });
  if (first > end) return { first: 0, end: 0, above: 0, below: at };
  return { first, end, above, below };
}
