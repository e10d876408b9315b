/** What the dialogs of a conversation share: whose it is, that one thing is done at a time, and closing after it. */
import { property, state } from "lit/decorators.js";
import type { Move } from "../api";
import type { Thread } from "../model/thread";
import { DeskDialog } from "../parts/dialog";

export abstract class ConversationDialog extends DeskDialog {
  @property({ attribute: false }) conversationId!: string;
  @state() protected busy = false;

  override show(): void {
    this.begin();
    super.show();
  }

  /** Puts the fields to what they are when the dialog opens. */
  protected abstract begin(): void;

  protected get thread(): Thread {
    return this.desk.threads.get(this.conversationId);
  }

  protected move(move: Move): Promise<boolean> {
    return this.doing(this.desk.verbs.move(this.conversationId, move));
  }

  /** Closes once it is done; stays open, with what was entered, where it was not. */
  protected async doing(work: Promise<boolean>): Promise<boolean> {
    this.busy = true;
    const done = await work;
    this.busy = false;
    if (done) this.close();
    return done;
  }
}
