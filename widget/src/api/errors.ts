/**
 * What can go wrong between a browser and the helpdesk.
 *
 *   OchotaError
 *   ├── NetworkError   no answer came: offline, timed out, refused by the browser
 *   └── ApiError       the helpdesk answered with an error
 */

export interface FieldError {
  readonly field: string;
  readonly reason: string;
}

export abstract class OchotaError extends Error {
  /** Whether the same request may succeed later without a change. */
  abstract readonly temporary: boolean;
}

export class NetworkError extends OchotaError {
  override readonly name = "NetworkError";
  readonly temporary = true;
}

export class ApiError extends OchotaError {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: readonly FieldError[] = [],
    /** From `Retry-After`; null where the server did not say. */
    readonly retryAfterMilliseconds: number | null = null,
  ) {
    super(message);
  }

  get temporary(): boolean {
    return this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** The error an unsuccessful response tells of, whoever wrote its body. */
export async function errorOf(response: Response): Promise<ApiError> {
  const retryAfter = millisecondsOf(response.headers.get("Retry-After"));
  const fallback = `The server answered ${response.status}.`;
  const body: unknown = await response.json().catch(() => null);
  const error = property(body, "error");
  return new ApiError(
    response.status,
    text(property(error, "code")) ?? `http_${response.status}`,
    text(property(error, "message")) ?? fallback,
    fieldsOf(property(error, "fields")),
    retryAfter,
  );
}

/** `Retry-After` as seconds or as a date, in milliseconds from now. */
export function millisecondsOf(retryAfter: string | null, now = Date.now()): number | null {
  if (retryAfter === null || retryAfter.trim() === "") return null;
  const seconds = Number(retryAfter);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

function fieldsOf(value: unknown): FieldError[] {
  if (!Array.isArray(value)) return [];
  return value.map((item: unknown) => ({
    field: text(property(item, "field")) ?? "",
    reason: text(property(item, "reason")) ?? "",
  }));
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
