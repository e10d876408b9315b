/** The files that go with a reply: each with its name, its size, and how far it is. */
import { html, nothing, type TemplateResult } from "lit";
import { clipIcon, closeIcon } from "../parts/icons";
import { sizeWords } from "../parts/file-size";
import type { Desk } from "../store/desk";
import type { Upload } from "../store/uploads";

export function filesView(desk: Desk, conversationId: string): TemplateResult | typeof nothing {
  const uploads = desk.uploads.get(conversationId);
  if (uploads.length === 0) return nothing;
  return html`<ul class="files" aria-label=${desk.say("files.label")}>
    ${uploads.map((upload) => html`<li class=${upload.problem === null ? "" : "bad"}>${fileView(desk, conversationId, upload)}</li>`)}
  </ul>`;
}

function fileView(desk: Desk, conversationId: string, upload: Upload): TemplateResult {
  const running = upload.attachment === null && upload.problem === null;
  return html`${clipIcon}<span class="name">${upload.file_name}</span>
    <span class="hint">${sizeWords(upload.size_bytes, desk.language)}</span>
    ${running ? html`<progress aria-label=${desk.say("files.uploading", { name: upload.file_name })}></progress>` : nothing}
    ${upload.problem === null ? nothing : html`<span class="problem" role="alert">${upload.problem}</span>`}
    <button
      type="button"
      class="button quiet icon"
      aria-label=${desk.say("files.remove", { name: upload.file_name })}
      @click=${() => desk.uploads.remove(conversationId, upload.key)}
    >
      ${closeIcon}
    </button>`;
}
