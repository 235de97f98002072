import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withQuietRejections } from './testing/quiet-rejections.ts'
import { randomProgram } from './testing/random-program.ts'
import { plainRun, recordRun } from './testing/recorded-run.ts'

const runs = { numRuns: 150, seed: 1, endOnFailure: false }

test('a random program behaves with hooks as it does without', async () => {
  await fc.assert(
    fc.asyncProperty(randomProgram, async (text) => {
      const plain = await plainRun(text)
      const { outcome, log } = await recordRun({ text })
      expect({ outcome, log }).toEqual(plain)
    }),
    runs,
  )
})

test('after a crash at any hook of a random program nothing more runs', async () => {
  await withQuietRejections(() =>
    fc.assert(
      fc.asyncProperty(randomProgram, async (text) => {
        const whole = await recordRun({ text })
        const places = whole.hooks.filter((hook) => /^(before|after)/.test(hook)).length
        for (let crashAt = 0; crashAt < Math.min(places, 60); crashAt += 1) {
          const run = await recordRun({ text, crashAt })
          expect(run.log.length, `crash at hook ${crashAt}`).toBe(run.loggedAtCrash)
        }
      }),
      { ...runs, numRuns: 60 },
    ),
  )
}, 180_000)

test('a random program reports each crash line before it and, where it completes, after it', async () => {
  await fc.assert(
    fc.asyncProperty(randomProgram, async (text) => {
      const { compiled, hooks } = await recordRun({ text })
      const crashLines = new Set(compiled.lines)
      for (const hook of hooks) {
        const [kind, line] = hook.split(' ')
        if (kind === 'before' || kind === 'after') expect(crashLines).toContain(Number(line))
      }
    }),
    runs,
  )
})
