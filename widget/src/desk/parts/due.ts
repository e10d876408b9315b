/** A promise counting down: an icon, words and a colour, so that none of them is needed alone. */
import { html, type TemplateResult } from "lit";
import { fullTime } from "../../i18n/times";
import type { Countdown } from "../model/due";
import type { Desk } from "../store/desk";
import { waitingTime } from "../words";
import { alertIcon, clockIcon, pauseIcon } from "./icons";

/** Farther away than this, the moment says more than the hours left. */
const COUNTED_MILLISECONDS = 8 * 3_600_000;

/** Looks as `.due` in the common sheet says. */
export function dueView(due: Countdown, dueAt: string | null, desk: Desk): TemplateResult {
  const title = dueAt === null ? desk.say(`promise.${due.promise}`) : `${desk.say(`promise.${due.promise}`)}: ${fullTime(new Date(dueAt), desk.language)}`;
  const icon = due.level === "breached" ? alertIcon : due.level === "paused" ? pauseIcon : clockIcon;
  return html`<span class="due ${due.level}" title=${title}>${icon}${dueWords(due, dueAt, desk)}</span>`;
}

/** `reply within 12 min`, `reply by 23 Nov, 10:00`, `overdue by 5 min`, `waiting for the customer`. */
export function dueWords(due: Countdown, dueAt: string | null, desk: Desk): string {
  if (due.level === "paused") return desk.say("due.paused");
  if (due.milliseconds > COUNTED_MILLISECONDS && dueAt !== null) {
    const time = new Date(dueAt).toLocaleString(desk.language === "en" ? "en-GB" : "cs-CZ", {
      day: "numeric",
      month: desk.language === "en" ? "short" : "numeric",
      hour: "2-digit",
      minute: "2-digit",
    });
    return desk.say(due.promise === "resolution" ? "due.resolve_by" : "due.reply_by", { time });
  }
  const time = waitingTime(Math.abs(due.milliseconds), desk.say);
  if (due.level === "breached") return desk.say("due.breached", { time });
  return desk.say(due.promise === "resolution" ? "due.resolve" : "due.reply", { time });
}
