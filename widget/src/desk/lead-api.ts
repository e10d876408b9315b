/**
 * What leads read and set, over HTTP: people, departments, hours, SLA, rules, replies; the board,
 * reports, audit log, outbox and flags. Owns the paths; `http` carries cookie and CSRF token.
 */
import type { Http } from "../api/http";
import type { Language } from "../i18n/language";
import type { Hours } from "./model/lead-hours";
import type { Report, ReportQuery } from "./model/lead-reports";
import type { RoutingRule } from "./model/lead-rules";
import type {
  AuditEntry,
  Board,
  FlagKind,
  LeadCannedReply,
  LeadDepartment,
  Mail,
  MailState,
  OpenFlag,
  Person,
  Routed,
  Sla,
  SlaRule,
  Target,
} from "./model/lead-types";

const DESK = "/api/v1/desk";
/** A year of conversations is counted at once. */
const REPORT_TIMEOUT_MILLISECONDS = 60_000;

export type PersonFields = Pick<Person, "name" | "role" | "capacity" | "departments" | "languages">;
export type DepartmentFields = Omit<LeadDepartment, "id" | "version">;
export type HoursFields = Pick<Hours, "name" | "time_zone" | "week" | "holidays" | "dates">;
export type ReplyFields = Omit<LeadCannedReply, "id" | "version">;
export type SlaRuleFields = Omit<SlaRule, "id">;
export type RoutingFields = Omit<RoutingRule, "id" | "version">;

/** What a rule is tried on. */
export interface Tried {
  readonly text: string;
  readonly language: string;
  readonly reason: string;
  readonly tier: string;
  readonly page_url: string | null;
}

export interface AuditFilter {
  readonly before?: number | null;
  readonly subject_kind?: string;
  readonly actor?: string;
}

/** Every call throws ApiError (422 with `fields`, 409 with what was lost) or NetworkError. */
export class LeadApi {
  constructor(private readonly http: Http) {}

  board(): Promise<Board> {
    return this.http.call("GET", `${DESK}/board`);
  }

  report(query: ReportQuery): Promise<Report> {
    return this.http.call("GET", `${DESK}/reports`, { query: { ...query }, timeoutMilliseconds: REPORT_TIMEOUT_MILLISECONDS });
  }

  /** A file whose headings are in this language. */
  reportCsvUrl(query: ReportQuery, language: Language): string {
    return this.http.url(`${DESK}/reports`, { ...query, format: "csv", language });
  }

  people(): Promise<readonly Person[]> {
    return this.#list("people", "people");
  }

  /** The person with the password that nobody sees a second time. */
  createPerson(username: string, fields: PersonFields): Promise<Person & { password: string }> {
    return this.http.call("POST", `${DESK}/people`, { body: { username, ...fields } });
  }

  async changePerson(username: string, fields: Partial<PersonFields & Pick<Person, "active">>): Promise<void> {
    await this.http.call("PATCH", `${DESK}/people/${encodeURIComponent(username)}`, { body: fields });
  }

  /** A new password, shown once; whoever has the old one is signed out. */
  async newPassword(username: string): Promise<string> {
    const path = `${DESK}/people/${encodeURIComponent(username)}/password`;
    return (await this.http.call<{ password: string }>("POST", path, { body: {} })).password;
  }

  departments(): Promise<readonly LeadDepartment[]> {
    return this.#list("departments", "departments");
  }

  /** Makes the department where `version` is null. */
  async saveDepartment(id: string, fields: DepartmentFields, version: number | null): Promise<void> {
    await this.http.call("PUT", `${DESK}/departments/${encodeURIComponent(id)}`, {
      body: { ...fields, ...(version === null ? {} : { version }) },
    });
  }

  /** Holidays are named in this language. */
  async hours(language: Language): Promise<readonly Hours[]> {
    return (await this.http.call<{ hours: Hours[] }>("GET", `${DESK}/hours`, { query: { language } })).hours;
  }

  saveHours(id: number | null, fields: HoursFields, version: number | null): Promise<Hours> {
    return this.#save("hours", id, fields, version);
  }

  /** Throws ApiError 409 in_use. */
  deleteHours(id: number): Promise<void> {
    return this.#delete("hours", id);
  }

  sla(): Promise<Sla> {
    return this.http.call("GET", `${DESK}/sla`);
  }

  /** Replaces the whole table of one department. */
  async saveTargets(department: string, targets: readonly Omit<Target, "department">[]): Promise<void> {
    await this.http.call("PUT", `${DESK}/sla/targets`, { body: { department, targets } });
  }

  saveSlaRule(id: number | null, fields: SlaRuleFields): Promise<SlaRule> {
    return this.#save("sla/rules", id, fields, null);
  }

  deleteSlaRule(id: number): Promise<void> {
    return this.#delete("sla/rules", id);
  }

  cannedReplies(): Promise<readonly LeadCannedReply[]> {
    return this.#list("canned-replies", "canned_replies");
  }

  saveCannedReply(id: number | null, fields: ReplyFields, version: number | null): Promise<LeadCannedReply> {
    return this.#save("canned-replies", id, fields, version);
  }

  deleteCannedReply(id: number): Promise<void> {
    return this.#delete("canned-replies", id);
  }

  routingRules(): Promise<readonly RoutingRule[]> {
    return this.#list("routing-rules", "routing_rules");
  }

  saveRoutingRule(id: number | null, fields: RoutingFields, version: number | null): Promise<RoutingRule> {
    return this.#save("routing-rules", id, fields, version);
  }

  deleteRoutingRule(id: number): Promise<void> {
    return this.#delete("routing-rules", id);
  }

  tryRouting(tried: Tried): Promise<Routed> {
    return this.http.call("POST", `${DESK}/routing-rules/try`, { body: tried });
  }

  /** A page, newest first; `next_before` asks for the next one. */
  audit(filter: AuditFilter): Promise<{ readonly entries: readonly AuditEntry[]; readonly next_before: number | null }> {
    const query = { before: filter.before ?? null, subject_kind: filter.subject_kind || null, actor: filter.actor || null };
    return this.http.call("GET", `${DESK}/audit`, { query });
  }

  outbox(state: MailState | ""): Promise<{ readonly mails: readonly Mail[]; readonly configured: boolean }> {
    return this.http.call("GET", `${DESK}/outbox`, { query: { state: state || null } });
  }

  async retryMail(id: number): Promise<void> {
    await this.http.call("POST", `${DESK}/outbox/${id}/retry`, { body: {} });
  }

  async flags(kind: FlagKind | ""): Promise<readonly OpenFlag[]> {
    const query = { open: true, kind: kind || null };
    return (await this.http.call<{ flags: OpenFlag[] }>("GET", `${DESK}/flags`, { query })).flags;
  }

  async closeFlag(id: OpenFlag["id"]): Promise<void> {
    await this.http.call("POST", `${DESK}/flags/${encodeURIComponent(id)}/close`, { body: {} });
  }

  async #list<Item>(path: string, plural: string): Promise<readonly Item[]> {
    return (await this.http.call<Record<string, Item[]>>("GET", `${DESK}/${path}`))[plural] ?? [];
  }

  #save<Item>(path: string, id: number | null, fields: object, version: number | null): Promise<Item> {
    if (id === null) return this.http.call("POST", `${DESK}/${path}`, { body: fields });
    return this.http.call("PUT", `${DESK}/${path}/${id}`, { body: version === null ? fields : { ...fields, version } });
  }

  async #delete(path: string, id: number): Promise<void> {
    await this.http.call("DELETE", `${DESK}/${path}/${id}`);
  }
}
