/** Finding things on the desk as it is drawn, through its shadow roots. */
import { expect, vi } from "vitest";
import type { LitElement } from "lit";

export interface Looking {
  /** The element at the end of a path through shadow roots, or null. */
  find<Found extends Element = HTMLElement>(this: void, ...path: string[]): Found | null;
  /** The same once it is there. */
  sees<Found extends Element = HTMLElement>(this: void, ...path: string[]): Promise<Found>;
  /** Waits until the text stands there. */
  reads(this: void, text: string, ...path: string[]): Promise<void>;
}

export function lookingAt(shell: () => LitElement): Looking {
  function find<Found extends Element = HTMLElement>(...path: string[]): Found | null {
    let root: ParentNode = shell().renderRoot;
    let found: Element | null = null;
    for (const step of path) {
      found = root.querySelector(step);
      if (found === null) return null;
      root = (found as LitElement).renderRoot ?? found;
    }
    return found as Found | null;
  }

  async function sees<Found extends Element = HTMLElement>(...path: string[]): Promise<Found> {
    return vi.waitFor(() => {
      const found = find<Found>(...path);
      if (found === null) throw new Error(`not there: ${path.join(" ")}`);
      return found;
    });
  }

  async function reads(text: string, ...path: string[]): Promise<void> {
    await vi.waitFor(() => expect(find(...path)?.textContent.replace(/\s+/g, " ")).toContain(text));
  }

  return { find, sees, reads };
}
