/** The people at the desk over HTTP: who is there, one's own presence, departments, notices. */
import type { Http } from "../../api/http";
import type { AgentNotice, Availability, CannedReply, Colleague, Department } from "../model/types";

export class ColleaguesApi {
  constructor(private readonly http: Http) {}

  async agents(): Promise<readonly Colleague[]> {
    return (await this.http.call<{ agents: Colleague[] }>("GET", "/api/v1/desk/agents")).agents;
  }

  async departments(): Promise<readonly Department[]> {
    return (await this.http.call<{ departments: Department[] }>("GET", "/api/v1/desk/departments")).departments;
  }

  async setAvailability(availability: Availability): Promise<Availability> {
    const answer = await this.http.call<{ availability: Availability }>("PUT", "/api/v1/desk/presence", { body: { availability } });
    return answer.availability;
  }

  async cannedReplies(): Promise<readonly CannedReply[]> {
    return (await this.http.call<{ canned_replies: CannedReply[] }>("GET", "/api/v1/desk/canned-replies")).canned_replies;
  }

  /** Older notices than `before`, newest first. */
  async noticesBefore(before: AgentNotice["id"]): Promise<readonly AgentNotice[]> {
    return (await this.http.call<{ notices: AgentNotice[] }>("GET", "/api/v1/desk/notices", { query: { before } })).notices;
  }

  /** Marks every notice up to this one as read. */
  async readNotices(upTo: AgentNotice["id"]): Promise<void> {
    await this.http.call("POST", "/api/v1/desk/notices/read", { body: { up_to: upTo } });
  }

  /** Marks what was told of this conversation as read. */
  async readNoticesOf(conversationId: string): Promise<void> {
    await this.http.call("POST", "/api/v1/desk/notices/read", { body: { conversation_id: conversationId } });
  }
}
