import type { Message } from "../../i18n/translator";
import { en as common } from "./common/en";
import { en as composer } from "./composer/en";
import { en as context } from "./context/en";
import { en as knowledge } from "./knowledge/en";
import { en as lead } from "./lead/en";
import { en as lists } from "./lists/en";
import { en as quality } from "./quality/en";
import { en as shell } from "./shell/en";
import { en as thread } from "./thread/en";

/** The desk's English words; the other languages have exactly these keys. */
export const en = {
  ...common,
  ...composer,
  ...context,
  ...knowledge,
  ...lead,
  ...lists,
  ...quality,
  ...shell,
  ...thread,
} as const satisfies Record<string, Message>;
