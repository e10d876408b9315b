/**
 * Files on their way into replies, by conversation. What has arrived is kept with the draft, so
 * that a reload does not lose it.
 */
import { ApiError } from "../../api/errors";
import type { Attachment } from "../model/types";
import type { WordKey } from "../words";
import { wordsFor, type Desk } from "./desk";

export interface Upload {
  readonly key: string;
  readonly file_name: string;
  readonly size_bytes: number;
  /** Null until the helpdesk has it. */
  readonly attachment: Attachment | null;
  /** Why it was refused, in the reader's language; null while nothing is wrong. */
  readonly problem: string | null;
}

const REFUSED: Readonly<Record<string, WordKey>> = {
  too_large: "files.too_large",
  type_not_allowed: "files.type_not_allowed",
  too_many_files: "files.too_many",
};

export class Uploads {
  readonly #desk: Desk;
  readonly #running = new Map<string, AbortController>();

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  get(id: string): readonly Upload[] {
    return this.#desk.state.uploads.get(id) ?? this.#desk.keepsake.attachments(id).map(arrived);
  }

  /** Resolves when the file has arrived or was refused visibly. */
  async add(id: string, file: File): Promise<void> {
    const upload: Upload = { key: this.#desk.newId(), file_name: file.name, size_bytes: file.size, attachment: null, problem: null };
    const running = new AbortController();
    this.#running.set(upload.key, running);
    this.#put(id, [...this.get(id), upload]);
    try {
      const attachment = await this.#desk.call(() => this.#desk.api.conversations.attach(id, file, running.signal));
      this.#change(id, { ...upload, attachment });
    } catch (error) {
      if (!running.signal.aborted) this.#change(id, { ...upload, problem: this.#problem(error) });
    } finally {
      this.#running.delete(upload.key);
    }
  }

  remove(id: string, key: string): void {
    this.#running.get(key)?.abort();
    this.#put(id, this.get(id).filter((one) => one.key !== key));
  }

  /** The files that are ready to go with a reply; they are the reply's from now on. */
  take(id: string): readonly Attachment[] {
    const ready = this.get(id).flatMap((one) => (one.attachment === null ? [] : [one.attachment]));
    this.#put(id, []);
    return ready;
  }

  #problem(error: unknown): string {
    const refused = error instanceof ApiError ? REFUSED[error.code] : undefined;
    const { key, values } = refused === undefined ? wordsFor(error) : { key: refused, values: {} };
    return this.#desk.say(key, values);
  }

  #change(id: string, upload: Upload): void {
    this.#put(id, this.get(id).map((one) => (one.key === upload.key ? upload : one)));
  }

  #put(id: string, uploads: readonly Upload[]): void {
    this.#desk.keepsake.keepAttachments(id, uploads.flatMap((one) => (one.attachment === null ? [] : [one.attachment])));
    this.#desk.update({ uploads: new Map(this.#desk.state.uploads).set(id, uploads) });
  }
}

function arrived(attachment: Attachment): Upload {
  const { id, file_name, size_bytes } = attachment;
  return { key: id, file_name, size_bytes, attachment, problem: null };
}
