/**
 * A conversation opened by the link of an e-mail, on a page of its own.
 *
 * The token comes in the address's fragment, which is hidden at once and kept for this tab only: it
 * takes no other conversation's place in this browser.
 */

import { browserStore, ChatStorage } from "./storage";

/** What keeps the linked conversation, with the token from the address if there is one. */
export function linkedStorage(origin: string, conversationId: string): ChatStorage {
  const tab = browserStore("sessionStorage");
  const storage = new ChatStorage(`${origin}/conversation/${conversationId}`, tab, tab);
  const token = location.hash.slice(1);
  if (token === "") return storage;
  history.replaceState(history.state, "", location.pathname + location.search);
  const known = storage.conversation();
  if (known?.token !== token) storage.keepConversation({ conversationId, token, readSequence: 0, feedback: {} });
  return storage;
}
