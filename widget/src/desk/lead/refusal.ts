/** What keeps a form from being stored: found here or said by the server, by field. Pure. */
import { ApiError } from "../../api/errors";

export interface FieldProblem {
  /** Dotted, as the server names it: `names.cs`, `conditions.0`. */
  readonly field: string;
  readonly reason: string;
}

export interface Refusal {
  readonly fields: readonly FieldProblem[];
  /** What is wrong with no field of its own. */
  readonly message: string | null;
  /** True where somebody else changed the same thing meanwhile. */
  readonly conflict: boolean;
}

/** The refusal that an error of the API is; `message` is said where it names no field. */
export function refusalOf(error: unknown, message: string): Refusal {
  if (!(error instanceof ApiError)) return { fields: [], message, conflict: false };
  if (error.status === 409) return { fields: [], message, conflict: error.code === "version_conflict" };
  const fields = error.fields.map(({ field, reason }) => ({ field: field.replace(/^body\./, ""), reason: said(reason) }));
  return { fields, message: fields.length > 0 ? null : message, conflict: false };
}

/** The reasons given for a field or for a part of it, in one text; null where there is none. */
export function reasonFor(refusal: Refusal | null, field: string): string | null {
  const found = refusal?.fields.filter((one) => one.field === field || one.field.startsWith(`${field}.`)) ?? [];
  return found.length === 0 ? null : [...new Set(found.map((one) => one.reason))].join(" ");
}

/** Without the prefix of the server's validator, which says nothing to a reader. */
function said(reason: string): string {
  return reason.replace(/^Value error, /, "");
}
