import { describe, expect, it } from 'vitest'
import type { CampaignPlan } from '@/simulations/runner/campaign-plan'
import { parseScheduleSyntax } from '@/simulations/schedule/parse-schedule'
import { crashesElsewhere, sweepRows, sweptFiles } from './sweep-rows'

const lab = {
  nodes: [
    { id: 'orders-db', kind: 'postgres' as const, position: { column: 0, row: 0 } },
    { id: 'orders', kind: 'service' as const, position: { column: 0, row: 0 } },
    { id: 'broker', kind: 'broker' as const, position: { column: 0, row: 0 } },
  ],
  links: [
    { from: 'orders', to: 'orders-db' },
    { from: 'orders', to: 'broker' },
  ],
}

function planOf(...runs: [schedule: string, atMs: number, line: number | null][]): CampaignPlan {
  return {
    runs: runs.map(([schedule, atMs, line]) => {
      const parsed = parseScheduleSyntax(schedule)
      if (!parsed.ok) throw new Error(schedule)
      return {
        schedule,
        faults: parsed.schedule.items.filter((item) => item.kind !== 'do'),
        moment: {
          at: atMs * 1_000,
          place: line === null ? null : { node: 'orders', file: 'orders.ts', line },
        },
      }
    }),
    notTried: [],
    faultless: {
      outcome: 'holds',
      reason: null,
      looped: null,
      violations: [],
      unjudged: [],
      failedAudits: [],
      noticed: { errors: 0, requests: 0 },
      effort: { statements: 12, longestAnswerUs: 9_000 },
      unmet: false,
      fingerprint: '',
    },
    actions: [2_000, 19_000],
  }
}

const plan = planOf(
  ['crash orders after orders.ts:15', 5, 15],
  ['crash orders after orders.ts:15 #2', 21, 15],
  ['crash orders at 0.5ms', 0.5, null],
  ['crash orders at 4ms', 4, 12],
  ['crash orders-db at 4ms', 4, 12],
  ['cut broker->orders from 9ms', 9, 18],
  ['cut orders->broker from 8ms', 8, 18],
)

describe('the rows of a sweep', () => {
  it('are services, then stores, then directions of links; each in the order of the run', () => {
    expect(sweepRows(plan, lab)).toEqual([
      { title: 'crash orders', kind: 'crash', groups: [[2, 3, 0], [1]] },
      { title: 'crash orders-db', kind: 'crash', groups: [[4]] },
      { title: 'cut orders → broker', kind: 'cut', groups: [[6]] },
      { title: 'cut broker → orders', kind: 'cut', groups: [[5]] },
    ])
  })

  it('hold every run once', () => {
    const all = sweepRows(plan, lab).flatMap(({ groups }) => groups.flat())
    expect(all.sort()).toEqual(plan.runs.map((_, index) => index))
  })
})

it('crashes stand at their lines, with what was under way there; the others stand apart', () => {
  const [file, ...others] = sweptFiles(plan)
  expect(others).toEqual([])
  expect(file).toMatchObject({ node: 'orders', file: 'orders.ts' })
  expect([...(file?.lines ?? [])]).toEqual([
    [15, [0, 1]],
    [12, [3, 4]],
  ])
  expect(crashesElsewhere(plan)).toEqual([[2]])
})
