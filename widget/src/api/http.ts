/** JSON over HTTP with a timeout on every call and one kind of error. */

import { errorOf, NetworkError } from "./errors";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface CallOptions {
  /** JSON to be sent; a Blob, File, FormData or string is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>>;
  readonly signal?: AbortSignal;
  readonly timeoutMilliseconds?: number;
}

export interface HttpOptions {
  /** Origin of the helpdesk, without a slash at the end; empty for the page's own. */
  readonly origin: string;
  /** Asked before every call: a token or a CSRF token may change. */
  readonly headers?: () => Readonly<Record<string, string>>;
  /** `omit` for customers (no cookie is ever sent), `same-origin` for the desk. */
  readonly credentials: "omit" | "same-origin";
  readonly fetch?: typeof fetch;
}

const DEFAULT_TIMEOUT_MILLISECONDS = 15_000;

export class Http {
  readonly #options: HttpOptions;

  constructor(options: HttpOptions) {
    this.#options = options;
  }

  get origin(): string {
    return this.#options.origin;
  }

  /** Headers every call of this client carries, for a stream beside it. */
  headers(): Record<string, string> {
    return { ...this.#options.headers?.() };
  }

  /**
   * The decoded JSON of a successful answer; undefined for an empty one.
   *
   * Throws ApiError or NetworkError; an abort by the caller's own signal is thrown as it is.
   */
  async call<Result>(method: Method, path: string, options: CallOptions = {}): Promise<Result> {
    const response = await this.request(method, path, options);
    try {
      const text = await response.text();
      return (text === "" ? undefined : JSON.parse(text)) as Result;
    } catch (cause) {
      if (options.signal?.aborted) throw cause;
      throw new NetworkError("The server's answer broke off.", { cause });
    }
  }

  /** The successful response itself, for what is not JSON (a download). Throws as `call` does. */
  async request(method: Method, path: string, options: CallOptions = {}): Promise<Response> {
    const timeout = AbortSignal.timeout(options.timeoutMilliseconds ?? DEFAULT_TIMEOUT_MILLISECONDS);
    const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
    const raw = options.body instanceof Blob || options.body instanceof FormData || typeof options.body === "string";
    const fetchNow = this.#options.fetch ?? globalThis.fetch;
    let response: Response;
    try {
      response = await fetchNow.call(globalThis, this.url(path, options.query), {
        method,
        credentials: this.#options.credentials,
        cache: "no-store",
        signal,
        headers: {
          Accept: "application/json",
          ...(options.body !== undefined && !raw ? { "Content-Type": "application/json" } : {}),
          ...this.headers(),
          ...options.headers,
        },
        ...(options.body !== undefined
          ? { body: raw ? (options.body) : JSON.stringify(options.body) }
          : {}),
      });
    } catch (cause) {
      if (options.signal?.aborted) throw cause;
      throw new NetworkError("The server could not be reached.", { cause });
    }
    if (!response.ok) throw await errorOf(response);
    return response;
  }

  url(path: string, query: CallOptions["query"] = {}): string {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== null && value !== undefined) parameters.set(name, String(value));
    }
    const search = parameters.toString();
    return `${this.#options.origin}${path}${search === "" ? "" : `?${search}`}`;
  }
}
