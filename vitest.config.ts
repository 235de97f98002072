import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Contract tests first: one that began last would keep everybody waiting. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isContract = ({ moduleId }: TestSpecification) =>
      readFileSync(moduleId, 'utf8').includes('describeContract(')
    return [...sorted.filter(isContract), ...sorted.filter((file) => !isContract(file))]
  }
}

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
          // A contract test runs a thousand schedules on real databases, beside the browser tests. What hangs is ended by
          // the step's own limit (scripts/test.mjs).
          testTimeout: 30 * 60_000,
          hookTimeout: 5 * 60_000,
        },
      },
    ],
    // The machine that runs this may have two cores, and the build wants one of them.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
  },
})
