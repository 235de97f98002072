import { defineConfig } from '@playwright/test'
import { ensureBrowser, testArguments } from './scripts/browser.mjs'

const port = Number(process.env.E2E_PORT ?? 4823)

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  // Runs are played in real time, and a machine that shares two cores may show few frames.
  timeout: 150_000,
  expect: { timeout: 15_000 },
  reporter: [[process.env.CI ? 'dot' : 'list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    browserName: 'chromium',
    launchOptions: { executablePath: await ensureBrowser(), args: [...testArguments] },
    // Recording a trace slows every test down; `npx playwright test --trace on` records one.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
  webServer: {
    command: `node scripts/serve-out.mjs ${port}`,
    url: `http://127.0.0.1:${port}`,
    reuseExistingServer: false,
  },
})
