import type { Words } from "./index";
import { cs as common } from "./common/cs";
import { cs as composer } from "./composer/cs";
import { cs as context } from "./context/cs";
import { cs as knowledge } from "./knowledge/cs";
import { cs as lead } from "./lead/cs";
import { cs as lists } from "./lists/cs";
import { cs as quality } from "./quality/cs";
import { cs as shell } from "./shell/cs";
import { cs as thread } from "./thread/cs";

/** The desk's Czech words. */
export const cs: Words = {
  ...common,
  ...composer,
  ...context,
  ...knowledge,
  ...lead,
  ...lists,
  ...quality,
  ...shell,
  ...thread,
};
