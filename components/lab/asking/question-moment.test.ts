import { describe, expect, it } from 'vitest'
import { lab } from '@/simulations/outbox/lab'
import { sampleRun, schedules } from '../testing/runs'
import { hears, questionMoment } from './question-moment'

describe('the moment of a question', () => {
  it('is when the order is stored, before the process crashes', async () => {
    const trace = await sampleRun('dual-write', schedules.lost)
    const moment = questionMoment(trace, lab)
    expect(moment).toMatchObject({ node: 'orders', line: 23, on: 15, subject: '1042' })
    expect(trace[(moment?.index ?? 0) - 1]).toMatchObject({ kind: 'rows', by: 'orders' })
    expect(trace[moment?.crash ?? 0]?.kind).toBe('crash')
    expect(moment?.index).toBeLessThan(moment?.crash ?? 0)
    expect(hears(trace, lab, 'payments', '1042')).toBe(false)
    expect(hears(trace, lab, 'payments', '1041')).toBe(true)
  })

  it('is none in a run without a crash at a line', async () => {
    const trace = await sampleRun('dual-write', schedules.lag)
    expect(questionMoment(trace, lab)).toBeNull()
    expect(hears(trace, lab, 'payments', '1042')).toBe(true)
  })
})
