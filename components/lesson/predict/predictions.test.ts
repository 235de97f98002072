/** Every question of every chapter can be judged by its run, and can be answered right. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readMeasure } from '@/simulations/measures/measure'
import { labs } from '@/simulations/registry'
import { readLabSources } from '@/simulations/runner/node/load-lab'
import { loadNodeAssets } from '@/simulations/runner/node/node-assets'
import { runRecipe } from '@/simulations/runner/run-recipe'
import { createWorld, type World } from '@/simulations/runner/world'
import { printSchedule } from '@/simulations/schedule/print-schedule'
import { storyOf } from '@/simulations/story/story'
import { answerOf, partsOf, type PredictionQuestion } from './question'
import { ranAs } from './ran-as'
import { whatHappened } from './what-happened'

const content = path.join(import.meta.dirname, '../../../content')
const chapters = readdirSync(content).filter((chapter) =>
  existsSync(path.join(content, chapter, 'predictions.ts')),
)

let world: World
beforeAll(async () => {
  world = await createWorld(await loadNodeAssets(), { host: 'function' })
})

describe.each(chapters)('predictions of chapter %s', async (chapter) => {
  const { predictions } = await import(`../../../content/${chapter}/predictions.ts`)
  const questions: Record<string, PredictionQuestion> = predictions
  const lesson = readFileSync(path.join(content, chapter, 'lesson.mdx'), 'utf8')

  it('have ids of this chapter, each its own', () => {
    const ids = Object.values(questions).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id.startsWith(`${chapter}/`)).toBe(true)
  })

  it.each(Object.entries(questions))(
    '%s stands in the lesson once, with its lab',
    (name, question) => {
      expect(lesson.split(`{predictions.${name}}`)).toHaveLength(2)
      const places = [...lesson.matchAll(/<Lab\b[^>]*?\bid="([^"]+)"[^>]*?>/g)].map(
        ([tag, id]) => /\bplace="([^"]+)"/.exec(tag)?.[1] ?? id,
      )
      expect(places).toContain(question.place)
    },
  )

  it.each(Object.entries(questions))('%s is marked by its run', async (_, question) => {
    const definition = await labs[question.lab]?.()
    if (!definition) throw new Error(`no lab ${question.lab}`)
    const { trace, schedule, unmet } = await runRecipe(
      world,
      { definition, sources: readLabSources(question.lab) },
      { lab: question.lab, ...question.recipe },
    )
    expect(unmet).toEqual([])
    expect(ranAs(definition, question.recipe)).toBe(printSchedule(schedule))

    const outcome = answerOf(
      question.measures.map((measure) => readMeasure(measure, trace, definition)),
    )
    expect(partsOf(outcome)).toHaveLength(question.measures.length)
    if (question.answer.kind === 'number') {
      expect(outcome).toBeTypeOf('number')
      expect(outcome).toBeLessThanOrEqual(question.answer.most)
    } else {
      const answers = question.answer.choices.map(({ says }) => answerOf(says))
      expect(new Set(answers).size).toBe(answers.length)
      expect(answers).toContain(outcome)
      for (const { says } of question.answer.choices)
        expect(says).toHaveLength(question.measures.length)
    }
    const story = storyOf(trace, definition)
    const reasons = whatHappened({ trace, lab: definition, story }, question.measures)
    expect(reasons.length).toBeGreaterThan(1)
    expect(reasons.at(-1)?.importance).toBe('end')
  })
})
