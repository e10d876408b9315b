import { defineConfig } from "vitest/config";

// Tests of pure logic run without a DOM; a file that needs one says
// `// @vitest-environment happy-dom` in its first line.
export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    environment: "node",
    maxWorkers: 2,
    restoreMocks: true,
  },
});
