import { beforeAll, describe, expect, it } from 'vitest'
import type { TraceEvent } from '@/simulations/kernel/trace-event'
import { lab } from '@/simulations/outbox/lab'
import { sampleRun, schedules } from '../testing/runs'
import { endOf, playheadAt } from './playhead'
import { othersInWords, promiseStates, PromiseTimeline } from './promise-states'

const dualWrite = { promises: ['no-ghost'], breaks: ['announced'] }

describe('promises at the playhead', () => {
  let lost: TraceEvent[]
  let paused: TraceEvent[]
  beforeAll(async () => {
    lost = await sampleRun('dual-write', schedules.lost)
    paused = await sampleRun('outbox', schedules.pause)
  })
  const at = (trace: TraceEvent[], time: number, variant = dualWrite) =>
    promiseStates(
      lab.invariants.map((invariant) => new PromiseTimeline(invariant, trace)),
      variant,
      trace,
      playheadAt(trace, time),
    )

  it('are not judged before the first action', () => {
    expect(at(lost, 1_000)[0]).toMatchObject({ id: 'announced', word: 'not judged yet' })
  })

  it('say "not yet" at the crash, never "broken": an eventual promise is judged when the run is quiet', () => {
    const [worst] = at(lost, 26_000)
    expect(worst).toMatchObject({ id: 'announced', word: 'not yet', evidence: null })
    expect(worst?.status).toMatch(/^1042 waits since 23\.\d ms\. Judged when the run is quiet\.$/)
  })

  it('are broken with their evidence at the end, the worst one first', () => {
    const states = at(lost, endOf(lost))
    expect(states.map((state) => state.word)).toEqual(['broken', 'kept', 'not promised here'])
    expect(states[0]?.evidence?.subject).toBe('1042')
    expect(othersInWords(states.slice(1))).toBe('1 other kept, 1 not promised here')
  })

  it('break at once where they hold always', () => {
    const variant = { promises: ['announced', 'no-ghost'], breaks: ['billed-once'] }
    const verdict = paused.find((event) => event.kind === 'verdict' && event.holds === false)
    expect(verdict).toBeDefined()
    const moment = verdict?.at ?? 0
    expect(moment).toBeLessThan(endOf(paused))
    expect(at(paused, moment - 1, variant).find((state) => state.id === 'billed-once')?.word).toBe(
      'kept so far',
    )
    expect(at(paused, moment, variant)[0]).toMatchObject({ id: 'billed-once', word: 'broken' })
  })

  it('are the same whichever way the playhead came', () => {
    const timelines = lab.invariants.map((invariant) => new PromiseTimeline(invariant, lost))
    const forwards = [0, 10_000, 26_000, endOf(lost)].map((time) =>
      promiseStates(timelines, dualWrite, lost, playheadAt(lost, time)),
    )
    const backwards = [endOf(lost), 26_000, 10_000, 0].map((time) =>
      promiseStates(timelines, dualWrite, lost, playheadAt(lost, time)),
    )
    expect(backwards.reverse()).toEqual(forwards)
  })
})
