/** Registers what this surface consists of. */

export {};
