import { describe, expect, it } from 'vitest'
import { happened, runAt } from '../testing/events'
import {
  changeOf,
  commonPast,
  fromNowOn,
  momentOfHand,
  rewritesPast,
  withWorkload,
} from './injection'

describe('the moment of something done now', () => {
  it.each([
    ['nothing has happened', [2_000], { at: 0, index: 0 }, 0],
    ['between two events, in tenths', [2_000, 9_000], { at: 4_321, index: 1 }, 4_400],
    ['at an event: after it', [2_000, 9_000], { at: 2_000, index: 1 }, 2_100],
    ['no tenth fits: in hundredths', [2_013, 2_055], { at: 2_013, index: 1 }, 2_020],
    ['no hundredth fits: as it is', [2_013, 2_018], { at: 2_013, index: 1 }, 2_014],
    ['before an event of the same instant', [2_000, 2_001], { at: 2_000, index: 1 }, 2_001],
    ['among events of one instant: after all of them', [0, 0, 0, 621], { at: 0, index: 2 }, 100],
    ['behind the end', [2_000], { at: 2_000, index: 1 }, 2_100],
  ])('%s', (_, times, playhead, moment) => {
    expect(momentOfHand(runAt(...times), playhead)).toBe(moment)
  })
})

describe('the workload in front of what is added', () => {
  const ran = 'do place-order at 2ms; crash orders at 5ms'
  it.each([
    ['is written out where the text has no action', 'crash orders at 5ms', ran],
    ['is left alone where it has one', 'do place-order at 9ms', 'do place-order at 9ms'],
    ['is written out for no text at all', '', ran],
    ['is written out where the text cannot be read', 'do place-', ran],
  ])('%s', (_, text, expected) => {
    expect(withWorkload(text, ran)).toBe(expected)
  })
})

describe('what a change did to a run', () => {
  const before = runAt(1_000, 5_000, 9_000)
  it.each([
    ['the same', runAt(1_000, 5_000, 9_000), 3, 'The run is the same: it never came to that.'],
    ['other from its second event on', runAt(1_000, 6_000), 1, 'The run changes from 6.0 ms on.'],
    ['shorter', runAt(1_000, 5_000), 2, 'The run changes from 9.0 ms on.'],
    ['longer', runAt(1_000, 5_000, 9_000, 12_000), 3, 'The run changes from 12.0 ms on.'],
    ['other from the start', runAt(50), 0, 'The run changes from the start.'],
  ])('%s', (_, after, past, sentence) => {
    expect(commonPast(before, after)).toBe(past)
    expect(changeOf(before, after)).toBe(sentence)
  })

  it('is no change of the past where only the judgement at the end has gone', () => {
    const judged = [
      ...before,
      { kind: 'phase' as const, phase: 'judge' as const, at: 9_000 },
      { kind: 'verdict' as const, invariant: 'announced', holds: true, evidence: null, at: 9_000 },
    ]
    const longer = [...before, happened(14_000)]
    expect(rewritesPast(judged, longer, judged.length)).toBe(false)
    expect(rewritesPast(judged, runAt(1_000, 5_000, 9_500), judged.length)).toBe(true)
    expect(rewritesPast(judged, runAt(1_000, 5_000, 9_500), 2)).toBe(false)
  })

  it('speaks of times as readers see them', () => {
    expect(fromNowOn(0)).toBe('from the start')
    expect(fromNowOn(12_437)).toBe('from 12.4 ms on')
  })
})
