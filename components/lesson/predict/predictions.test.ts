/** Every question of every chapter can be judged by its run, and can be answered right. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readMeasure } from '@/simulations/measures/measure'
import { labs } from '@/simulations/registry'
import { readLabSources } from '@/simulations/runner/node/load-lab'
import { loadNodeAssets } from '@/simulations/runner/node/node-assets'
import { ranAs } from '@/simulations/runner/ran-as'
import { runRecipe } from '@/simulations/runner/run-recipe'
import { createWorld, type World } from '@/simulations/runner/world'
import { printSchedule } from '@/simulations/schedule/print-schedule'
import { storyOf } from '@/simulations/story/story'
import { predictions as outbox } from '@/content/outbox/predictions'
import { formatMs } from '@/simulations/kernel/time'
import { answerOf, partsOf, type PredictionQuestion } from './question'
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

  it('are what folded text of the lesson waits for', () => {
    for (const [, name] of lesson.matchAll(/<AfterAnswer to=\{predictions\.(\w+)\}/g))
      expect(Object.keys(questions)).toContain(name)
  })

  it.each(Object.entries(questions))(
    '%s stands in the lesson once, with its lab',
    (name, question) => {
      expect(lesson.split(`<Predict question={predictions.${name}}`)).toHaveLength(2)
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

describe('what happened names the cause', () => {
  const told = async (question: PredictionQuestion) => {
    const definition = await labs[question.lab]?.()
    if (!definition) throw new Error(`no lab ${question.lab}`)
    const bundle = { definition, sources: readLabSources(question.lab) }
    const recipe = { lab: question.lab, ...question.recipe }
    const { trace } = await runRecipe(world, bundle, recipe)
    const story = storyOf(trace, definition)
    return whatHappened({ trace, lab: definition, story }, question.measures).map(
      ({ at, text }) => `${formatMs(at)} ${text}`,
    )
  }
  const { slowCommit, twoRelays } = outbox

  it('of an event that a cursor went past: what was sent meanwhile, the cursor, and the unsent row that was deleted', async () => {
    const texts = await told(slowCommit)
    expect(texts).toContainEqual(expect.stringMatching(/^31\.9 ms Order 1043 is announced/))
    expect(texts).toContainEqual(
      expect.stringMatching(/^35\.4 ms relay-1 changed its row of relay_cursor: \w+ 1 to 3/),
    )
    expect(texts).toContainEqual(
      expect.stringMatching(/^69\.1 ms relay-1 deleted its row of outbox for order 1042/),
    )
  })

  it('of an event that was overtaken: who passed over its row, and the other event by its type', async () => {
    const texts = await told(twoRelays)
    expect(texts).toContainEqual(
      expect.stringMatching(
        /^56\.7 ms relay-2 passed over OrderPlaced of order 1042.*took OrderCancelled of order 1042/,
      ),
    )
    expect(texts).toContainEqual(
      expect.stringMatching(/^58\.6 ms OrderCancelled of order 1042 is announced/),
    )
    expect(texts).toContainEqual(
      expect.stringMatching(/ms shipping-db stored.*on hearing of OrderCancelled/),
    )
  })
})
