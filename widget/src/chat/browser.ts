/** What a browser gives in some contexts only, with what to do in the others. */

/** Runs `work` while no other tab does, where the browser can promise that. */
export function exclusively<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  // Absent outside secure contexts, whatever its type says.
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  return locks ? (locks.request(name, work) as Promise<Result>) : work();
}

/** A random id that nobody else makes. */
export function uuid(): string {
  // `randomUUID` is missing outside secure contexts.
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
