/** Server-Sent Events out of pieces of text, as the HTML standard reads them. */

export interface ServerEvent {
  /** `message` where the server named none. */
  readonly name: string;
  readonly data: string;
  /** The event's own id; null for an ephemeral one. */
  readonly id: string | null;
}

export class EventParser {
  #rest = "";
  #name = "";
  #data: string[] = [];
  #id: string | null = null;
  #atStart = true;

  /** Events completed by `piece`; what is left waits for the next one. */
  push(piece: string): ServerEvent[] {
    let text = this.#rest + piece;
    if (this.#atStart && text !== "") {
      text = text.replace(/^\uFEFF/, "");
      this.#atStart = false;
    }
    // A piece may end between the CR and the LF of one line end.
    const held = text.endsWith("\r") ? "\r" : "";
    const lines = text.slice(0, text.length - held.length).split(/\r\n|\r|\n/);
    this.#rest = (lines.pop() ?? "") + held;
    const events: ServerEvent[] = [];
    for (const line of lines) {
      const event = line === "" ? this.#dispatch() : this.#field(line);
      if (event) events.push(event);
    }
    return events;
  }

  #dispatch(): ServerEvent | null {
    const event =
      this.#data.length > 0
        ? { name: this.#name || "message", data: this.#data.join("\n"), id: this.#id }
        : null;
    this.#name = "";
    this.#data = [];
    this.#id = null;
    return event;
  }

  #field(line: string): null {
    const colon = line.indexOf(":");
    if (colon === 0) return null;
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") this.#name = value;
    else if (field === "data") this.#data.push(value);
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    return null;
  }
}
