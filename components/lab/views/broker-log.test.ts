import { describe, expect, it } from 'vitest'
import { sampleRun, schedules } from '../testing/runs'
import { type LogState, logTimeline, positionsIn } from './broker-log'

const positions = (state: LogState, key: string) => {
  const partition = state.partitions[key]
  return partition ? positionsIn(state, partition) : []
}

describe('the log at the playhead', () => {
  it('has every record with its offset, and no lag at the end', async () => {
    const trace = await sampleRun('outbox', schedules.twice)
    const state = logTimeline(trace).at(trace.length)
    expect(
      state.partitions['orders 1']?.records.map((record) => [record.offset, record.key]),
    ).toEqual([
      [0, '1042'],
      [1, '1042'],
    ])
    expect(positions(state, 'orders 1')).toEqual([
      { group: 'notifications', position: 2, lag: 0 },
      { group: 'payments', position: 2, lag: 0 },
    ])
  })

  it('counts what a group has still to read', async () => {
    const trace = await sampleRun('dual-write', schedules.pause)
    const paused = trace.findIndex((event) => event.kind === 'resume')
    expect(
      positions(logTimeline(trace).at(paused), 'orders 0').find(
        (group) => group.group === 'payments',
      ),
    ).toMatchObject({ position: 0, lag: 1 })
  })
})
