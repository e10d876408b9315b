/** The format a file's name tells. Pure. */
import type { ImportFormat } from "../model/types";

const FORMAT_OF_ENDING: Readonly<Record<string, ImportFormat>> = {
  yaml: "yaml",
  yml: "yaml",
  json: "json",
  csv: "csv",
  xlsx: "xlsx",
};

/** Null for an ending that no importer reads. */
export function formatOf(fileName: string): ImportFormat | null {
  const ending = /\.([a-z]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? "";
  return FORMAT_OF_ENDING[ending] ?? null;
}
