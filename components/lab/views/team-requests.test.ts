import { describe, expect, it } from 'vitest'
import { lab } from '@/simulations/shared-database/lab'
import { sampleRun } from '@/simulations/story/testing/sample-runs'
import { teamTimeline } from './team-requests'

const runOf = (title: string) => {
  const run = lab.featured.find((one) => one.title === title)
  return sampleRun(run?.variant ?? '', run?.faults ?? '', lab)
}

describe('the requests of each team', () => {
  it('are nothing before the first, and say at the end who failed and why', async () => {
    const trace = await runOf('The users team renames a column')
    const timeline = teamTimeline(trace, lab)
    expect(
      timeline.at(0).teams.every(({ answered, failed }) => answered + failed.length === 0),
    ).toBe(true)
    const { teams } = timeline.at(trace.length)
    expect(
      teams.map(({ service, answered, failed }) => [
        service,
        answered,
        failed.map(({ cause }) => cause),
      ]),
    ).toEqual([
      ['users', 2, []],
      ['orders', 1, ['changed']],
      ['shipping', 0, ['changed']],
      ['reporting', 0, ['changed']],
    ])
  })

  it('name a crash of the database, and the connections that a report took', async () => {
    const crash = await runOf('The one database crashes')
    const causes = teamTimeline(crash, lab)
      .at(crash.length)
      .teams.flatMap(({ failed }) => failed.map(({ cause }) => cause))
    expect(new Set(causes)).toEqual(new Set(['database-down']))

    const rush = await runOf('A report and a rush of orders')
    const { teams, connections } = teamTimeline(rush, lab).at(rush.length)
    expect(teams.flatMap(({ failed }) => failed.map(({ cause }) => cause))).toContain(
      'no-connection',
    )
    expect(connections).toEqual([expect.objectContaining({ database: 'orders-db', most: 16 })])
    expect(connections[0]?.held).toContainEqual({ by: 'reporting', count: 12 })
  })
})
