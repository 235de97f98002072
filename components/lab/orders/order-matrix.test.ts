import { describe, expect, it } from 'vitest'
import { stepOrders } from '@/simulations/kernel/interleaving'
import { scheduleInOrder, schedulesOfOrders } from '@/simulations/runner/schedule-in-order'
import { lab } from '@/simulations/saga-isolation/lab'
import { type CampaignState, startCampaign, type Tried } from '../sweep/campaign-state'
import {
  costInWords,
  costOf,
  matrixCells,
  movedOrder,
  orderOfSchedule,
  remedyFor,
} from './order-matrix'

const { interleaving } = lab
if (!interleaving) throw new Error('This lab is about orders of steps.')

const ran = (...broken: string[]): Tried => ({
  kind: 'ran',
  run: {
    outcome: 'holds',
    reason: null,
    looped: null,
    violations: broken.map((invariant) => ({ invariant, violatedAt: 1, evidence: null })),
    failedAudits: [],
    unjudged: [],
    noticed: { errors: 0, requests: 0 },
    effort: { statements: 12, longestAnswerUs: 9_000 },
    unmet: false,
    fingerprint: '',
  },
})

function foundOf(variant: string, results: (Tried | null)[]): Map<string, CampaignState> {
  const recipe = { lab: lab.id, variant, seed: 7, schedule: '' }
  const state = startCampaign({ recipe, campaign: { kind: 'orders' } })
  return new Map([[variant, { ...state, results }]])
}

describe('the matrix', () => {
  it('counts each line of a cell by itself, and knows its first failing order', () => {
    const results = Array.from({ length: 40 }, (_, index): Tried | null =>
      index === 39 ? null : ran(...(index === 23 || index === 30 ? ['lost-update'] : [])),
    )
    const cells = matrixCells(lab, interleaving, 'lost-update', foundOf('by-value', results))
    const byValue = cells.find(({ variant }) => variant.id === 'by-value')
    expect(byValue?.lines).toMatchObject([
      { setting: { title: 'over' }, done: 20, total: 20, broken: 0, first: 0 },
      { setting: { title: 'under' }, done: 19, total: 20, broken: 2, first: 23 },
    ])
    expect(cells.find(({ variant }) => variant.id === 'none')?.lines).toMatchObject([{ done: 0 }])
    expect(cells.map(({ promised }) => promised)).toEqual([
      ...[false, true, true, false, true, false, false],
    ])
  })
})

describe('what a variant costs', () => {
  it('is counted over the runs that there are', () => {
    const took = (statements: number, longestAnswerUs: number): Tried => {
      const tried = ran()
      if (tried.kind !== 'ran') throw new Error('It ran.')
      return { ...tried, run: { ...tried.run, effort: { statements, longestAnswerUs } } }
    }
    const found = foundOf('none', [took(12, 9_000), null, took(15, 71_200)])
    const cost = costOf(found.get('none'))
    expect(cost).toEqual({
      runs: 2,
      longestAnswerUs: 71_200,
      fewestStatements: 12,
      mostStatements: 15,
    })
    expect(cost && costInWords(cost)).toBe('answers within 71.2 ms, 12 to 15 statements')
    expect(costOf(foundOf('none', [null]).get('none'))).toBe(null)
    expect(costOf(undefined)).toBe(null)
  })
})

describe('the order of a schedule', () => {
  it('is found again for every schedule of every line', () => {
    for (const { id } of lab.variants) {
      const found = schedulesOfOrders(interleaving, id).map((schedule) => {
        const { line, place, alone } = orderOfSchedule(interleaving, id, schedule) ?? {}
        return alone ? (line ?? 0) * 20 + (place ?? 0) : null
      })
      expect(found).toEqual([...found.keys()])
    }
  })

  it('is known where a fault is added, and of no line where its arguments are the reader’s own', () => {
    const [first] = stepOrders(interleaving)
    const schedule = scheduleInOrder(interleaving, first ?? [], {
      arguments: { 'bo-charge': { card: 'refused' } },
    })
    expect(
      orderOfSchedule(interleaving, 'none', `${schedule}; crash checkout at 3ms`),
    ).toMatchObject({
      place: 0,
      line: -1,
      alone: false,
      setting: { arguments: { 'bo-charge': { card: 'refused' } } },
    })
    expect(orderOfSchedule(interleaving, 'none', 'do ada-read at 2ms')).toBeNull()
  })
})

it('offers the first variant that promises what was broken, and none to one that promises it', () => {
  expect(remedyFor(lab, 'none', 'lost-update')?.id).toBe('semantic-lock')
  expect(remedyFor(lab, 'reread-value', 'lost-update')).toBeNull()
  expect(remedyFor(lab, 'none', 'fuzzy-read')).toBeNull()
})

it('moves a step as far as its own saga lets it', () => {
  const order = stepOrders(interleaving).find((one) => one.join('') === 'AAABBB') ?? []
  expect(movedOrder(interleaving, order, 3, -2)).toMatchObject({ moved: -2, impossible: null })
  expect(movedOrder(interleaving, order, 3, -9)).toEqual({
    order: [...'BAAABB'],
    moved: -3,
    impossible: 'This is the first step already.',
  })
  expect(movedOrder(interleaving, order, 0, 4)).toMatchObject({
    moved: 0,
    impossible: 'Ada reads the shelf before Ada writes: a saga keeps its own order.',
  })
})
