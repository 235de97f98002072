/** Every challenge of every chapter can be solved by its stored solution, at par, and is not solved before. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Attempted, type Challenge, costOf, judge } from '@/simulations/challenges/challenge'
import type { LabDefinition, LabSources } from '@/simulations/kernel/lab'
import { labs } from '@/simulations/registry'
import { sweep } from '@/simulations/runner/campaign'
import { readLabSources } from '@/simulations/runner/node/load-lab'
import { loadNodeAssets } from '@/simulations/runner/node/node-assets'
import { runRecipe } from '@/simulations/runner/run-recipe'
import { createWorld, type World } from '@/simulations/runner/world'
import { actionsOf } from '@/simulations/runner/workload'
import { printSchedule } from '@/simulations/schedule/print-schedule'

const content = path.join(import.meta.dirname, '../../../content')
const chapters = readdirSync(content).filter((chapter) =>
  existsSync(path.join(content, chapter, 'challenges.ts')),
)

/** How many each chapter has to have. */
const fewest = (chapter: string) =>
  ['outbox', 'sagas'].includes(chapter)
    ? { challenges: 6, repairs: 2 }
    : { challenges: 4, repairs: 1 }

let world: World
beforeAll(async () => {
  world = await createWorld(await loadNodeAssets(), { host: 'function' })
})

async function labOf(challenge: Challenge): Promise<LabDefinition> {
  const definition = await labs[challenge.lab]?.()
  if (!definition) throw new Error(`no lab ${challenge.lab}`)
  return definition
}

async function attempt(
  challenge: Challenge,
  schedule: string,
  edits: LabSources,
): Promise<Attempted & { unmet: string[] }> {
  const definition = await labOf(challenge)
  const { variant, seed } = challenge.start
  const sources = readLabSources(challenge.lab)
  const recipe = { lab: challenge.lab, variant, seed, schedule, edits }
  const result = await runRecipe(world, { definition, sources }, recipe)
  const changed = { definition, sources: { ...sources, ...edits } }
  const actions = actionsOf(definition, seed, challenge.start.schedule)
  // What nobody has changed need not be swept: it is no repair.
  const swept =
    challenge.kind === 'repair' && Object.keys(edits).length > 0
      ? await sweep(world, changed, variant, { seed, actions })
      : null
  return {
    variant,
    seed,
    schedule: printSchedule(result.schedule),
    edits,
    trace: result.trace,
    unmet: result.unmet,
    swept: swept && {
      seed,
      actions,
      runs: swept.schedules,
      stopped: 0,
      violations: { ...swept.violations, ...swept.failedAudits },
    },
  }
}

describe.each(chapters)('challenges of chapter %s', async (chapter) => {
  const { challenges } = await import(`../../../content/${chapter}/challenges.ts`)
  const all: Record<string, Challenge> = challenges
  const lesson = readFileSync(path.join(content, chapter, 'lesson.mdx'), 'utf8')

  it('are enough, some of them repairs, with ids of this chapter', () => {
    const list = Object.values(all)
    const { challenges, repairs } = fewest(chapter)
    expect(list.length).toBeGreaterThanOrEqual(challenges)
    expect(list.filter(({ kind }) => kind === 'repair').length).toBeGreaterThanOrEqual(repairs)
    expect(new Set(list.map(({ id }) => id)).size).toBe(list.length)
    for (const { id } of list) expect(id.startsWith(`${chapter}/`)).toBe(true)
  })

  it.each(Object.entries(all))('%s stands in the lesson once, with its lab', (name, challenge) => {
    expect(lesson.split(`{challenges.${name}}`)).toHaveLength(2)
    const places = [...lesson.matchAll(/<Lab\b[^>]*?\bid="([^"]+)"[^>]*?>/g)].map(
      ([tag, id]) => /\bplace="([^"]+)"/.exec(tag)?.[1] ?? id,
    )
    expect(places).toContain(challenge.place)
  })

  it.each(Object.entries(all))('%s is not solved by what it starts with', async (_, challenge) => {
    const before = await attempt(challenge, challenge.start.schedule, {})
    const judged = judge(challenge, before, await labOf(challenge))
    expect(judged?.some(({ met }) => !met)).toBe(true)
  })

  it.each(Object.entries(all))('%s is solved by its solution, at par', async (_, challenge) => {
    const { solution, start } = challenge
    const sources = readLabSources(challenge.lab)
    const edits =
      'texts' in solution
        ? Object.fromEntries(
            Object.entries(solution.texts).map(([file, from]) => [file, sources[from] ?? '']),
          )
        : {}
    for (const text of Object.values(edits)) expect(text).not.toBe('')
    const schedule = 'schedule' in solution ? solution.schedule : start.schedule
    const done = await attempt(challenge, schedule, edits)
    expect(done.unmet).toEqual([])
    const judged = judge(challenge, done, await labOf(challenge))
    expect(judged?.filter(({ met }) => !met)).toEqual([])
    expect(costOf(challenge, done, sources)).toBe(challenge.par)
  })
})

const inTwoCommits = `import { db, kafka } from 'faultline'

const consumer = kafka.consumer({ groupId: 'payments' })

export async function start() {
  await consumer.subscribe({ topic: 'orders' })
  await consumer.run({
    eachMessage: async ({ message }) => {
      const order = JSON.parse(message.value)
      const claim = await db.query(
        'INSERT INTO inbox (message_id) VALUES ($1) ON CONFLICT DO NOTHING',
        [message.headers.id],
      )
      if (claim.rowCount === 0) return
      await db.query('INSERT INTO payments (order_id, customer, cents) VALUES ($1, $2, $3)', [
        order.id,
        order.customer,
        order.cents,
      ])
    },
  })
}
`
const acceptsOnly = `import { http } from 'faultline'

http.post('/orders', async ({ body }) => {
  // announce it
  return { status: 201, body: { id: body.id } }
})
`
const chargesAnyway = `import { db } from 'faultline'

export async function start() {
  await db.query("INSERT INTO payments (order_id, customer, cents) VALUES (1041, 'Ada', 17800)")
}
`

describe('the challenges of chapter outbox are not solved by', () => {
  let challenges: Record<string, Challenge> = {}
  beforeAll(async () => {
    challenges = (await import('../../../content/outbox/challenges')).challenges
  })
  const missing = async (challenge: Challenge | undefined, edits: LabSources) => {
    if (!challenge) throw new Error('no such challenge')
    const done = await attempt(challenge, challenge.start.schedule, edits)
    const judged = judge(challenge, done, await labOf(challenge))
    return judged?.filter(({ met }) => !met).map(({ asked, found }) => `${asked}: ${found}`)
  }

  it('an inbox that is committed before the charge', async () => {
    const sources = readLabSources('outbox')
    const left = await missing(challenges.repairPayments, {
      'services/shared/payments.ts': inTwoCommits,
      'schema/payments.sql': sources['schema/payments-with-inbox.sql'] ?? '',
    })
    expect(left).toEqual([
      expect.stringMatching(/Every announced order is billed.*runs break one$/),
    ])
  })

  it('a service that accepts orders and stores none', async () => {
    const left = await missing(challenges.repairDualWrite, {
      'services/dual-write/orders.ts': acceptsOnly,
      'services/shared/payments.ts': chargesAnyway,
    })
    expect(left).toEqual([
      'your code in orders.ts or orders-with-outbox.sql, and in no other file: payments.ts changed as well',
      'orders-db, rows of orders about order 1041: 1 row: no row',
      'broker, records of orders about order 1041: 1 record: no record',
      expect.stringMatching(/^a sweep of your code.*Every accepted order is stored/),
    ])
  })
})
