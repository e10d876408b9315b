/** What a notice says, in the reader's language, out of the details the helpdesk stored with it. */
import type { AgentNotice } from "../model/types";
import type { Desk } from "../store/desk";

export function noticeWords(notice: AgentNotice, desk: Desk): string {
  const name = nameOf(notice, desk);
  switch (notice.kind) {
    case "mention":
    case "transferred":
      return name === null ? desk.say(`notice.${notice.kind}`) : desk.say(`notice.${notice.kind}_by`, { name });
    default:
      return desk.say(`notice.${notice.kind}`);
  }
}

/** The colleague behind it, by name where the desk knows them. */
function nameOf(notice: AgentNotice, desk: Desk): string | null {
  const by = notice.details?.["by"] ?? notice.details?.["agent"] ?? notice.details?.["from_agent"];
  if (typeof by !== "string") return null;
  return desk.state.agents.find((agent) => agent.username === by)?.name ?? by;
}
