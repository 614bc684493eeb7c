import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@': import.meta.dirname } },
  test: {
    include: ['{lib,components,app,scripts,prisma}/**/*.test.{ts,tsx}'],
    globalSetup: ['scripts/test/database.ts'],
    setupFiles: ['scripts/test/properties.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
