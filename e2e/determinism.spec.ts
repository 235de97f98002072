/** One recipe, one trace: what Node computed, Chromium computes too, to the last byte. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { ensureBrowser, launchArguments } from '../scripts/browser.mjs'
import type { PinnedRun } from '../scripts/fingerprints'
import { expect, test } from './fixtures'

// With every compiler that a reader's browser has.
test.use({ launchOptions: { executablePath: await ensureBrowser(), args: [...launchArguments] } })

interface Generated {
  worker: string
  labs: Record<string, string>
}

// Another machine than the one that Node runs on.
test.use({ timezoneId: 'Asia/Kathmandu', locale: 'tr-TR' })

test('the pinned recipes have the same fingerprints in Node and in Chromium', async ({ page }) => {
  test.setTimeout(120_000)
  const expected: PinnedRun[] = JSON.parse(
    execFileSync('npx', ['tsx', 'scripts/fingerprints.ts'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  expect(expected.length).toBeGreaterThanOrEqual(50)
  const generated: Generated = JSON.parse(readFileSync('public/generated/manifest.json', 'utf8'))
  await page.goto('/')

  const actual = await page.evaluate(
    async ({ generated, recipes }) => {
      const worker = new Worker(`/generated/${generated.worker}`)
      let lastId = 0
      const ask = (request: Record<string, unknown>) =>
        new Promise<{ report?: { fingerprint: string } }>((resolve, reject) => {
          const id = ++lastId
          const hear = ({ data }: MessageEvent) => {
            if (data.id !== id || data.kind === 'progress') return
            worker.removeEventListener('message', hear)
            if (data.kind === 'failed') reject(new Error(data.failure.message))
            else resolve(data)
          }
          worker.addEventListener('message', hear)
          worker.postMessage({ ...request, id })
        })
      for (const [lab, file] of Object.entries(generated.labs)) {
        const { sources, code } = await (await fetch(`/generated/${file}`)).json()
        await ask({ kind: 'load', assets: '/postgres/', lab })
        await ask({ kind: 'sources', lab, sources, compiled: code })
      }
      const fingerprints: string[] = []
      for (const recipe of recipes) {
        fingerprints.push((await ask({ kind: 'run', recipe })).report?.fingerprint ?? '')
      }
      worker.terminate()
      return fingerprints
    },
    { generated, recipes: expected.map((run) => run.recipe) },
  )

  expect(actual).toEqual(expected.map((run) => run.fingerprint))
})
