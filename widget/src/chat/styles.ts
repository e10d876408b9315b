/** What the chat looks like: each view's own rules, what holds for all of them first and last. */

import base from "./base.css?inline";
import element from "./element.css?inline";
import preferences from "./preferences.css?inline";
import bubble from "./view/bubble.css?inline";
import composer from "./view/composer.css?inline";
import contactForm from "./view/contact-form.css?inline";
import files from "./view/files.css?inline";
import header from "./view/header.css?inline";
import log from "./view/log.css?inline";
import rows from "./view/rows.css?inline";
import screen from "./view/screen.css?inline";
import waiting from "./view/waiting.css?inline";

/** In the order of the cascade: a file is a bubble without its padding, a small screen has the last word. */
export const CHAT_STYLES: readonly string[] = [
  base,
  element,
  header,
  log,
  rows,
  bubble,
  files,
  waiting,
  contactForm,
  composer,
  screen,
  preferences,
];
