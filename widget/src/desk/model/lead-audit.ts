/** The details of an audit entry as lines: what each field was and became. Pure. */

export interface DetailLine {
  readonly name: string;
  /** Null: there was nothing, or it is not said. */
  readonly before: string | null;
  /** Null: there is nothing any more. */
  readonly after: string | null;
}

/** What tells a reader nothing: the number of the entry, and how often it was changed. */
const BESIDE_THE_POINT = new Set(["id", "version"]);

/** One line per field that differs between `before` and `after`, then whatever else is told. */
export function detailLines(details: Readonly<Record<string, unknown>>): readonly DetailLine[] {
  const { before, after, ...rest } = details;
  const changed = "before" in details || "after" in details ? changes(fieldsOf(before), fieldsOf(after)) : [];
  const told = Object.entries(rest).map(([name, value]) => ({ name, before: null, after: written(value) }));
  return [...changed, ...told];
}

function changes(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): DetailLine[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .map((name) => ({ name, before: written(before[name]), after: written(after[name]) }))
    .filter((line) => line.before !== line.after && !BESIDE_THE_POINT.has(line.name));
}

/** A value that is no object is one field without a name. */
function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  if (value === null || value === undefined) return {};
  return typeof value === "object" && !Array.isArray(value) ? (value as Record<string, unknown>) : { "": value };
}

function written(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "object" && Object.keys(value).length === 0) return "–";
  if (Array.isArray(value)) return value.map((one) => written(one) ?? "–").join(", ");
  return Object.entries(value)
    .map(([name, one]) => `${name}: ${written(one) ?? "–"}`)
    .join("; ");
}
