import { defineConfig } from 'vitest/config';

// Needs the servers that .ci/run installs, and listens on loopback only.
export default defineConfig({
  test: {
    include: ['test/interop/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    fileParallelism: false,
  },
});
