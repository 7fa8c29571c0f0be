import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/bench/**/*.bench.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    // The package is measured as it is published, and not as vitest would transform it.
    server: { deps: { external: [/\/dist\//] } },
  },
});
