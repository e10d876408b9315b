/** How files come into a reply: by a button, dropped on it, or pasted. */
import { html, type LitElement, type TemplateResult } from "lit";
import { clipIcon } from "../parts/icons";

export interface Intake {
  /** Whether files may come in now. */
  readonly takes: () => boolean;
  readonly take: (file: File) => void;
}

export class FileIntake {
  /** Whether files are being held over the host. */
  dropping = false;
  readonly #host: LitElement;
  readonly #intake: Intake;

  constructor(host: LitElement, intake: Intake) {
    this.#host = host;
    this.#intake = intake;
  }

  button(label: string, limits: string): TemplateResult {
    return html`<button type="button" class="button quiet icon" aria-label=${label} title="${label} (${limits})" @click=${this.#pick}>${clipIcon}</button>
      <input type="file" multiple hidden aria-label=${label} @change=${this.#picked} />`;
  }

  readonly pasted = (event: ClipboardEvent): void => {
    const files = event.clipboardData?.files;
    if (!files?.length || !this.#intake.takes()) return;
    event.preventDefault();
    this.#takeAll(files);
  };

  readonly dragged = (event: DragEvent): void => {
    if (!this.#intake.takes() || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.#hold(true);
  };

  readonly dragLeft = (): void => this.#hold(false);

  readonly dropped = (event: DragEvent): void => {
    if (!this.dropping) return;
    event.preventDefault();
    this.#hold(false);
    this.#takeAll(event.dataTransfer?.files);
  };

  readonly #pick = (): void => {
    this.#host.renderRoot.querySelector<HTMLInputElement>('input[type="file"]')?.click();
  };

  readonly #picked = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    this.#takeAll(input.files);
    // The same file may be chosen again.
    input.value = "";
  };

  #takeAll(files: FileList | null | undefined): void {
    for (const file of files ?? []) this.#intake.take(file);
  }

  #hold(dropping: boolean): void {
    this.dropping = dropping;
    this.#host.requestUpdate();
  }
}
