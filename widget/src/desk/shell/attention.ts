/**
 * What calls an agent who looks elsewhere: the number waiting in the tab's title and icon, a soft
 * sound, and the browser's own notifications. Owns the page's title and icon while the desk is open.
 */

/** Asks the reader once; true where the browser may show notifications of the desk. */
export async function notificationsAllowed(): Promise<boolean> {
  const { Notification } = globalThis as { Notification?: typeof globalThis.Notification };
  if (Notification === undefined) return false;
  if (Notification.permission === "default") return (await Notification.requestPermission()) === "granted";
  return Notification.permission === "granted";
}

/** Shows a notification while the desk is in the background; a click on it comes back and calls `open`. */
export function callBack(title: string, body: string, tag: string, open: () => void): void {
  const { Notification } = globalThis as { Notification?: typeof globalThis.Notification };
  if (Notification?.permission !== "granted" || document.visibilityState !== "hidden") return;
  // The same tag replaces what was shown before: one customer is one notification.
  const shown = new Notification(title, { body, tag });
  shown.onclick = () => {
    globalThis.focus();
    open();
    shown.close();
  };
}

/** A soft rising pair of tones; silent where the browser has not yet allowed sound. */
export class Chime {
  #context: AudioContext | null = null;

  play(): void {
    try {
      this.#context ??= new AudioContext();
      const context = this.#context;
      void context.resume().then(() => {
        tone(context, 587.33, 0);
        tone(context, 880, 0.14);
      });
    } catch {
      // No sound device or no permission: the title and the list still tell.
    }
  }
}

function tone(context: AudioContext, hertz: number, delaySeconds: number): void {
  const start = context.currentTime + delaySeconds;
  const oscillator = new OscillatorNode(context, { type: "sine", frequency: hertz });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(0.08, start + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + 0.5);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + 0.55);
}

/** `(3) Agent desk`; the title alone when nobody waits. */
export function titleWith(count: number, title: string): string {
  return count > 0 ? `(${count}) ${title}` : title;
}

const ICON_PIXELS = 64;

/** Draws the tab's icon, with a number when somebody waits. */
export class TabIcon {
  #shown: number | null = null;

  constructor(private readonly document: Document) {}

  show(count: number): void {
    if (count === this.#shown) return;
    this.#shown = count;
    const canvas = this.document.createElement("canvas");
    canvas.width = canvas.height = ICON_PIXELS;
    const pen = canvas.getContext("2d");
    if (pen === null) return;
    draw(pen, count);
    this.#link().href = canvas.toDataURL("image/png");
  }

  #link(): HTMLLinkElement {
    const existing = this.document.querySelector<HTMLLinkElement>('link[rel~="icon"]');
    if (existing !== null) {
      existing.removeAttribute("type");
      return existing;
    }
    const link = this.document.createElement("link");
    link.rel = "icon";
    this.document.head.append(link);
    return link;
  }
}

function draw(pen: CanvasRenderingContext2D, count: number): void {
  pen.fillStyle = "#0f6b5c";
  pen.beginPath();
  pen.roundRect(0, 0, ICON_PIXELS, ICON_PIXELS, 16);
  pen.fill();
  pen.fillStyle = "#ffffff";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.font = "700 42px system-ui, sans-serif";
  pen.fillText("O", 32, 35);
  if (count === 0) return;
  pen.fillStyle = "#c2261b";
  pen.beginPath();
  pen.arc(44, 20, 20, 0, 2 * Math.PI);
  pen.fill();
  pen.fillStyle = "#ffffff";
  pen.font = "700 28px system-ui, sans-serif";
  pen.fillText(count > 9 ? "9+" : String(count), 44, 21);
}
