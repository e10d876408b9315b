/** Departments by the names their reader knows. Pure. */
import type { Language } from "../../i18n/language";
import type { LeadDepartment } from "../model/lead-types";

/** The department's name, or its id where nobody knows it any more. */
export function departmentName(id: string, departments: readonly LeadDepartment[], language: Language): string {
  return departments.find((one) => one.id === id)?.names[language] ?? id;
}

/** Departments to choose from; those switched off only where they are `chosen` already. */
export function departmentOptions(
  departments: readonly LeadDepartment[],
  language: Language,
  chosen: readonly string[] = [],
): readonly (readonly [id: string, name: string])[] {
  return departments.filter((one) => one.active || chosen.includes(one.id)).map((one) => [one.id, one.names[language]] as const);
}
