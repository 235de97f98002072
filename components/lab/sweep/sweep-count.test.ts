import { describe, expect, it } from 'vitest'
import { lab } from '@/simulations/outbox/lab'
import type { CampaignRun } from '@/simulations/runner/campaign-run'
import type { LabRecipe } from '../session/lab-recipe'
import { campaignBase, campaignRecipe } from './campaign-base'
import { type CampaignState, startCampaign } from './campaign-state'
import { sweepCountOf } from './sweep-count'

const ordersFile = 'services/dual-write/orders.ts'
const edited: LabRecipe = {
  variant: 'dual-write',
  seed: 7,
  schedule: 'crash orders before orders.ts:"announce it" #2',
  edits: { [ordersFile]: '// mine' },
}
/** The reader has tried something in another variant before. */
const withUnused = {
  ...edited,
  edits: { ...edited.edits, 'services/outbox/relay.ts': '// mine too' },
}

const lost: CampaignRun = {
  outcome: 'violated',
  reason: null,
  looped: null,
  violations: [{ invariant: 'announced', violatedAt: 3, evidence: null }],
  unjudged: [],
  failedAudits: ['announced-billed'],
  noticed: { errors: 0, requests: 0 },
  effort: { statements: 12, longestAnswerUs: 9_000 },
  unmet: false,
  fingerprint: '0'.repeat(16),
}

function sweepOf(recipe: LabRecipe, phase: CampaignState['phase'] = 'done') {
  const base = campaignBase('outbox', lab, recipe)
  const state: CampaignState = {
    ...startCampaign({
      recipe: campaignRecipe(base, lab, recipe.variant),
      campaign: { kind: 'sweep' },
    }),
    phase,
    results: [
      { kind: 'ran', run: lost },
      { kind: 'stopped', message: 'It hung.' },
    ],
  }
  return new Map([['sweep', state]])
}

describe('what a sweep has come to', () => {
  it('is counted by promise, with the seed and the workload of the sweep', () => {
    const count = {
      seed: 7,
      actions: '',
      runs: 2,
      stopped: 1,
      violations: { announced: 1, 'announced-billed': 1 },
    }
    expect(sweepCountOf(sweepOf(edited), edited, lab)).toEqual(count)

    const one = { ...edited, seed: 9, schedule: 'do place-order at 2ms' }
    expect(sweepCountOf(sweepOf(one), one, lab)).toEqual({
      ...count,
      seed: 9,
      actions: 'do place-order at 2ms',
    })
  })

  it('is of a run whose changed files are those that were swept, whatever else has been changed', () => {
    expect(sweepCountOf(sweepOf(withUnused), withUnused, lab)?.runs).toBe(2)
    expect(sweepCountOf(sweepOf(edited), withUnused, lab)?.runs).toBe(2)
  })

  it('is none before the sweep is done, and none of other code', () => {
    expect(sweepCountOf(sweepOf(edited, 'stopped'), edited, lab)).toBeNull()
    const { edits: _, ...own } = edited
    expect(sweepCountOf(sweepOf(edited), own, lab)).toBeNull()
    expect(sweepCountOf(sweepOf(edited), { ...own, variant: 'outbox' }, lab)).toBeNull()
  })

  it('is the same object as long as the sweep is', () => {
    const found = sweepOf(edited)
    expect(sweepCountOf(found, edited, lab)).toBe(sweepCountOf(found, withUnused, lab))
  })
})
