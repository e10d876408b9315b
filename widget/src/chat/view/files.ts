/** Files in the log: under their name, pictures as such; fetched with the conversation's token. */

import type { Attachment } from "../../api/types";
import { append, icon, ICONS, make } from "../../dom/build";
import type { ChatWords } from "./words";

export interface FilePort {
  readonly words: ChatWords;
  /** The file's bytes; rejects where they cannot be had. */
  readonly fileOf: (attachmentId: string) => Promise<Blob>;
}

const KILOBYTE = 1000;
/** A browser that has begun to save needs the address no longer. */
const KEPT_MILLISECONDS = 60_000;

/** A button that saves the file. An address of its own would carry the token into histories. */
export function fileButton(attachment: Attachment, port: FilePort): HTMLElement {
  const { words } = port;
  const size = sizeOf(attachment.size_bytes, words);
  const said = make("span", { class: "file-state", role: "status" });
  const button = make(
    "button",
    { type: "button", class: "file" },
    icon(ICONS.file),
    make("span", { class: "unseen" }, `${words.say("saveFile")} `),
    make("span", { class: "file-name", dir: "auto" }, attachment.file_name),
    " ",
    make("span", { class: "file-size" }, size),
  );
  button.addEventListener("click", () => {
    button.disabled = true;
    said.textContent = "";
    port
      .fileOf(attachment.id)
      .then((blob) => save(blob, attachment.file_name))
      .catch(() => {
        said.textContent = words.say("fileFailed");
      })
      .finally(() => {
        button.disabled = false;
      });
  });
  const whole = make("div", { class: "bubble with-file" });
  if (attachment.media_type.startsWith("image/")) whole.append(pictureOf(attachment, port));
  append(whole, [button, said]);
  return whole;
}

/**
 * The picture in a place kept for it, so that nothing moves when it comes; without the place where
 * it cannot be had or the page's policy allows none.
 */
function pictureOf(attachment: Attachment, port: FilePort): HTMLElement {
  const picture = make("img", { alt: "" });
  const place = make("div", { class: "picture" }, picture);
  port
    .fileOf(attachment.id)
    .then(dataUrl)
    .then((address) => picture.setAttribute("src", address))
    .catch(() => place.remove());
  picture.addEventListener("error", () => place.remove());
  return place;
}

/** The bytes as an address of their own, which pages allow more often than `blob:`. */
function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result as string));
    reader.addEventListener("error", () => reject(reader.error ?? new Error("The file cannot be read.")));
    reader.readAsDataURL(blob);
  });
}

/** `12 kB`, `1,5 MB`. */
export function sizeOf(bytes: number, words: ChatWords): string {
  const format = (value: number): string =>
    value.toLocaleString(words.language, { maximumFractionDigits: value < 10 ? 1 : 0 });
  if (bytes < KILOBYTE * KILOBYTE) return `${format(Math.max(bytes / KILOBYTE, 0.1))} kB`;
  return `${format(bytes / KILOBYTE / KILOBYTE)} MB`;
}

function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MILLISECONDS);
}
