import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './scripts/test/longest-first';

export default defineConfig({
  resolve: { alias: { '@': import.meta.dirname } },
  test: {
    include: ['{lib,components,app,scripts,prisma}/**/*.test.{ts,tsx}'],
    globalSetup: ['scripts/test/database.ts'],
    setupFiles: ['scripts/test/properties.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Also on two cores: half of the time a test waits for Postgres.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { sequencer: LongestFirst },
  },
});
