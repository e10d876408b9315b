/** Labels and the certificate of a helpdesk in memory, as docs/architecture.md has them. */
import type { CertificateState, CertifyOutcome } from "../../src/desk/model/certificate";
import { VERDICTS, type Label, type LabelQuestion } from "../../src/desk/model/labels";
import { aCandidate, aLabelQuestion, anUncertified } from "./examples";

type Answer = readonly [status: number, body: unknown];

export class FakeLabels {
  /** Typed by customers and not drawn. */
  undrawn = 0;
  drawn: LabelQuestion[] = [];
  labels = new Map<string, Label>();
  /** Every verdict that reached the helpdesk, as "PUT 1 right" or "DELETE 1". */
  heard: string[] = [];
  /** Codes to refuse a question's verdict with (409). */
  refusals = new Map<string, string>();
  state: CertificateState = anUncertified();
  outcome: CertifyOutcome | null = null;
  /** Whether live answers contradict all labels there are. */
  contradicted = false;
  /** What was asked for last. */
  certified: unknown = null;

  /** Draws questions named "1", "2", … so that nothing has to be drawn first. */
  have(count: number): void {
    this.undrawn += count;
    this.#draw(count);
  }

  answer(method: string, url: URL, body: Record<string, unknown>): Answer {
    const [, , , part = ""] = url.pathname.replace("/api/v1", "").split("/");
    if (url.pathname.endsWith("/desk/certificate")) return this.#certificate(method, body);
    if (part === "") return [200, this.#summary()];
    if (part === "draw") {
      this.#draw(Number(body["count"]));
      return [200, this.#summary()];
    }
    if (part === "next") {
      const pending = this.drawn.filter((one) => !this.labels.has(one.id));
      return [200, { questions: pending.slice(0, Number(url.searchParams.get("limit"))), left: pending.length }];
    }
    return this.#label(method, decodeURIComponent(part), body);
  }

  #label(method: string, id: string, body: Record<string, unknown>): Answer {
    this.heard.push(method === "PUT" ? `PUT ${id} ${String(body["verdict"])}` : `DELETE ${id}`);
    const refusal = this.refusals.get(id);
    if (refusal !== undefined) {
      return [409, { error: { code: refusal, message: `The fake helpdesk says: ${refusal}.` } }];
    }
    if (method === "PUT") this.labels.set(id, body as unknown as Label);
    else this.labels.delete(id);
    return [200, { id }];
  }

  #certificate(method: string, body: Record<string, unknown>): Answer {
    if (method === "GET") return [200, this.state];
    this.certified = body;
    if (this.contradicted) return [409, { error: { code: "labels_contradicted", message: "Label new questions." } }];
    return this.outcome === null
      ? [422, { error: { code: "no_labels", message: "Label some questions first." } }]
      : [200, this.outcome];
  }

  #draw(count: number): void {
    const taken = Math.min(count, this.undrawn);
    this.undrawn -= taken;
    const first = this.drawn.length + 1;
    const fresh = Array.from({ length: taken }, (_, place) =>
      aLabelQuestion({ id: String(first + place), text: `Question ${first + place}`, candidates: ["top", "second", "third"].map((entry_id) => aCandidate({ entry_id })) }),
    );
    this.drawn = [...this.drawn, ...fresh];
  }

  #summary(): unknown {
    const given = [...this.labels.values()].map((label) => label.verdict);
    return {
      drawn: this.drawn.length,
      labelled: given.length,
      population: this.drawn.length + this.undrawn,
      by_verdict: Object.fromEntries(VERDICTS.map((one) => [one, given.filter((verdict) => verdict === one).length])),
    };
  }
}
