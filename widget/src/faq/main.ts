/** The FAQ's script: search and feedback on the FAQ's pages, `<ochota-faq>` on anybody's. */

import { sheetOf } from "../styles/sheet";
import styles from "./faq.css?inline";
import { OchotaFaq, tellHeight } from "./frame";
import { enhanceFeedback, enhanceSearch } from "./page";

if (!customElements.get("ochota-faq")) customElements.define("ochota-faq", OchotaFaq);

function start(): void {
  if (document.querySelector("#faq-search, #feedback")) {
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheetOf(styles)];
    enhanceSearch(document);
    enhanceFeedback(document);
  }
  if (document.body.classList.contains("embedded")) tellHeight();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
