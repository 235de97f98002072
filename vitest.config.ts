import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: {
    alias: { '@': fileURLToPath(new URL('.', import.meta.url)) },
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{app,components,content,scripts,simulations}/**/*.test.{ts,tsx}'],
          environment: 'node',
          // A contract test runs hundreds of schedules on real databases.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
    // The machine that runs this may have two cores, and the build wants one of them.
    maxWorkers: 2,
  },
})
