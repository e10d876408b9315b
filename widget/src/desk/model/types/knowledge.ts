/** Entries of the knowledge base as its pages know them. Owns no behaviour. */
import type { Language } from "../../../i18n/language";

export type EntryStatus = "draft" | "published" | "archived";

export interface Variant {
  readonly question: string;
  readonly answer: string;
  readonly alternatives: readonly string[];
}

export interface Entry {
  readonly id: string;
  readonly category: string;
  readonly tags: readonly string[];
  readonly status: EntryStatus;
  readonly version: number;
  readonly variants: Readonly<Partial<Record<Language, Variant>>>;
  readonly created_at?: string;
  readonly updated_at?: string;
  readonly updated_by?: string | null;
}

export interface Category {
  readonly id: string;
  readonly names: Readonly<Partial<Record<Language, string>>>;
  readonly position: number;
  readonly published_entries?: number;
}

export interface ImportReport {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly errors: readonly { readonly line: number | null; readonly field: string | null; readonly reason: string }[];
  readonly applied: boolean;
}

export type ImportFormat = "yaml" | "json" | "csv" | "xlsx";
