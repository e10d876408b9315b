/** Stylesheets for shadow roots, made without an inline style that a strict CSP would refuse. */

/** One constructed sheet of `texts`, in their order. */
export function sheetOf(...texts: string[]): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(texts.join("\n"));
  return sheet;
}
