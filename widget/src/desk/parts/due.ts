/** A promise counting down: an icon, words and a colour, so that none of them is needed alone. */
import { html, type TemplateResult } from "lit";
import { fullTime } from "../../i18n/times";
import type { Countdown } from "../model/due";
import type { Desk } from "../store/desk";
import { waitingTime } from "../words";
import { alertIcon, clockIcon, pauseIcon } from "./icons";

/** Looks as `.due` in the common sheet says. */
export function dueView(due: Countdown, dueAt: string | null, desk: Desk): TemplateResult {
  const title = dueAt === null ? desk.say(`promise.${due.promise}`) : `${desk.say(`promise.${due.promise}`)}: ${fullTime(new Date(dueAt), desk.language)}`;
  const icon = due.level === "breached" ? alertIcon : due.level === "paused" ? pauseIcon : clockIcon;
  return html`<span class="due ${due.level}" title=${title}>${icon}${dueWords(due, desk)}</span>`;
}

/** `reply within 12 min`, `overdue by 5 min`, `waiting for the customer`. */
export function dueWords(due: Countdown, desk: Desk): string {
  if (due.level === "paused") return desk.say("due.paused");
  const time = waitingTime(Math.abs(due.milliseconds), desk.say);
  if (due.level === "breached") return desk.say("due.breached", { time });
  return desk.say(due.promise === "resolution" ? "due.resolve" : "due.reply", { time });
}
