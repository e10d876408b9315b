/** A stylesheet as text, for a constructed sheet (see build.mjs and vitest.config.ts). */
declare module "*.css?inline" {
  const text: string;
  export default text;
}
