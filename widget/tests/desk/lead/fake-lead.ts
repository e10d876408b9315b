/** A helpdesk that answers a lead as it is told, and remembers what it was sent. */

export interface Sent {
  readonly what: string;
  readonly body: unknown;
}

export class FakeLead {
  readonly #answers = new Map<string, readonly [status: number, body: unknown]>();
  readonly sent: Sent[] = [];

  /** Answers `what` ("GET /people", below /api/v1/desk) so from now on. */
  answers(what: string, body: unknown, status = 200): this {
    this.#answers.set(what, [status, body]);
    return this;
  }

  refuses(what: string, status: number, code: string, fields: readonly { field: string; reason: string }[] = []): this {
    return this.answers(what, { error: { code, message: `Refused: ${code}.`, fields } }, status);
  }

  /** What was sent last in this way; undefined: nothing. */
  last(what: string): unknown {
    return this.sent.findLast((one) => one.what === what)?.body;
  }

  readonly fetch = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(input as string, "http://desk.example");
    const what = `${init.method ?? "GET"} ${url.pathname.replace("/api/v1/desk", "")}`;
    this.sent.push({ what, body: typeof init.body === "string" ? JSON.parse(init.body) : Object.fromEntries(url.searchParams) });
    const [status, body] = this.#answers.get(what) ?? [404, { error: { code: "not_found", message: `Nothing at ${what}.` } }];
    return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
  };
}
