import path from 'node:path';
import { defineConfig } from '@playwright/test';

const port = Number(process.env.E2E_PORT ?? 3917);
const dataDir = path.resolve(process.env.E2E_DATA_DIR ?? '.rota/e2e');
process.env.ROTA_DEMO_FILE = path.join(dataDir, 'demo.json');

/** The browser tests drive the demo itself: every part real, every page in Debian's Chromium, of which the shell without windows takes half of the processor. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  timeout: 180_000,
  expect: { timeout: 20_000 },
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  use: {
    baseURL: `http://localhost:${port}`,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1440, height: 900 },
    // Half-way through a transition a colour is neither of the two that a test may measure.
    contextOptions: { reducedMotion: 'reduce' },
    // The state of the page at each step would cost as much as the tests themselves.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium-headless-shell',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: 'npm run demo -- --reset',
    url: `http://localhost:${port}/readyz`,
    // It builds first, beside the unit tests.
    timeout: 600_000,
    reuseExistingServer: !process.env.CI,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
    env: { PORT: String(port), ROTA_DATA_DIR: dataDir },
    stdout: 'pipe',
  },
});
