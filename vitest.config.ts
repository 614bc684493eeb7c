import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { APART } from './scripts/test/apart';
import { LongestFirst } from './scripts/test/longest-first';

const test = {
  testTimeout: 120_000,
  // The first one waits for the server and its migrations, while the product is built beside it.
  hookTimeout: 120_000,
  // Also on two cores: half of the time a test waits for Postgres.
  maxWorkers: Math.max(2, availableParallelism() - 1),
};
const resolve = { alias: { '@': import.meta.dirname } };

export default defineConfig({
  resolve,
  test: {
    globalSetup: ['scripts/test/database.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        resolve,
        test: {
          ...test,
          name: 'shared',
          include: ['{lib,components,app,scripts,prisma}/**/*.test.{ts,tsx}'],
          exclude: [...configDefaults.exclude, ...APART],
          // To load Prisma and the SDKs anew for each file would cost more than the tests.
          isolate: false,
          setupFiles: ['scripts/test/fresh.ts', 'scripts/test/properties.ts'],
        },
      },
      {
        resolve,
        test: { ...test, name: 'apart', include: APART, setupFiles: ['scripts/test/properties.ts'] },
      },
    ],
  },
});
